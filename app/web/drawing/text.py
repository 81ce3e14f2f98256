"""How wide text is in Inter, and where it breaks: what a browser knows, and a drawing must."""

import json
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent.parent / "fonts"
REGULAR, STRONG = 400, 600
# For letters that are not in the table: as wide as the widest common ones.
UNKNOWN = 900
SOFT_BREAKS = "-/–"
SMALLEST_PIECE = 3


@cache
def _widths(weight: int) -> dict[str, int]:
    table: dict[str, dict[str, int]] = json.loads((FONTS / "widths.json").read_text("utf-8"))
    return table[str(weight)]


def width_of(text: str, size: float, weight: int = REGULAR) -> float:
    """Measure text of one size and weight."""
    widths = _widths(STRONG if weight > REGULAR else REGULAR)
    return sum(widths.get(letter, UNKNOWN) for letter in text) * size / 1000


def wrapped(text: str, room: float, size: float, weight: int = REGULAR) -> list[str]:
    """Break text into lines that fit the room; a word that is too long is broken with a hyphen."""
    lines: list[str] = []
    line = ""
    # A number and its per cent sign stay on one line.
    for word in text.replace(" %", "\u00a0%").split(" "):
        for piece in _pieces(word, room, size, weight):
            longer = f"{line} {piece}" if line else piece
            if line and width_of(longer, size, weight) > room:
                lines.append(line)
                line = piece
            else:
                line = longer
    return [*lines, line] if line else lines


def _pieces(word: str, room: float, size: float, weight: int) -> list[str]:
    """Break a word where it would not fit a line of its own."""
    pieces = []
    while width_of(word, size, weight) > room and len(word) > SMALLEST_PIECE:
        fits = next(
            (
                length
                for length in range(len(word) - 1, SMALLEST_PIECE - 1, -1)
                if width_of(word[:length] + "-", size, weight) <= room
            ),
            SMALLEST_PIECE,
        )
        soft = max((word.rfind(mark, 1, fits) + 1 for mark in SOFT_BREAKS), default=0)
        place = soft if soft >= SMALLEST_PIECE else fits
        pieces.append(word[:place] + ("" if word[place - 1] in SOFT_BREAKS else "-"))
        word = word[place:]
    return [*pieces, word] if word else pieces
