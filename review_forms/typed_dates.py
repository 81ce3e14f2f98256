import re
from datetime import date

from review_forms.errors import AnswerRefused

MONTHS = {
    "sv": ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september",
           "oktober", "november", "december"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September",
           "October", "November", "December"),
}  # fmt: skip
OLDEST = date(1990, 1, 1)
"""A date before this is a slip of the finger: no child placed now was born then."""

_YEAR_FIRST = re.compile(r"(\d{4})[-./ ]?(\d{2})[-./ ]?(\d{2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[/. ]\s?(\d{1,2})[/. ]\s?(\d{4})")
_NAMED = re.compile(r"(?:den )?(\d{1,2})\.? ([a-zåäö]{3,9})\.? (\d{4})", re.IGNORECASE)


def read_date(typed: str, *, today: date | None = None) -> date:
    """Read a day the ways it is written in Sweden.

    ``2026-03-01``, ``20260301``, ``1/3 2026``, ``1.3.2026``, ``1 mars 2026``, ``1 mar 2026``.
    The year has four figures: a guess at the century would be a silent repair.

    Parameters
    ----------
    typed : str
    today : date, optional
        When given, later days are refused.

    Returns
    -------
    date

    Raises
    ------
    AnswerRefused
        If it is not a day of the calendar, lies before 1990, or ahead of ``today``.
    """
    day = _calendar_day(typed.strip())
    if day < OLDEST:
        raise AnswerRefused("too_long_ago", date=day.isoformat())
    if today and day > today:
        raise AnswerRefused("in_the_future", date=day.isoformat())
    return day


def written_date(day: date, language: str) -> str:
    """Write a day with the name of its month."""
    name = MONTHS["en" if language.startswith("en") else "sv"][day.month - 1]
    return f"{day.day} {name} {day.year}"


def _calendar_day(typed: str) -> date:
    try:
        if found := _YEAR_FIRST.fullmatch(typed):
            year, month, day = found.groups()
            return date(int(year), int(month), int(day))
        if found := _DAY_FIRST.fullmatch(typed):
            day, month, year = found.groups()
            return date(int(year), int(month), int(day))
        if found := _NAMED.fullmatch(typed):
            day, name, year = found.groups()
            return date(int(year), _month(name), int(day))
    except ValueError as impossible:
        raise AnswerRefused("not_a_date") from impossible
    raise AnswerRefused("not_a_date")


def _month(name: str) -> int:
    for names in MONTHS.values():
        for number, full in enumerate(names, start=1):
            if name.lower() in (full.lower(), full.lower()[:3]):
                return number
    raise ValueError(name)
