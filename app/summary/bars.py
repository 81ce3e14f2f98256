"""Small pictures of shares for documents that cannot draw: a point on its interval."""

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from app.summary.figures import Share

# One page a share. The numbers come in as data, never as part of the program.
DRAWING = """
#set page(width: 120pt, height: 16pt, margin: 0pt, fill: none)
#let shares = json(bytes(sys.inputs.shares))
#for (number, it) in shares.enumerate() {
  if number > 0 { pagebreak() }
  place(dx: 0pt, dy: 7pt, rect(width: 120pt, height: 2pt, fill: rgb("#dfe7e6")))
  for quarter in (0, 1, 2, 3, 4) {
    place(dx: calc.min(quarter * 30pt, 119.5pt), dy: 3pt,
      rect(width: 0.5pt, height: 10pt, fill: rgb("#a9b8b7")))
  }
  if it.low != none {
    place(dx: it.low * 120pt, dy: 4.5pt,
      rect(width: calc.max((it.high - it.low) * 120pt, 0.5pt), height: 7pt, radius: 3pt,
        fill: rgb("#b9d5d9")))
  }
  if it.share != none {
    place(dx: 4.5pt + it.share * 111pt - 4.5pt, dy: 3.5pt, circle(radius: 4.5pt,
      fill: rgb("#0e6f81")))
  }
}
"""
PIXELS_PER_INCH = 220


def bars(shares: Sequence[Share]) -> list[bytes]:
    """Draw each share as a PNG."""
    if not shares:
        return []
    drawn = [
        {"share": share.share, "low": share.low, "high": share.high}
        if not share.hidden
        else {"share": None, "low": None, "high": None}
        for share in shares
    ]
    # An empty directory of its own: the drawing can read no file of ours.
    with TemporaryDirectory() as empty:
        source = Path(empty) / "bars.typ"
        source.write_text(DRAWING, encoding="utf-8")
        made = typst.compile(
            str(source),
            root=empty,
            format="png",
            ppi=PIXELS_PER_INCH,
            sys_inputs={"shares": json.dumps(drawn)},
        )
    return [made] if isinstance(made, bytes) else list(made)
