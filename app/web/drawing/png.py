"""Drawings as pictures, for documents that cannot hold SVG."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from app.web.drawing.text import FONTS

# The drawing comes in as data, never as part of the program. One unit of it is one point.
PAGE = """
#set page(width: auto, height: auto, margin: 0pt, fill: none)
#image(bytes(sys.inputs.svg), format: "svg")
"""
PIXELS_PER_INCH = 200


def pngs(drawings: Sequence[str]) -> list[bytes]:
    """Make a picture of each drawing, with Inter as on the page."""
    import typst  # noqa: PLC0415 (heavy, and only documents need it)

    with TemporaryDirectory() as empty:
        source = Path(empty) / "drawing.typ"
        source.write_text(PAGE, encoding="utf-8")
        compiler = typst.Compiler(str(source), root=empty, font_paths=[str(FONTS)])
        made = {
            drawing: compiler.compile(
                format="png", ppi=PIXELS_PER_INCH, sys_inputs={"svg": drawing}
            )
            for drawing in dict.fromkeys(drawings)
        }
    return [_page(made[drawing]) for drawing in drawings]


def _page(made: bytes | list[bytes] | None) -> bytes:
    if not isinstance(made, bytes):
        raise TypeError("A drawing is one picture.")
    return made
