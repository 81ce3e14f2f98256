"""From a file to a table with headings that are known: pure, for every file of key figures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.errors import N_, DomainError
from app.identity_numbers import find_identity_number
from app.register.reading.cells import Cell, Row, Table, clean, is_blank, shown, squeezed
from app.register.reading.limits import MEGABYTE
from app.register.reading.parsed import ReadOptions
from app.register.reading.read import source_of

MOST_MEGABYTES = 2
MOST_TITLE_ROWS = 30
MOST_ROWS = 5_000


class FileTooLarge(DomainError):
    """A few key figures are a few kilobytes; what is larger is another file."""

    status = 422
    message = N_("The file is larger than %(most)s MB. Choose only the key figures you need.")


class HeadingsMissing(DomainError):
    """What a column means is never guessed."""

    status = 422
    message = N_("No row with the headings %(headings)s was found. Add them and send it again.")


class HoldsIdentityNumber(DomainError):
    """Key figures are about municipalities; a file with identity numbers is another file."""

    status = 422
    message = N_("The file holds what looks like a personal identity number (row %(row)s).")


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not taken in, what stands in it, and why."""

    row: int
    written: str
    why: str
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table, its cells by what their columns are."""

    row: int
    cells: Mapping[str, Cell]
    written: str

    def text(self, column: str) -> str:
        return clean(shown(self.cells.get(column, "")))


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows below the headings, and the headings as they are written."""

    lines: list[Line]
    headings: tuple[str, ...]


def sheet_of(
    content: bytes,
    known: Mapping[str, tuple[str, ...]],
    needed: tuple[str, ...],
    shown_as: str,
) -> Sheet:
    """Read the table of a file whose columns have known headings.

    ``known`` gives the spellings of each column. A heading that is not known keeps its own words.
    """
    if len(content) > MOST_MEGABYTES * MEGABYTE:
        raise FileTooLarge(most=MOST_MEGABYTES)
    table = source_of(content, None, ReadOptions()).table
    meaning = {squeezed(word): column for column, words in known.items() for word in words}
    for place, row in enumerate(table[:MOST_TITLE_ROWS]):
        headings = tuple(_heading(cell, meaning) for cell in row)
        if set(needed) <= set(headings):
            return Sheet(list(_lines(table, place + 1, headings)), headings)
    raise HeadingsMissing(headings=shown_as)


def _heading(cell: Cell, meaning: Mapping[str, str]) -> str:
    words = clean(shown(cell))
    return meaning.get(squeezed(words), words)


def _lines(table: Table, start: int, headings: tuple[str, ...]) -> Iterator[Line]:
    for number, row in enumerate(table[start : start + MOST_ROWS], start=start + 1):
        if is_blank(row):
            continue
        written = _written(row)
        if find_identity_number(written) is not None:
            raise HoldsIdentityNumber(row=number)
        yield Line(number, dict(zip(headings, row, strict=False)), written[:120])


def _written(row: Row) -> str:
    return " | ".join(text for cell in row if (text := clean(shown(cell))))
