from calendar import monthrange
from datetime import date


def months_after(day: date, months: int) -> date:
    """Find the day a number of calendar months later, for time limits set in months.

    The limit falls on the same day of the month; where that month is too short, on its last day.
    31 August and six months is 28 February, or 29 in a leap year. Negative months go back.

    Parameters
    ----------
    day : date
    months : int

    Returns
    -------
    date
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_between(first: date, last: date) -> int:
    """Count the whole months from one day to another; 0 if the other comes first.

    Parameters
    ----------
    first, last : date

    Returns
    -------
    int, 0 or more
    """
    months = (last.year - first.year) * 12 + last.month - first.month
    if months_after(first, months) > last:
        months -= 1
    return max(months, 0)
