"""What a report can be taken out as."""

from enum import StrEnum, auto
from pathlib import Path

from app.reports.blocks import Document
from app.reports.content import Content


class Format(StrEnum):
    """What a report can be written as."""

    pdf = auto()
    docx = auto()
    xlsx = auto()


MEDIA_TYPES = {
    Format.pdf: "application/pdf",
    Format.docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def written(content: Content, document: Document, as_: Format, scratch: Path) -> bytes:
    """Write a report: the document as it stands, or its figures as tables."""
    # The libraries of files are heavy, and most pages do without them.
    if as_ is Format.pdf:
        from app.reports.pdf import write_pdf  # noqa: PLC0415

        return write_pdf(document)
    if as_ is Format.docx:
        from app.reports.word import write_docx  # noqa: PLC0415

        return write_docx(document)
    from app.reports.excel import write_workbook  # noqa: PLC0415

    return write_workbook(content, document, scratch)
