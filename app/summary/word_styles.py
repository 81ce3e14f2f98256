"""How Word documents look, and what stands on every page. All looks are styles, none by hand."""

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

INK = RGBColor(0x12, 0x23, 0x2A)
TEAL = RGBColor(0x0B, 0x53, 0x61)
QUIET = RGBColor(0x4A, 0x5D, 0x62)
WARNING = RGBColor(0x8A, 0x2B, 0x1F)
FONT = "Calibri"
# By their ids, which are their names without spaces: python-docx searches all styles for a name.
CELL, HEAD, NOTE, STRONG = "TableText", "TableHead", "TableNote", "Strong"
CAPTION, BULLET, SUBTITLE = "Caption", "ListBullet", "Subtitle"
EYEBROW, WARNED, KEY_FIGURE = "Eyebrow", "Notice", "KeyFigure"
TEXT_WIDTH = Cm(16.6)

# Of each style, in points: the size of its letters, and the room before and after.
_LOOKS = {
    "Title": (24, 0, 4),
    "Subtitle": (11, 0, 10),
    "Heading 1": (15, 11, 4),
    "Heading 2": (12, 12, 4),
    "Heading 3": (10.5, 8, 2),
    "Normal": (10.5, 0, 5),
    "List Bullet": (10.5, 0, 2),
    "Caption": (9.5, 7, 3),
    "Table Text": (9.5, 1.5, 1.5),
    "Table Head": (9.5, 1.5, 1.5),
    "Table Note": (9, 2, 6),
    "Key Figure": (20, 0, 0),
    "Eyebrow": (9.5, 0, 0),
    "Notice": (10.5, 6, 6),
}
_OWN = ("Table Text", "Table Head", "Table Note", "Key Figure", "Eyebrow", "Notice")
_TEAL = {"Title", "Heading 1", "Heading 2", "Key Figure"}
_QUIET = {"Subtitle", "Caption", "Table Note", "Eyebrow"}


def set_language(document: WordDocument, language: str) -> None:
    """Say which language the text is in, for spelling and for reading aloud."""
    for run in document.styles.element.iter(qn("w:rPrDefault")):
        for properties in run.iter(qn("w:rPr")):
            for old in properties.findall(qn("w:lang")):
                properties.remove(old)
            mark = OxmlElement("w:lang")
            mark.set(qn("w:val"), language)
            mark.set(qn("w:eastAsia"), language)
            properties.append(mark)


def set_styles(document: WordDocument) -> None:
    """Give the styles their looks, and add those of our own."""
    for name in _OWN:
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles[
            "Normal"
        ]
    for name, (size, before, after) in _LOOKS.items():
        style = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.color.rgb = TEAL if name in _TEAL else QUIET if name in _QUIET else INK
        style.font.italic = False
        for spread in style.element.get_or_add_rPr().findall(qn("w:spacing")):
            style.element.rPr.remove(spread)
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(kind), None)
    document.styles["Caption"].paragraph_format.keep_with_next = True
    document.styles["Key Figure"].font.bold = True
    document.styles["Normal"].paragraph_format.line_spacing = 1.0
    document.styles["Notice"].paragraph_format.left_indent = Cm(0.4)
    _hyphenate_heads(document)
    _line_beside(document.styles["Notice"].element.get_or_add_pPr())
    for rule in document.styles["Title"].element.iter(qn("w:pBdr")):
        rule.getparent().remove(rule)


def _hyphenate_heads(document: WordDocument) -> None:
    """Let long compounds be broken over narrow columns, with a hyphen, and nowhere else."""
    mark = OxmlElement("w:autoHyphenation")
    before = document.settings.element.find(qn("w:defaultTabStop"))
    if before is not None:
        before.addnext(mark)
    for name, value in (("Normal", "1"), ("Table Head", "0")):
        properties = document.styles[name].element.get_or_add_pPr()
        kept = OxmlElement("w:suppressAutoHyphens")
        kept.set(qn("w:val"), value)
        properties.insert_element_before(kept, "w:spacing", "w:ind", "w:jc", "w:rPr")


def _line_beside(properties: object) -> None:
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:left")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "8"), ("color", "0B5361")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    properties.insert_element_before(  # type: ignore[attr-defined] # a paragraph's properties
        borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def number_pages(document: WordDocument, footer: str, header: str = "") -> None:
    """Write on every page what it belongs to, and which page of how many it is."""
    section = document.sections[0]
    line = section.footer.paragraphs[0]
    document.styles["Footer"].paragraph_format.tab_stops.clear_all()
    line.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    line.add_run(f"{footer}\t")
    _field(line, "PAGE")
    line.add_run(" / ")
    _field(line, "NUMPAGES")
    if header:
        run = section.header.paragraphs[0].add_run(header)
        run.bold, run.font.color.rgb = True, WARNING
    for name in ("Footer", "Header"):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(8.5), QUIET


def _field(line: Paragraph, code: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    line._p.append(field)  # noqa: SLF001 (python-docx has no other way to a field)
