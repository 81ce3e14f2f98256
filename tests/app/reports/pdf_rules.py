"""The rules of PDF/UA-1 and PDF/A-2a that matter to a reader, looked up in the file itself."""

import re
from collections.abc import Iterator
from itertools import pairwise

import pikepdf

CELLS = {"/TH", "/TD"}


def faults(path) -> list[str]:
    """List what is wrong with a PDF; nothing, if it can be read aloud and kept."""
    with pikepdf.open(path) as pdf:
        return [
            *_catalogue(pdf),
            *_metadata(pdf),
            *_fonts(pdf),
            *_structure(pdf),
            *_content(pdf),
        ]


def headings_of(path) -> list[int]:
    with pikepdf.open(path) as pdf:
        tags = [str(node.S) for node in _nodes(pdf)]
    return [int(tag[2:]) for tag in tags if re.fullmatch(r"/H[1-6]", tag)]


def tags_of(path) -> list[str]:
    with pikepdf.open(path) as pdf:
        return [str(node.S) for node in _nodes(pdf)]


def scopes_of(path) -> list[str]:
    """Say of each heading in a table whether it heads a row or a column."""
    with pikepdf.open(path) as pdf:
        return [_scope(node) for node in _nodes(pdf) if node.S == "/TH"]


def _catalogue(pdf) -> Iterator[str]:
    root = pdf.Root
    wanted = {
        "not marked as tagged": bool(root.get("/MarkInfo", {}).get("/Marked", False)),
        "no structure": "/StructTreeRoot" in root,
        "no language": str(root.get("/Lang", "")).startswith("sv"),
        "shows the file name instead of the title": bool(
            root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)
        ),
        "no bookmarks": "/Outlines" in root,
        "no output intent": "/OutputIntents" in root,
        "tab order does not follow the structure": all(
            page.get("/Tabs") == "/S" for page in pdf.pages if "/Annots" in page
        ),
    }
    yield from (fault for fault, holds in wanted.items() if not holds)


def _metadata(pdf) -> Iterator[str]:
    with pdf.open_metadata() as about:
        if not about.get("dc:title"):
            yield "no title"
        if about.get("pdfuaid:part") != "1":
            yield "does not say that it is PDF/UA-1"
        if (about.get("pdfaid:part"), about.get("pdfaid:conformance")) != ("2", "A"):
            yield "does not say that it is PDF/A-2a"


def _fonts(pdf) -> Iterator[str]:
    for number, page in enumerate(pdf.pages, start=1):
        for name, font in page.resources.get("/Font", {}).items():
            if "/ToUnicode" not in font:
                yield f"page {number}: {name} cannot be read as text"
            inner = font.get("/DescendantFonts", [font])[0]
            about = inner.get("/FontDescriptor", {})
            if not any(key in about for key in ("/FontFile", "/FontFile2", "/FontFile3")):
                yield f"page {number}: {name} is not embedded"


def _structure(pdf) -> Iterator[str]:
    levels = []
    for node in _nodes(pdf):
        if re.fullmatch(r"/H[1-6]", str(node.S)):
            levels.append(int(str(node.S)[2:]))
        yield from _in_node(node)
    for before, after in pairwise(levels):
        if after > before + 1:
            yield f"a heading of level {after} right after level {before}"
    if not levels or levels[0] != 1:
        yield "does not begin with a heading of level 1"


def _in_node(node) -> Iterator[str]:
    tag = str(node.S)
    if tag == "/Figure" and not str(node.get("/Alt", "")).strip():
        yield "a figure without words"
    if tag == "/TR" and not {str(kid.S) for kid in _kids(node)} <= CELLS:
        yield "a row with something else than cells"
    if tag == "/TH" and not _scope(node):
        yield "a heading of a table without scope"
    if tag == "/TD" and _of_table(node, "/Headers") and _row_has_a_heading(node):
        yield "a cell that hides the heading of its row"
    if tag == "/Table" and "/TH" not in {str(one.S) for one in _below(node)}:
        yield "a table without headings"


def _content(pdf) -> Iterator[str]:
    """Everything that is drawn lies in a marked piece: content with an id, or an artifact."""
    drawing = {"Tj", "TJ", "'", '"', "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "Do", "sh"}
    for number, page in enumerate(pdf.pages, start=1):
        depth = 0
        for step in pikepdf.parse_content_stream(page):
            operator = str(step.operator)
            depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(operator, 0)
            if operator in drawing and depth == 0:
                yield f"page {number}: something is drawn outside the structure"
                break


def _nodes(pdf) -> Iterator[pikepdf.Dictionary]:
    yield from _below(pdf.Root.StructTreeRoot)


def _below(node) -> Iterator[pikepdf.Dictionary]:
    for kid in _kids(node):
        yield kid
        yield from _below(kid)


def _kids(node) -> Iterator[pikepdf.Dictionary]:
    kids = node.get("/K")
    if kids is None:
        return
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid


def _scope(node) -> str:
    return str(_of_table(node, "/Scope") or "")


def _row_has_a_heading(cell) -> bool:
    return "/TH" in {str(kid.S) for kid in _kids(cell.P)}


def _of_table(node, name):
    about = node.get("/A", [])
    found = about if isinstance(about, pikepdf.Array) else [about]
    return next((one[name] for one in found if name in one), None)
