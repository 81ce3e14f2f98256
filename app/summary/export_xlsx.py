"""The tables of a report as one Excel file."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from app.errors import N_
from app.summary.progress import rows_expected
from app.summary.sheets import Block, Column, Kind, Row, Sheet
from app.web.language import number, said

MOST_ROWS = 1_048_575
"""What a sheet has room for, under its heading."""
LONG = 20_000
"""From here on rows are let go of as they are written: memory stays the same, tables are plain."""
FORMATS = {Kind.text: "@", Kind.integer: "#,##0", Kind.number: "0.00", Kind.share: "0%"}
FULL_WIDTH = 50
MOST_KEPT = 50_000
Notes = list[tuple[str, str]]


def write_xlsx(
    sheets: Sequence[Sheet],
    to: Path,
    *,
    title: str,
    notes: Notes | None = None,
    most_rows: int = MOST_ROWS,
    created: datetime | None = None,
) -> None:
    """Write the sheets to a file. What looks like a formula stays the text it is.

    What goes beyond a sheet goes on on the next, under the same heading; ``notes`` then says so,
    for a last sheet that tells about the file. With the day it was ``created``, the same sheets
    give the same bytes.
    """
    long = rows_expected(sheets) > LONG
    # A cell must never become a formula or a link because of how its text begins.
    book = xlsxwriter.Workbook(
        str(to),
        {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "tmpdir": str(to.parent),
            "constant_memory": long,
        },
    )
    try:
        book.set_properties({"title": title, **({"created": created} if created else {})})
        looks = _Looks(book)
        for sheet in sheets:
            written = _write_sheet(book, sheet, looks, most_rows)
            if len(written) > 1 and notes is not None:
                told = "; ".join(f"{name}: {number(rows)}" for name, rows in written)
                notes.append((said(N_("Rows on each sheet")), told))
    except BaseException:
        book.fileclosed = True  # otherwise it would write itself to the end when it is let go of
        raise
    try:
        book.close()
    except FileCreateError as error:
        raise error.args[0] from error  # what stood in the way: a disk without room, as elsewhere


class _Looks:
    """How cells of each kind are shown."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.kinds = {kind: book.add_format({"num_format": FORMATS[kind]}) for kind in Kind}
        self.wrapped = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        self.heading = book.add_format({"bold": True, "bottom": 1})

    def of(self, column: Column) -> Any:
        wide = column.width > FULL_WIDTH and column.kind is Kind.text
        return self.wrapped if wide else self.kinds[column.kind]


def _write_sheet(
    book: xlsxwriter.Workbook, sheet: Sheet, looks: _Looks, most_rows: int
) -> list[tuple[str, int]]:
    """Write a sheet, on as many pages as it takes; give their names and rows."""
    title = said(sheet.title)
    several = sheet.long is not None and sheet.size * sheet.rows_each > most_rows
    rows = _rows(sheet.blocks)
    waiting = next(rows, None)
    written: list[tuple[str, int]] = []
    while waiting is not None or not written:
        name = f"{title} {len(written) + 1}" if several or written else title
        page = book.add_worksheet(name)
        _dress(page, sheet.columns, looks)
        count = 0
        while waiting is not None and count < most_rows:
            count += 1
            _write_row(page, count, waiting)
            waiting = next(rows, None)
        _finish(book, page, sheet.columns, count)
        written.append((name, count))
    return written


Parts = tuple[list[tuple[int, str]], list[tuple[int, float]]]
"""The texts and the numbers of a part of a row, each with its column."""


def _rows(blocks: Iterable[Block]) -> Iterator[tuple[Parts, Parts]]:
    """Give each row as its head and its tail; what is the same for many is sorted out once."""
    tails: dict[Row, Parts] = {}
    for block in blocks:
        head = _parts(block.head, 0)
        for tail in block.tails:
            parts = tails.get(tail)
            if parts is None:
                if len(tails) >= MOST_KEPT:
                    tails.clear()
                parts = tails[tail] = _parts(tail, len(block.head))
            yield head, parts


def _parts(cells: Row, first: int) -> Parts:
    placed = list(enumerate(cells, start=first))
    texts = [(place, value) for place, value in placed if isinstance(value, str)]
    return texts, [(place, value) for place, value in placed if isinstance(value, int | float)]


def _write_row(page: Any, count: int, row: tuple[Parts, Parts]) -> None:
    for texts, numbers in row:
        for place, text in texts:
            page.write_string(count, place, text)
        for place, value in numbers:
            page.write_number(count, place, value)


def _dress(page: Any, columns: Sequence[Column], looks: _Looks) -> None:
    # Before the rows: a row that is let go of cannot be given a look afterwards.
    for place, column in enumerate(columns):
        page.set_column(place, place, column.width, looks.of(column))
    page.freeze_panes(1, 1)
    for place, column in enumerate(columns):
        page.write_string(0, place, said(column.title), looks.heading)


def _finish(book: xlsxwriter.Workbook, page: Any, columns: Sequence[Column], count: int) -> None:
    last = len(columns) - 1
    if book.constant_memory:
        page.autofilter(0, 0, max(count, 1), last)
        return
    page.add_table(
        0,
        0,
        max(count, 1),
        last,
        {
            "name": f"Tabell{len(book.worksheets())}",
            "style": "Table Style Light 1",
            "columns": [{"header": said(column.title)} for column in columns],
        },
    )
