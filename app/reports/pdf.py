"""A document as PDF: tagged for screen readers (PDF/UA-1) and fit for the archive (PDF/A-2a)."""

import json
from pathlib import Path
from typing import Any

import typst
from pydantic import TypeAdapter

from app.reports.blocks import Bar, Document, Stats, Table
from app.reports.letters import printable
from app.reports.pictures import bar_svg
from app.reports.row_headings import with_row_headings
from app.web.drawing.text import FONTS

HOME = Path(__file__).parent
_DOCUMENT = TypeAdapter(Document)


def write_pdf(document: Document) -> bytes:
    """Write a document as PDF. The same document gives the same bytes."""
    made = typst.compile(
        HOME / "report.typ",
        root=HOME,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=["ua-1", "a-2a"],
        sys_inputs={"document": json.dumps(_drawn(document), ensure_ascii=False)},
    )
    if not isinstance(made, bytes):
        raise TypeError("A PDF is one file.")
    tables = [block for block in document.blocks if isinstance(block, Table | Stats)]
    return with_row_headings(made, [isinstance(block, Table) for block in tables])


def _drawn(document: Document) -> dict[str, Any]:
    """Write the document as plain values, each share with its drawing."""
    plain: dict[str, Any] = _DOCUMENT.dump_python(document, mode="json")
    for block in plain["blocks"]:
        for row in block.get("rows", ()):
            for cell in row:
                if isinstance(cell, dict) and cell["kind"] == "bar":
                    cell["svg"] = bar_svg(Bar(**cell))
    printed: dict[str, Any] = _printable(plain)
    return printed


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, list):
        return [_printable(each) for each in value]
    if isinstance(value, dict):
        return {name: _printable(each) for name, each in value.items()}
    return value
