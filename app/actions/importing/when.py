"""When something is to be done, as people write it in plans. Computes only."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from app.actions.models import Recurrence
from app.actions.series import first_due

_MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september",
    "oktober", "november", "december",
)  # fmt: skip
_NUMBERS = {"en": 1, "ett": 1, "två": 2, "tre": 3, "fyra": 4, "tolv": 12}
_TIMES = {
    1: Recurrence.yearly,
    2: Recurrence.half_yearly,
    3: Recurrence.every_term,
    4: Recurrence.quarterly,
    12: Recurrence.monthly,
}
_OFTEN = {
    "löpande": Recurrence.continuous,
    "kontinuerligt": Recurrence.continuous,
    "tills vidare": Recurrence.continuous,
    "varje månad": Recurrence.monthly,
    "månadsvis": Recurrence.monthly,
    "varje kvartal": Recurrence.quarterly,
    "kvartalsvis": Recurrence.quarterly,
    "varje tertial": Recurrence.every_term,
    "tertialvis": Recurrence.every_term,
    "t1, t2 och verksamhetsberättelse": Recurrence.every_term,
    "varje halvår": Recurrence.half_yearly,
    "halvårsvis": Recurrence.half_yearly,
    "vart 6:e månad": Recurrence.half_yearly,
    "årligen": Recurrence.yearly,
    "varje år": Recurrence.yearly,
}
_YEAR = r"(?P<year>20\d\d)"
_LEADING = re.compile(r"^(?:senast|klart|klar|före|till|från|fortsatt|under)\s+")
_MOST_YEARS = 10


@dataclass(frozen=True, slots=True)
class When:
    """A day, how often, or both; the day of a series that names none is the first there is."""

    due_on: date | None = None
    recurrence: Recurrence = Recurrence.never


def parse_when(text: str, today: date) -> When | None:
    """Read when something is to be done; None where it is not understood."""
    said = " ".join(text.casefold().split()).strip(" .")
    while (shorter := _LEADING.sub("", said)) != said:
        said = shorter
    often = _often(said)
    if often is not None:
        return When(first_due(often, today), often)
    for pattern, read in _READERS:
        found = pattern.fullmatch(said)
        if found:
            day = read(found)
            return When(day) if day and abs(day.year - today.year) <= _MOST_YEARS else None
    return None


def _often(said: str) -> Recurrence | None:
    if said in _OFTEN:
        return _OFTEN[said]
    found = re.fullmatch(
        r"(\d+|\w+)\s*(?:ggr|gånger|gång)\s*(?:/|per |om |varje )\s*(?:år|året)", said
    )
    if found is None:
        return None
    number = _NUMBERS.get(found[1]) or (int(found[1]) if found[1].isdecimal() else 0)
    return _TIMES.get(number)


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


def _end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _named_month(found: re.Match[str]) -> date | None:
    month = next(
        (n for n, name in enumerate(_MONTHS, start=1) if name.startswith(found["name"])), None
    )
    if month is None:
        return None
    year = int(found["year"])
    if found["day"] is None:
        return _end(year, month)
    day = int(found["day"])
    return date(year, month, day) if 1 <= day <= monthrange(year, month)[1] else None


def _part(months: int) -> Callable[[re.Match[str]], date | None]:
    return lambda found: _end(int(found["year"]), int(found["part"]) * months)


def _week(found: re.Match[str]) -> date | None:
    try:
        return date.fromisocalendar(int(found["year"]), int(found["week"]), 5)
    except ValueError:
        return None


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], date | None]], ...] = (
    (re.compile(_YEAR + r"-(?P<month>\d\d?)-(?P<day>\d\d?)"), _day),
    (re.compile(r"(?P<day>\d\d?)/(?P<month>\d\d?)[- ]" + _YEAR), _day),
    (
        re.compile(r"(?:(?P<day>\d\d?)(?::?[ea])?\s+)?(?P<name>[a-zåäö]{2,9})\.?\s+" + _YEAR),
        lambda found: (
            _SEASONS[found["name"]](int(found["year"]))
            if found["name"] in _SEASONS and found["day"] is None
            else _named_month(found)
        ),
    ),
    (re.compile(r"(?:t|tertial )(?P<part>[123])[ /-]*" + _YEAR), _part(4)),
    (re.compile(r"(?:q|kv|kvartal )\s*(?P<part>[1234])[ /-]*" + _YEAR), _part(3)),
    (re.compile(r"(?:v|v\.|vecka)\s*(?P<week>\d\d?)[ ,]+" + _YEAR), _week),
    (
        re.compile(_YEAR + r"-(?P<month>0[1-9]|1[0-2])"),
        lambda found: _end(int(found["year"]), int(found["month"])),
    ),
    (
        re.compile(r"(?:år |slutet av |årsskiftet )?" + _YEAR),
        lambda f: date(int(f["year"]), 12, 31),
    ),
)
_SEASONS: dict[str, Callable[[int], date]] = {
    "våren": lambda year: date(year, 6, 30),
    "vt": lambda year: date(year, 6, 30),
    "hösten": lambda year: date(year, 12, 31),
    "ht": lambda year: date(year, 12, 31),
}
