"""Rows of a chart: words, a small drawing, and the figure; beside each other or stacked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from app.web.drawing.canvas import LEADING, SIZE, SMALL, SMALL_LEADING, Canvas
from app.web.drawing.text import STRONG, width_of, wrapped

WIDE = 560
GAP = 24.0
PLOT = 26.0
PAD = 10.0
LABEL_SHARE, VALUE_SHARE = 0.4, 0.24
SIDE = 9.0
"""Room for a mark that lies on the edge of the plot."""


class Row(Protocol):
    """What every row says in words."""

    @property
    def label(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def note(self) -> str: ...
    @property
    def href(self) -> str: ...


R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the drawing of a row lies: from side to side, and its middle."""

    left: float
    right: float
    middle: float

    def x(self, part: float) -> float:
        return self.left + part * (self.right - self.left)


Draw = Callable[[Canvas, R, Place], None]


def lay_rows(canvas: Canvas, rows: Sequence[R], draw: Draw[R], top: float) -> float:
    """Lay out rows below each other and give where they end."""
    lay = _wide if canvas.width >= WIDE else _narrow
    value = value_width(canvas.width, rows)
    for place, row in enumerate(rows):
        if place:
            canvas.line((0, top), (canvas.width, top), "d-line")
        top = lay(canvas, row, draw, top + PAD, value) + PAD
    return top


def value_width(width: float, rows: Sequence[Row]) -> float:
    """Give the figures the room they need, up to a share of the width."""
    longest = max((width_of(row.text, SIZE, STRONG) for row in rows), default=0.0)
    return min(longest + 1, width * VALUE_SHARE)


def plot_sides(width: float, rows: Sequence[Row]) -> tuple[float, float]:
    """Give the left and the right side of the plots."""
    if width < WIDE:
        return SIDE, width - SIDE
    left = width * LABEL_SHARE + GAP + SIDE
    return left, width - value_width(width, rows) - GAP - SIDE


def _wide(canvas: Canvas, row: R, draw: Draw[R], top: float, value: float) -> float:
    room = canvas.width * LABEL_SHARE
    label = wrapped(row.label, room, SIZE)
    note = wrapped(row.note, room, SMALL)
    figure = wrapped(row.text, value, SIZE, STRONG)
    left_high = len(label) * LEADING + len(note) * SMALL_LEADING
    high = max(left_high, len(figure) * LEADING, PLOT)
    below = canvas.lines(0, top + (high - left_high) / 2, label, href=row.href)
    canvas.lines(0, below, note, tone="d-muted", size=SMALL)
    start = top + (high - len(figure) * LEADING) / 2
    canvas.lines(canvas.width, start, figure, weight=STRONG, anchor="end")
    left = room + GAP + SIDE
    draw(canvas, row, Place(left, canvas.width - value - GAP - SIDE, top + high / 2))
    return top + high


def _narrow(canvas: Canvas, row: R, draw: Draw[R], top: float, value: float) -> float:  # noqa: ARG001 (laid out as the wide one is)
    below = canvas.lines(0, top, wrapped(row.label, canvas.width, SIZE), href=row.href)
    figure = wrapped(row.text, canvas.width, SIZE, STRONG)
    taken = max((width_of(line, SIZE, STRONG) for line in figure), default=0.0)
    end = canvas.lines(0, below + 2, figure, weight=STRONG)
    beside = canvas.width - taken - GAP
    if row.note and width_of(row.note, SMALL) <= beside and len(figure) <= 1:
        canvas.text(
            canvas.width, below + 2 + SIZE, row.note, tone="d-muted", size=SMALL, anchor="end"
        )
        end = max(end, below + 2 + LEADING)
    else:
        note = wrapped(row.note, canvas.width, SMALL)
        end = canvas.lines(0, end, note, tone="d-muted", size=SMALL)
    draw(canvas, row, Place(SIDE, canvas.width - SIDE, end + 4 + PLOT / 2))
    return end + 4 + PLOT


def grid(canvas: Canvas, place: Place) -> None:
    """Draw five faint lines behind the drawing of a row."""
    for part in range(5):
        x = place.x(part / 4)
        canvas.line((x, place.middle - PLOT / 2), (x, place.middle + PLOT / 2), "d-line")


def axis(
    canvas: Canvas, rows: Sequence[Row], top: float, ticks: Sequence[tuple[float, str]]
) -> float:
    """Write what the lines of the grid stand for, and give where it ends."""
    left, right = plot_sides(canvas.width, rows)
    for part, words in ticks:
        x = left + part * (right - left)
        half = width_of(words, SMALL) / 2
        x = min(max(x, half), canvas.width - half)
        canvas.text(x, top + SMALL, words, tone="d-muted", size=SMALL, anchor="middle")
    return top + SMALL_LEADING + 2


def legend(canvas: Canvas, keys: Sequence[tuple[str, str]]) -> float:
    """Write what colours stand for, on as many lines as it takes."""
    x, y = 0.0, 0.0
    for code, words in keys:
        needed = 20 + width_of(words, SMALL)
        if x and x + needed > canvas.width:
            x, y = 0.0, y + LEADING
        canvas.rect(x, y + 2, 13, 13, f"d-{code}", round_=3)
        canvas.text(x + 20, y + 13, words, tone="d-muted", size=SMALL)
        x += needed + 20
    return y + LEADING + 4


def spoken(rows: Sequence[Row]) -> str:
    """Say the rows in words, for those who hear the chart."""
    return "; ".join(f"{row.label}: {row.text}" if row.text else row.label for row in rows)
