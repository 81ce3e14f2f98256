"""The table of a file, whatever is in it: a register, or a plan of another kind."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.identity_numbers import find_identity_number
from app.register.reading import sniff
from app.register.reading.archive import check_archive
from app.register.reading.cells import Table, is_blank, shown
from app.register.reading.header import find_header
from app.register.reading.limits import LONGEST_CELL
from app.register.reading.parsed import ColumnMap, ReadOptions
from app.register.reading.unreadable import NoTable, NumberInFileName, UnknownDelimiter
from app.register.reading.workbook import check_compound_file, read_workbook


@dataclass(frozen=True, slots=True)
class Source:
    """The table of a file, and how it was found there."""

    table: Table
    file_kind: str
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    odd_letters: bool = False


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table as text, with the row of its headings, for somebody else to interpret."""

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
    options = options or ReadOptions()
    if find_identity_number(file_name) is not None:
        raise NumberInFileName
    sniff.check_size(content)
    known = ColumnMap(attributes={name: name for name in headings})
    source = source_of(content, known, options)
    place = header_place(source.table, known, options)
    return ReadTable(
        tuple(tuple(shown(cell)[:LONGEST_CELL] for cell in row) for row in source.table),
        place + 1,
        source.sheet,
        source.sheets,
    )


def source_of(content: bytes, columns: ColumnMap | None, options: ReadOptions) -> Source:
    """Open a file of any kind that is read here, after what it is and not what it is called."""
    if content.startswith((sniff.ZIP, sniff.OLE)):
        if content.startswith(sniff.ZIP):
            kind = check_archive(content)
        else:
            kind = "xls"
            check_compound_file(content)
        sheet = read_workbook(content, columns, options.sheet)
        return Source(sheet.table, kind, sheet=sheet.name, sheets=sheet.names)
    text, encoding = sniff.decode(content, options.encoding)
    if options.delimiter is not None and options.delimiter not in sniff.DELIMITERS:
        raise UnknownDelimiter
    delimiter = options.delimiter or sniff.guess_delimiter(text)
    table = sniff.split(text, delimiter)
    return Source(table, "csv", encoding, delimiter, odd_letters=sniff.has_odd_letters(text))


def header_place(table: Table, columns: ColumnMap | None, options: ReadOptions) -> int:
    """Give the place of the headings, as somebody said or as it is found."""
    if options.header_row is None:
        return find_header(table, columns)
    if not 1 <= options.header_row <= len(table) or is_blank(table[options.header_row - 1]):
        raise NoTable
    return options.header_row - 1
