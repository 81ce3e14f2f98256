"""Reading what months came to from a file: pure, every refused row named."""

import re
from dataclasses import dataclass
from datetime import date

from app.errors import N_, DomainError
from app.key_figures.table import Line, Refused, sheet_of
from app.register.reading import ReadTable
from app.register.reading.cells import Cell, clean, shown
from app.register.reading.reasons import TEXTS, Unfit
from app.register.reading.values import day

COLUMNS = {
    "month": ("Månad", "Period", "Month", "Datum"),
    "met": ("Uppfyllda", "Antal uppfyllda", "Täljare", "Antal", "Met"),
    "counted": ("Av", "Räknade", "Antal räknade", "Nämnare", "Totalt", "Counted"),
    "note": ("Kommentar", "Anteckning", "Note"),
}
HEADINGS = "Månad, Uppfyllda, Av"
LONGEST_NOTE = 300
_MONTH = re.compile(r"(\d{4})[-/.]?(\d{2})")


class MoreThanCounted(DomainError):
    """A share above the whole is a slip of the pen."""

    status = 422
    message = N_("No more can be met than were counted: %(met)s of %(counted)s.")


class MonthNotOver(DomainError):
    """A month that is not over would be counted again, and differently."""

    status = 422
    message = N_("The month is not over. Enter it when it is.")


class TwiceInFile(DomainError):
    """One month has one result."""

    message = N_("The month stands twice in the file, with different numbers.")


class NotAMonth(DomainError):
    """A month that is guessed would put a result where it does not belong."""

    message = N_("Write the month as 2026-03.")


class NotACount(DomainError):
    """What is counted is counted whole."""

    message = N_("Write a whole number.")


@dataclass(frozen=True, slots=True)
class Month:
    """What a month came to."""

    month: date
    met: int
    counted: int
    note: str = ""


def read_months(table: ReadTable, *, today: date) -> tuple[list[Month], list[Refused]]:
    """Read months from a file, and name every row that cannot be read."""
    sheet = sheet_of(table, COLUMNS, ("month", "met", "counted"), HEADINGS)
    months: dict[date, Month] = {}
    refused = []
    for line in sheet.lines:
        try:
            month = _month(line)
            demand_possible(month, today)
            if months.setdefault(month.month, month) != month:
                raise TwiceInFile
        except (Unfit, DomainError) as no:
            why = TEXTS[no.reason] if isinstance(no, Unfit) else no.message
            details = no.params if isinstance(no, Unfit) else no.details
            refused.append(Refused(line.row, line.written, why, details))
    return list(months.values()), refused


def demand_possible(month: Month, today: date) -> None:
    """Refuse what a month cannot come to, and a month that is not over."""
    if month.met > month.counted:
        raise MoreThanCounted(met=month.met, counted=month.counted)
    if (month.month.year, month.month.month) >= (today.year, today.month):
        raise MonthNotOver


def month_of(cell: Cell) -> date:
    """Read a month, as 2026-03 or as any day in it."""
    found = _MONTH.fullmatch(clean(shown(cell)))
    if found is None:
        return day(cell).replace(day=1)
    try:
        return date(int(found[1]), int(found[2]), 1)
    except ValueError:
        raise NotAMonth from None


def _month(line: Line) -> Month:
    return Month(
        month_of(line.cells["month"]),
        _count(line.text("met")),
        _count(line.text("counted")),
        line.text("note")[:LONGEST_NOTE],
    )


def _count(text: str) -> int:
    if not re.fullmatch(r"\d{1,7}", text):
        raise NotACount
    return int(text)
