"""Word documents as they should be: headings, tables with header rows, alt texts, a language."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell

INK = RGBColor(0x12, 0x23, 0x2A)
TEAL = RGBColor(0x0B, 0x53, 0x61)
FONT = "Calibri"
BAR_WIDTH = Cm(3.5)
SMALL = Pt(9.5)


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


def new_document(title: str, language: str, author: str) -> WordDocument:
    """Begin a document in a language, with a title that screen readers announce."""
    document = Document()
    properties = document.core_properties
    properties.title, properties.author, properties.language = title, author, language
    properties.comments = ""
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.2)
        section.top_margin = section.bottom_margin = Cm(2)
    _set_language(document, language)
    _set_styles(document)
    return document


def paragraph(document: WordDocument, text: str, *, bold: bool = False) -> None:
    document.add_paragraph().add_run(text).bold = bold


def new_page(document: WordDocument) -> None:
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def placeholder(document: WordDocument, text: str) -> None:
    """Write a place that somebody is to fill in; it cannot be mistaken for a finding."""
    written = document.add_paragraph(style="Intense Quote")
    written.add_run(f"[{text}]")


def table(
    document: WordDocument,
    caption: str,
    head: Sequence[str],
    rows: Sequence[Sequence[str | Lines | Picture]],
    widths: Sequence[float],
) -> None:
    """Add a table with its caption, a header row that is repeated, and real row headings."""
    document.add_paragraph(caption, style="Caption").paragraph_format.keep_with_next = True
    made = document.add_table(rows=1, cols=len(head))
    made.autofit = False
    _describe(made, caption)
    _rule(made)
    for cell, text in zip(made.rows[0].cells, head, strict=True):
        _fill(cell, Lines(text))
    _repeat(made)
    for row in rows:
        added = made.add_row()
        _keep_whole(added._tr)  # noqa: SLF001 (python-docx has no other way to it)
        for cell, content in zip(added.cells, row, strict=True):
            _fill(cell, content)
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)
    document.add_paragraph()


def _fill(cell: _Cell, content: str | Lines | Picture) -> None:
    written = cell.paragraphs[0]
    written.paragraph_format.space_before = written.paragraph_format.space_after = Pt(3)
    run = written.add_run()
    match content:
        case Picture():
            shape = run.add_picture(io.BytesIO(content.png), width=BAR_WIDTH)
            # python-docx has no other way to an alt text.
            shape._inline.docPr.set("descr", content.text)  # noqa: SLF001
        case Lines():
            run.text, run.bold = content.first, True
            if content.second:
                written.add_run("\n" + content.second).font.size = SMALL
            run.font.size = SMALL
        case _:
            run.text = content
            run.font.size = SMALL


def _rule(made: Table) -> None:
    """Part the rows by thin lines, and nothing else."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("color", "A9B8B7")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    made._tbl.tblPr.append(borders)  # noqa: SLF001 (no other way)


def _repeat(made: Table) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    made.rows[0]._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 (no other way)


def _keep_whole(row: object) -> None:
    mark = OxmlElement("w:cantSplit")
    row.get_or_add_trPr().append(mark)  # type: ignore[attr-defined] # a table row's element


def _describe(made: Table, text: str) -> None:
    mark = OxmlElement("w:tblCaption")
    mark.set(qn("w:val"), text)
    made._tbl.tblPr.append(mark)  # noqa: SLF001 (no other way)


def _set_language(document: WordDocument, language: str) -> None:
    for run in document.styles.element.iter(qn("w:rPrDefault")):
        for properties in run.iter(qn("w:rPr")):
            for old in properties.findall(qn("w:lang")):
                properties.remove(old)
            mark = OxmlElement("w:lang")
            mark.set(qn("w:val"), language)
            mark.set(qn("w:eastAsia"), language)
            properties.append(mark)


def _set_styles(document: WordDocument) -> None:
    sizes = {"Title": 26, "Heading 1": 17, "Heading 2": 13, "Normal": 10.5, "Caption": 9.5}
    for name, size in sizes.items():
        style = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.color.rgb = INK if name in {"Normal", "Caption"} else TEAL
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(kind), None)
