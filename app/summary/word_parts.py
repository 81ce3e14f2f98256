"""Word documents as they should be: headings, tables with header rows, alt texts, a language."""

import io
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph as WordParagraph

from app.summary.word_styles import (
    CAPTION,
    CELL,
    HEAD,
    KEY_FIGURE,
    NOTE,
    STRONG,
    TEXT_WIDTH,
    set_language,
    set_styles,
)
from app.web.language import bound

BAR_WIDTH = Cm(3.5)
IN_CELL = Cm(0.4)
"""What a cell keeps to its sides, so that a picture never reaches beyond it."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing in a cell, with what it says in words."""

    png: bytes
    text: str


@dataclass(frozen=True, slots=True)
class Lines:
    """A cell of two parts: what it is, in bold, and what that means."""

    first: str
    second: str = ""


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A cell with one of the few figures to remember."""

    text: str


Content = str | Lines | Picture | KeyFigure


def new_document(title: str, language: str, author: str) -> WordDocument:
    """Begin a document in a language, with a title that screen readers announce."""
    document = Document()
    properties = document.core_properties
    properties.title, properties.author, properties.language = title, author, language
    properties.comments = ""
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.2)
        section.top_margin = section.bottom_margin = Cm(1.8)
    set_language(document, language)
    set_styles(document)
    return document


def paragraph(
    document: WordDocument,
    text: str,
    *,
    bold: bool = False,
    style: str | None = None,
    with_next: bool = False,
) -> None:
    written = _paragraph(document, style)
    written.add_run(text).bold = bold or None
    if with_next:
        written.paragraph_format.keep_with_next = True


def _paragraph(document: WordDocument, style: str | None) -> WordParagraph:
    written = document.add_paragraph()
    written._p.style = style  # noqa: SLF001 (by its id: the way by its name is slow)
    return written


def heading(document: WordDocument, text: str, level: int, *, on_new_page: bool = False) -> None:
    written = document.add_heading(text, level=level)
    written.paragraph_format.page_break_before = on_new_page or None


def notice(document: WordDocument, title: str, text: str, style: str) -> None:
    written = _paragraph(document, style)
    written.add_run(f"{title}. ")._r.style = STRONG  # noqa: SLF001 (as above)
    written.add_run(text)


def placeholder(document: WordDocument, text: str) -> None:
    """Write a place that somebody is to fill in; it cannot be mistaken for a finding."""
    written = document.add_paragraph(style="Intense Quote")
    written.add_run(f"[{text}]")


def table(
    document: WordDocument,
    caption: str,
    head: Sequence[str],
    rows: Sequence[Sequence[Content]],
    widths: Sequence[float],
    *,
    numbers: Collection[int] = (),
    note: str = "",
    headed: bool = True,
) -> None:
    """Add a table with its caption, a header row that is repeated, and row headings.

    ``widths`` are in centimetres; ``numbers`` are the places of the columns that hold numbers,
    which stand to the right. ``headed`` is whether the first cell of a row is its heading.
    """
    paragraph(document, caption, style=CAPTION)
    made = document.add_table(rows=1 + len(rows), cols=len(head))
    made.autofit = False
    _describe(made, caption)
    _rule(made)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Cm(width)
    # Looked up once: python-docx searches the whole table for each cell it is asked for.
    cells = made._cells  # noqa: SLF001 (no other way that is quick enough)
    texts: list[Sequence[Content]] = [[Lines(text) for text in head], *rows]
    for number, row in enumerate(texts):
        _keep_whole(made, number)
        for place, content in enumerate(row):
            cell = cells[number * len(head) + place]
            cell.width = Cm(widths[place])
            _fill(cell, content, widths[place], strong=headed and place == 0)
            if number == 0:
                cell.paragraphs[0]._p.style = HEAD  # noqa: SLF001 (as above)
            if place in numbers:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _repeat(made)
    if note:
        paragraph(document, note, style=NOTE)


def _fill(cell: _Cell, content: Content, width: float, *, strong: bool) -> None:
    written = cell.paragraphs[0]
    written._p.style = CELL  # noqa: SLF001 (as above)
    match content:
        case Picture():
            room = min(BAR_WIDTH, Emu(Cm(width) - IN_CELL))
            shape = written.add_run().add_picture(io.BytesIO(content.png), width=room)
            # python-docx has no other way to an alt text.
            shape._inline.docPr.set("descr", content.text)  # noqa: SLF001
        case KeyFigure():
            written._p.style = KEY_FIGURE  # noqa: SLF001 (as above)
            written.add_run(content.text)
        case Lines():
            written.add_run(bound(content.first))._r.style = STRONG  # noqa: SLF001 (as above)
            if content.second:
                run = written.add_run()
                run.add_break()
                run.add_text(bound(content.second))
        case _:
            run = written.add_run(bound(content))
            run._r.style = STRONG if strong else None  # noqa: SLF001 (as above)


def _rule(made: Table) -> None:
    """Part the rows by thin lines, and nothing else; say that headings stand on two sides."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("color", "A9B8B7")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    properties = made._tbl.tblPr  # noqa: SLF001 (no other way)
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        look.addprevious(borders)
    for name in ("noHBand", "noVBand", "firstRow", "firstColumn"):
        if look is not None:
            look.set(qn(f"w:{name}"), "1")


def _repeat(made: Table) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    made.rows[0]._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 (no other way)


def _keep_whole(made: Table, number: int) -> None:
    mark = OxmlElement("w:cantSplit")
    made._tbl.tr_lst[number].get_or_add_trPr().append(mark)  # noqa: SLF001 (no other way)


def _describe(made: Table, text: str) -> None:
    mark = OxmlElement("w:tblCaption")
    mark.set(qn("w:val"), text)
    made._tbl.tblPr.append(mark)  # noqa: SLF001 (no other way)


def drawing(document: WordDocument, caption: str, png: bytes, text: str) -> None:
    """Add a drawing as wide as the text, with what it says in words."""
    paragraph(document, caption, style=CAPTION)
    run = document.add_paragraph().add_run()
    shape = run.add_picture(io.BytesIO(png), width=TEXT_WIDTH)
    shape._inline.docPr.set("descr", text)  # noqa: SLF001 (no other way to an alt text)
