"""The door of the register: bytes in, cases and refusals out. Nothing is stored."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.identity_numbers import find_identity_number, mask
from app.register.reading import sniff
from app.register.reading.archive import check_archive
from app.register.reading.cells import Table, clean, is_blank, shown
from app.register.reading.edges import edge, end_of_cases
from app.register.reading.header import find_header, header_of, propose_columns
from app.register.reading.limits import MOST_REFUSALS
from app.register.reading.notices import Notices
from app.register.reading.parsed import (
    ColumnMap,
    Field,
    ParsedRegister,
    PreviewRow,
    ReadOptions,
)
from app.register.reading.reasons import Reason
from app.register.reading.rows import RowReader
from app.register.reading.unreadable import NoTable, NumberInFileName, UnknownDelimiter
from app.register.reading.workbook import check_compound_file, read_workbook

_PREVIEWED = 12
_LONGEST_PREVIEWED = 80


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


def read_register(
    content: bytes,
    file_name: str,
    columns: ColumnMap | None = None,
    options: ReadOptions | None = None,
) -> ParsedRegister:
    """Read a register as a case system exports it.

    Without ``columns`` they are recognised by their names. As long as a required field has no
    column nothing is interpreted: ``missing`` says which, and ``header`` what there is to choose
    from. Columns outside the map are looked through for identity numbers and forgotten.
    """
    options = options or ReadOptions()
    if find_identity_number(file_name) is not None:
        raise NumberInFileName
    sniff.check_size(content)
    source = source_of(content, columns, options)
    place = _header_place(source.table, columns, options)
    header = header_of(source.table[place])
    chosen = (columns or propose_columns(header)).found_in(header)
    notices = Notices()
    if source.odd_letters:
        notices.say(Reason.odd_letters)
    for gone in columns.columns() if columns else ():
        if gone not in header:
            notices.say(Reason.column_gone, gone)
    reader = RowReader(header, chosen, options.required, source.sheet is None, notices)
    missing = chosen.missing(options.required)
    if not missing:
        _read_rows(source.table, place + 1, reader)
    return ParsedRegister(
        file_kind=source.file_kind,
        encoding=source.encoding,
        delimiter=source.delimiter,
        sheet=source.sheet,
        sheets=source.sheets,
        header=header,
        header_row=place + 1,
        columns=chosen,
        missing=missing,
        rows=tuple(reader.rows),
        refusals=tuple(reader.refusals),
        rows_read=len(reader.rows) + reader.refused,
        rows_refused=reader.refused,
        notices=tuple(notices),
        preview=_preview(source.table),
    )


def source_of(content: bytes, columns: ColumnMap | None, options: ReadOptions) -> Source:
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


def _header_place(table: Table, columns: ColumnMap | None, options: ReadOptions) -> int:
    if options.header_row is None:
        return find_header(table, columns)
    if not 1 <= options.header_row <= len(table) or is_blank(table[options.header_row - 1]):
        raise NoTable
    return options.header_row - 1


def _read_rows(table: Table, start: int, reader: RowReader) -> None:
    end = end_of_cases(table, start)
    key = reader.columns.fields.get(Field.case_number)
    key_place = reader.header.index(key) if key is not None else None
    for number, row in enumerate(table[start:], start=start + 1):
        if is_blank(row):
            continue
        reason = edge(row, reader.header, key_place)
        if reason is None and number > end:
            reason = Reason.closing_note
        if reason is None:
            reader.read(number, row)
        else:
            reader.notices.say(reason, row=number)
    if len(reader.refusals) >= MOST_REFUSALS:
        reader.notices.say(Reason.more_refusals, shown=MOST_REFUSALS)


def _preview(table: Table) -> tuple[PreviewRow, ...]:
    filled: Sequence[int] = [place for place, row in enumerate(table) if not is_blank(row)]
    return tuple(
        PreviewRow(
            place + 1,
            tuple(mask(clean(shown(cell)))[:_LONGEST_PREVIEWED] for cell in table[place]),
        )
        for place in filled[:_PREVIEWED]
    )
