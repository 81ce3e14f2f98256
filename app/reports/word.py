"""A document as a Word file, for those who want to go on writing."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime

from docx.document import Document as WordDocument

from app.reports.blocks import (
    Bar,
    Block,
    Bullets,
    Cell,
    Document,
    Heading,
    Lines,
    NewPage,
    Notice,
    Paragraph,
    Picture,
    Signed,
    Stats,
    Table,
)
from app.reports.pictures import bar_svg
from app.summary import word_parts
from app.summary.word_styles import BULLET, EYEBROW, NOTE, SUBTITLE, WARNED, number_pages
from app.web.drawing import pngs

LOCALES = {"sv": "sv-SE", "en": "en-GB"}
TEXT_WIDTH = 16.6
# The earliest day a zip can hold: files made again come out the same, byte by byte.
STILL = (1980, 1, 1, 0, 0, 0)


def write_docx(document: Document) -> bytes:
    """Write a document as a Word file. The same document gives the same bytes."""
    made = word_parts.new_document(
        document.title, LOCALES[document.language], document.organisation
    )
    made.core_properties.created = made.core_properties.modified = datetime.combine(
        date.fromisoformat(document.day), datetime.min.time()
    )
    number_pages(made, document.footer, document.draft)
    word_parts.paragraph(made, document.eyebrow, style=EYEBROW)
    word_parts.heading(made, document.title, 0)
    word_parts.paragraph(made, document.lead, style=SUBTITLE)
    drawings = iter(pngs(list(_drawings(document))))
    on_new_page = False
    for block in document.blocks:
        if isinstance(block, NewPage):
            on_new_page = True
            continue
        _write(made, block, drawings, on_new_page=on_new_page)
        on_new_page = False
    held = io.BytesIO()
    made.save(held)
    return _stilled(held)


def _drawings(document: Document) -> Iterator[str]:
    for block in document.blocks:
        if isinstance(block, Picture):
            yield block.svg
        if isinstance(block, Table):
            for row in block.rows:
                yield from (bar_svg(cell) for cell in row if isinstance(cell, Bar))


def _write(
    made: WordDocument, block: Block, drawings: Iterator[bytes], *, on_new_page: bool
) -> None:
    match block:
        case Heading():
            word_parts.heading(made, block.text, block.level, on_new_page=on_new_page)
        case Picture():
            word_parts.drawing(made, block.caption, next(drawings), block.text)
        case Stats():
            _stats(made, block)
        case Table():
            _table(made, block, drawings)
        case Paragraph() | Bullets() | Notice() | Signed():
            _write_words(made, block)


def _write_words(made: WordDocument, block: Paragraph | Bullets | Notice | Signed) -> None:
    match block:
        case Paragraph():
            word_parts.paragraph(made, block.text, style=NOTE if block.look == "small" else None)
        case Bullets():
            for text in block.texts:
                word_parts.paragraph(made, text, style=BULLET)
        case Notice():
            word_parts.notice(made, block.title, block.text, WARNED)
        case Signed():
            name = ", ".join(part for part in (block.name, block.title) if part)
            word_parts.paragraph(made, name, style=WARNED, with_next=True)
            word_parts.paragraph(made, block.text, style=NOTE)


def _stats(made: WordDocument, block: Stats) -> None:
    width = TEXT_WIDTH / len(block.stats)
    word_parts.table(
        made,
        block.caption,
        [one.label for one in block.stats],
        [
            [word_parts.KeyFigure(one.number) for one in block.stats],
            [one.note for one in block.stats],
        ],
        [width] * len(block.stats),
        headed=False,
    )


def _table(made: WordDocument, block: Table, drawings: Iterator[bytes]) -> None:
    whole = sum(column.width for column in block.columns)
    word_parts.table(
        made,
        block.caption,
        [column.head for column in block.columns],
        [[_cell(cell, drawings) for cell in row] for row in block.rows],
        [TEXT_WIDTH * column.width / whole for column in block.columns],
        numbers=[place for place, column in enumerate(block.columns) if column.number],
        note=block.note,
    )


def _cell(cell: Cell, drawings: Iterator[bytes]) -> word_parts.Content:
    match cell:
        case Bar():
            return word_parts.Picture(next(drawings), cell.text)
        case Lines():
            return word_parts.Lines(cell.first, cell.second)
        case _:
            return cell


def _stilled(held: io.BytesIO) -> bytes:
    """Pack the parts anew without the time they were packed at."""
    packed = io.BytesIO()
    with zipfile.ZipFile(held) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, STILL)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return packed.getvalue()
