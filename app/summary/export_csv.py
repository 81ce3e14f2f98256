"""The tables of a report as CSV files in a zip, with a description that programs can read."""

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from app.errors import N_
from app.summary.formats import Dialect
from app.summary.sheets import Cell, Kind, Sheet
from app.web.language import said

# Spreadsheets run what begins with these, the full-width ones of Japanese programs among them.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
QUOTE = "'"
BOM = "\ufeff"
TYPES = {
    Kind.text: "string",
    Kind.integer: "integer",
    Kind.number: "number",
    Kind.share: "number",
}


NEUTRALISED = N_(
    "A text that begins with one of = + - @, a tab, a line break or an apostrophe has an "
    "apostrophe before it, so that no program runs it. Take one leading apostrophe away to get "
    "the text back."
)


def write_zip(sheets: Sequence[Sheet], to: Path, *, title: str, dialect: Dialect) -> None:
    """Write each sheet as a file, one row at a time, and describe them all."""
    with ZipFile(to, "w", ZIP_DEFLATED) as archive:
        for sheet in sheets:
            with archive.open(f"{sheet.file}.csv", "w", force_zip64=True) as raw:
                text = io.TextIOWrapper(raw, "utf-8", newline="")
                for line in lines(sheet, dialect):
                    text.write(line)
                text.flush()
                text.detach()
        described = json.dumps(describe(sheets, title, dialect), ensure_ascii=False, indent=2)
        archive.writestr("datapackage.json", described)


def lines(sheet: Sheet, dialect: Dialect) -> Iterator[str]:
    """Write a sheet as CSV, line by line; the first begins with the mark that Excel looks for."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=dialect.delimiter, lineterminator="\r\n")
    buffer.write(BOM)
    writer.writerow([column.name for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow([_written(value, dialect) for value in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def harmless(text: str) -> str:
    """Make a text that no spreadsheet runs, and that `original` turns back exactly."""
    return QUOTE + text if text.startswith((*DANGEROUS, QUOTE)) else text


def original(text: str) -> str:
    """Give back the text that `harmless` was given."""
    return text.removeprefix(QUOTE)


def describe(sheets: Sequence[Sheet], title: str, dialect: Dialect) -> dict[str, Any]:
    """Describe the files as a Frictionless data package."""
    return {
        "profile": "tabular-data-package",
        "name": "stickprov",
        "title": title,
        "description": said(NEUTRALISED),
        "resources": [_resource(sheet, dialect) for sheet in sheets],
    }


def _resource(sheet: Sheet, dialect: Dialect) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": sheet.file,
        "title": said(sheet.title),
        "path": f"{sheet.file}.csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": dialect.delimiter, "lineTerminator": "\r\n", "header": True},
        "schema": {
            "fields": [_field(column, dialect) for column in sheet.columns],
            "missingValues": [""],
        },
    }


def _field(column: Any, dialect: Dialect) -> dict[str, Any]:
    field = {"name": column.name, "title": said(column.title), "type": TYPES[column.kind]}
    if column.meaning:
        field["description"] = said(column.meaning)
    if TYPES[column.kind] == "number":
        field["decimalChar"] = dialect.decimal
    return field


def _written(value: Cell, dialect: Dialect) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    return repr(value).replace(".", dialect.decimal)
