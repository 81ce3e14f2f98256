"""The table of a file that is no register, for somebody else to interpret."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import isfinite

from app.identity_numbers import find_identity_number
from app.register.reading import sniff
from app.register.reading.cells import Cell, shown
from app.register.reading.header import find_header
from app.register.reading.limits import LONGEST_CELL
from app.register.reading.parsed import ColumnMap, ReadOptions
from app.register.reading.read import source_of
from app.register.reading.unreadable import NumberInFileName

THOUSANDS = 3


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table as text, with the row of its headings, from 1."""

    rows: tuple[tuple[str, ...], ...]
    header_row: int
    sheet: str | None
    sheets: tuple[str, ...]

    @property
    def rows_read(self) -> int:
        return len(self.rows)


def read_table(
    content: bytes,
    file_name: str,
    headings: Iterable[str],
    options: ReadOptions | None = None,
) -> ReadTable:
    """Read any table; ``headings`` are names of columns that the right sheet and row would have."""
    if find_identity_number(file_name) is not None:
        raise NumberInFileName
    sniff.check_size(content)
    known = ColumnMap(attributes={name: name for name in headings})
    source = source_of(content, known, options or ReadOptions())
    return ReadTable(
        tuple(tuple(_as_seen(cell)[:LONGEST_CELL] for cell in row) for row in source.table),
        find_header(source.table, known) + 1,
        source.sheet,
        source.sheets,
    )


def _as_seen(cell: Cell) -> str:
    """Write a number with its comma; of three decimals make four, or 1,234 could be a thousand."""
    if isinstance(cell, float) and not cell.is_integer() and isfinite(cell):
        whole, _, decimals = f"{Decimal(repr(cell)):f}".partition(".")
        return f"{whole},{decimals}" + ("0" if len(decimals) == THOUSANDS else "")
    return shown(cell)
