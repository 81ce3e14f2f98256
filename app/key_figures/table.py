"""From a file to a table with headings that are known: pure, for every file of key figures."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.errors import N_, DomainError
from app.identity_numbers import find_identity_number
from app.register.reading import ReadTable, read_table_in_child
from app.register.reading.cells import clean, squeezed
from app.register.reading.limits import MEGABYTE

Rows = Sequence[Sequence[str]]
MOST_MEGABYTES = 2
MOST_TITLE_ROWS = 30
MOST_ROWS = 5_000


class FileTooLarge(DomainError):
    """A few key figures are a few kilobytes; what is larger is another file."""

    status = 422
    message = N_("The file is larger than %(most)s MB. Choose only the key figures you need.")


class TooManyLines(DomainError):
    """Whatever is left out unseen would be missed by nobody, and missing all the same."""

    status = 422
    message = N_("The file has more than %(most)s rows. Choose only the key figures you need.")


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
    cells: Mapping[str, str]
    written: str

    def text(self, column: str) -> str:
        return clean(self.cells.get(column, ""))


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows below the headings, and the headings as they are written."""

    lines: list[Line]
    headings: tuple[str, ...]


def table_of(content: bytes, known: Mapping[str, tuple[str, ...]]) -> ReadTable:
    """Open a file in a process of its own: a small one may unpack to more than there is room for.

    ``known`` gives the spellings of each column, by which the right sheet is found.
    """
    if len(content) > MOST_MEGABYTES * MEGABYTE:
        raise FileTooLarge(most=MOST_MEGABYTES)
    return read_table_in_child(content, "", [word for words in known.values() for word in words])


def sheet_of(
    opened: ReadTable,
    known: Mapping[str, tuple[str, ...]],
    needed: tuple[str, ...],
    shown_as: str,
) -> Sheet:
    """Read a table whose columns have known headings; any other heading keeps its own words."""
    table = opened.rows
    meaning = {squeezed(word): column for column, words in known.items() for word in words}
    for place, row in enumerate(table[:MOST_TITLE_ROWS]):
        headings = tuple(_heading(cell, meaning) for cell in row)
        if set(needed) <= set(headings):
            return Sheet(list(_lines(table, place + 1, headings)), headings)
    raise HeadingsMissing(headings=shown_as)


def _heading(cell: str, meaning: Mapping[str, str]) -> str:
    words = clean(cell)
    return meaning.get(squeezed(words), words)


def _lines(table: Rows, start: int, headings: tuple[str, ...]) -> Iterator[Line]:
    filled = [at for at, row in enumerate(table[start:], start=start) if any(map(clean, row))]
    if len(filled) > MOST_ROWS:
        raise TooManyLines(most=MOST_ROWS)
    for number, row in ((at + 1, table[at]) for at in filled):
        written = _written(row)
        if find_identity_number(written) is not None:
            raise HoldsIdentityNumber(row=number)
        yield Line(number, dict(zip(headings, row, strict=False)), written[:120])


def _written(row: Sequence[str]) -> str:
    return " | ".join(text for cell in row if (text := clean(cell)))
