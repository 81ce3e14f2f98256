"""The periods that figures are asked for: those the board is told of, and the manager's months."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from babel.dates import format_date

from app.web.language import language


def periods_to_choose(today: date, chosen: tuple[date, date], address: str) -> list[dict[str, Any]]:
    """Offer the terms, the years and the months, each at the address with its two days."""
    return [
        {"label": label, "href": address % (first, last), "current": (first, last) == chosen}
        for label, first, last in _offered(today)
    ]


def _offered(today: date) -> Iterator[tuple[str, date, date]]:
    year = today.year
    yield str(year), date(year, 1, 1), date(year, 12, 31)
    yield f"T1 {year}", date(year, 1, 1), date(year, 4, 30)
    yield f"T2 {year}", date(year, 1, 1), date(year, 8, 31)
    this_month = today.replace(day=1)
    for first in (this_month, (this_month - timedelta(days=1)).replace(day=1)):
        last = first.replace(day=monthrange(first.year, first.month)[1])
        yield format_date(first, "MMMM y", locale=language()), first, last
    yield str(year - 1), date(year - 1, 1, 1), date(year - 1, 12, 31)
