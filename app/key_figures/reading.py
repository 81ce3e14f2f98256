"""Reading series of key figures from a file: pure, every refused row named."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.errors import N_
from app.key_figures.kolada import CODE, FIRST_YEAR, LAST_YEAR
from app.key_figures.models import Area
from app.key_figures.table import HeadingsMissing, Line, Refused, Sheet, sheet_of
from app.register.reading import ReadTable
from app.register.reading.cells import clean, key
from app.register.reading.reasons import TEXTS, Unfit
from app.register.reading.values import number

COLUMNS = {
    "code": ("Nyckeltal", "Nyckeltals-id", "Nyckeltalskod", "KPI", "Kod"),
    "area": ("Kommun", "Område", "Kommun/region", "Municipality", "Region", "Area"),
    "year": ("År", "Period", "Year"),
    "value": ("Värde", "Value", "Totalt", "Total"),
    "gender": ("Kön", "Gender"),
}
HEADINGS = "Nyckeltal, Kommun, År, Värde"
MISSING = frozenset({"", "-", "–", "—", ".", "..", "...", "saknas"})
EVERYBODY = frozenset({"", "t", "totalt", "total", "alla", "båda"})
YEAR = re.compile(r"\d{4}(?:\.0)?")


@dataclass(frozen=True, slots=True)
class Found:
    """What a file says of a key figure in a year, in an area; ``None`` where it is missing."""

    row: int
    code: str
    year: int
    area: Area
    value: float | None


@dataclass(frozen=True, slots=True)
class SeriesFile:
    """All that a file said, and the rows that could not be taken in."""

    found: list[Found]
    refused: list[Refused]


class _No(Exception):
    def __init__(self, why: str, **details: object) -> None:
        super().__init__(why)
        self.why, self.details = why, details


def read_series(table: ReadTable, *, own: str, followed: frozenset[str]) -> SeriesFile:
    """Read values by year from a file with a column for the year, or one column for each year."""
    sheet = sheet_of(table, COLUMNS, ("code", "area"), HEADINGS)
    if not _says_values(sheet.headings):
        raise HeadingsMissing(headings=HEADINGS)
    found: dict[tuple[str, int, Area], Found] = {}
    refused = []
    for line in sheet.lines:
        try:
            if key(line.text("gender")) not in EVERYBODY:
                continue
            for each in list(_read(line, sheet, own, followed)):
                _keep(found, each)
        except _No as no:
            refused.append(Refused(line.row, line.written, no.why, no.details))
    return SeriesFile(list(found.values()), refused)


def _keep(found: dict[tuple[str, int, Area], Found], each: Found) -> None:
    before = found.setdefault((each.code, each.year, each.area), each)
    if before.value != each.value:
        raise _No(N_("Row %(row)s has another value for the same year."), row=before.row)


def _read(line: Line, sheet: Sheet, own: str, followed: frozenset[str]) -> Iterator[Found]:
    code = _code(line.text("code"), followed)
    area = _area(line.text("area"), own)
    if "year" in sheet.headings:
        yield Found(line.row, code, _year(line.text("year")), area, _value(line.cells["value"]))
        return
    for heading in filter(YEAR.fullmatch, sheet.headings):
        cell = line.cells.get(heading, "")
        yield Found(line.row, code, _year(heading), area, _value(cell))


def _says_values(headings: tuple[str, ...]) -> bool:
    """Tell whether there is a column for the year and one for the value, or one for each year."""
    if "year" in headings:
        return "value" in headings
    return any(YEAR.fullmatch(heading) for heading in headings)


def _code(text: str, followed: frozenset[str]) -> str:
    found = CODE.search(text)
    if found is None:
        raise _No(N_("There is no code of a key figure, as N33001."))
    code = found[1].upper()
    if code not in followed:
        raise _No(N_("%(code)s is not followed here."), code=code)
    return code


def _area(text: str, own: str) -> Area:
    name = key(text)
    if name in {"riket", "0000"} or name.startswith("riket "):
        return Area.country
    if name.startswith("liknande kommuner"):
        return Area.similar
    if name and _place(name) == _place(key(own)):
        return Area.own
    raise _No(
        N_("“%(area)s” is neither %(own)s, similar municipalities nor the country."),
        area=text,
        own=own,
    )


def _place(name: str) -> str:
    """Make the same of Almvik, Almviks kommun and Almviks stad."""
    return name.removesuffix(" kommun").removesuffix(" stad").removesuffix("s")


def _year(text: str) -> int:
    if YEAR.fullmatch(text) and FIRST_YEAR <= int(float(text)) <= LAST_YEAR:
        return int(float(text))
    raise _No(N_("“%(year)s” is not a year."), year=text)


def _value(cell: str) -> float | None:
    """Read a value. What is missing is missing: it never becomes nothing."""
    if clean(cell).casefold() in MISSING:
        return None
    try:
        return float(number(cell))
    except Unfit as unfit:
        raise _No(TEXTS[unfit.reason], **unfit.params) from None
