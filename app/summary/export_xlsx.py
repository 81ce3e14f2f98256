"""The tables of a report as one Excel file."""

from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from app.errors import N_, DomainError
from app.summary.sheets import Cell, Kind, Sheet
from app.web.language import said

MOST_ROWS = 1_048_575
FORMATS = {Kind.text: "@", Kind.integer: "#,##0", Kind.number: "0.00", Kind.share: "0%"}


class TooManyRows(DomainError):
    """Excel has room for about a million rows; a sheet cut short would be read as all of it."""

    message = N_("This is more than Excel has room for. Take it out as CSV instead.")


def write_xlsx(sheets: Sequence[Sheet], to: Path, *, title: str) -> None:
    """Write the sheets to a file. What looks like a formula stays the text it is."""
    # A cell must never become a formula or a link because of how its text begins.
    book = xlsxwriter.Workbook(
        str(to),
        {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "tmpdir": str(to.parent),
        },
    )
    book.set_properties({"title": title})
    formats = {kind: book.add_format({"num_format": FORMATS[kind]}) for kind in Kind}
    wrapped = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    for number, sheet in enumerate(sheets, start=1):
        page = book.add_worksheet(said(sheet.title))
        rows = _write_rows(page, sheet)
        for place, column in enumerate(sheet.columns):
            wide = column.width > FULL_WIDTH and column.kind is Kind.text
            page.set_column(place, place, column.width, wrapped if wide else formats[column.kind])
        page.freeze_panes(1, 1)
        page.add_table(
            0,
            0,
            max(rows, 1),
            len(sheet.columns) - 1,
            {
                "name": f"Tabell{number}",
                "style": "Table Style Light 1",
                "columns": [{"header": said(column.title)} for column in sheet.columns],
            },
        )
    book.close()


FULL_WIDTH = 50


def _write_rows(page: xlsxwriter.worksheet.Worksheet, sheet: Sheet) -> int:
    number = 0
    for number, row in enumerate(sheet.rows, start=1):
        if number > MOST_ROWS:
            raise TooManyRows
        for place, value in enumerate(row):
            _write(page, number, place, value)
    return number


def _write(page: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: Cell) -> None:
    if isinstance(value, str):
        page.write_string(row, column, value)
    elif value is not None:
        page.write_number(row, column, value)
