"""When something that is done again and again is to be done next. Computes only."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date

from app.actions.models import Recurrence

MONTHS: Mapping[str, int] = {
    Recurrence.monthly: 1,
    Recurrence.quarterly: 3,
    Recurrence.every_term: 4,
    Recurrence.half_yearly: 6,
    Recurrence.yearly: 12,
}
_YEAR = 12


def next_due(recurrence: str, due_on: date, today: date) -> date | None:
    """Give the next day of a series that is still ahead; the last of a month stays the last."""
    months = MONTHS.get(recurrence)
    if months is None:
        return None
    steps = 1
    while (ahead := months_after(due_on, months * steps)) <= today:
        steps += 1
    return ahead


def first_due(recurrence: str, today: date) -> date | None:
    """Give the first day of a series that has none: the end of the present part of the year."""
    months = MONTHS.get(recurrence)
    if months is None:
        return None
    month = -(-today.month // months) * months
    return date(today.year, month, monthrange(today.year, month)[1])


def months_after(day: date, months: int) -> date:
    """Count whole months on; where there is no such day, the month's last."""
    year, month = divmod(day.year * _YEAR + day.month - 1 + months, _YEAR)
    length = monthrange(year, month + 1)[1]
    at_end = day.day == monthrange(day.year, day.month)[1]
    return date(year, month + 1, length if at_end else min(day.day, length))
