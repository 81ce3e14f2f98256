"""Register files as case systems make them, and as they should not be. Nobody is real in them."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import xlsxwriter

# Born in the nineteenth century, with a right checksum and a serial number kept for tests.
IDENTITY_NUMBER = "18900314-9805"

HEADINGS = (
    "Aktnummer", "Enhet", "Handläggare", "Placeringsform", "Lagrum", "Ålder", "Kön",
    "Placeringsstart", "Placeringsslut", "Utförare", "Avtalsform", "Dygnskostnad",
)  # fmt: skip
CASE = {
    "Aktnummer": "BU-2026-00001",
    "Enhet": "Enhet Åsen",
    "Handläggare": "hl724",
    "Placeringsform": "Familjehem",
    "Lagrum": "LVU 2 §",
    "Ålder": "8",
    "Kön": "F",
    "Placeringsstart": "2025-08-28",
    "Placeringsslut": "",
    "Utförare": "Björkgården HVB",
    "Avtalsform": "Ramavtal",
    "Dygnskostnad": "2529,54",
}


def a_case(number: int = 1, **cells: str) -> list[str]:
    case = {**CASE, "Aktnummer": f"BU-2026-{number:05}", **cells}
    return [case[heading] for heading in HEADINGS]


def cases(count: int) -> list[list[str]]:
    return [a_case(number) for number in range(1, count + 1)]


def csv_text(
    rows: Iterable[Sequence[str]], *, delimiter: str = ";", line: str = "\r\n", header: bool = True
) -> str:
    every = [HEADINGS, *rows] if header else list(rows)
    return "".join(delimiter.join(row) + line for row in every)


def csv_file(*rows: Sequence[str], encoding: str = "utf-8") -> bytes:
    return csv_text(rows).encode(encoding)


def xlsx_file(
    rows: Iterable[Sequence[Any]], *, sheets: dict[str, Iterable[Sequence[Any]]] | None = None
) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    for name, table in {**(sheets or {}), "Placeringar": rows}.items():
        sheet = book.add_worksheet(name)
        for place, row in enumerate(table):
            sheet.write_row(place, 0, row)
    book.close()
    return stream.getvalue()


def typed_case(number: int) -> list[Any]:
    case = a_case(number)
    return [*case[:5], 8, "F", date(2025, 8, 28), "", *case[9:11], 2529.54]


def changed(workbook: bytes, /, **members: bytes) -> bytes:
    """Put other contents into a workbook: ``sheet1=b"..."`` replaces that worksheet."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.infolist():
            stem = member.filename.rsplit("/", 1)[-1].removesuffix(".xml")
            new.writestr(member.filename, members.get(stem, old.read(member)))
    return stream.getvalue()


def sheet_markup(cells: str, *, before: str = "") -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<worksheet xmlns="{space}">'
        f"<sheetData>{cells}</sheetData></worksheet>"
    ).encode()


ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def ods_file(rows: Iterable[Sequence[str]]) -> bytes:
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p>'
            "</table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        f'xmlns:office="{names}office:1.0" xmlns:table="{names}table:1.0" '
        f'xmlns:text="{names}text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Blad1">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="'
        f'{names}manifest:1.0"><manifest:file-entry manifest:full-path="/" '
        f'manifest:media-type="{ODS_TYPE}"/></manifest:manifest>'
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as book:
        book.writestr("mimetype", ODS_TYPE)
        book.writestr("content.xml", content)
        book.writestr("META-INF/manifest.xml", manifest)
    return stream.getvalue()
