"""A heat map: figures in coloured cells. The figure is written, so the colour only helps."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.errors import N_
from app.web.drawing.canvas import LEADING, SIZE, SMALL, SMALL_LEADING, Canvas
from app.web.drawing.text import STRONG, width_of, wrapped
from app.web.language import percent, said

# Class and colour of a cell, and the colour of what is written in it, from no share to all.
STEPS = (
    ("d-heat-0", "#b5401f"),
    ("d-heat-1", "#f3b8a4"),
    ("d-heat-2", "#fbe6c0"),
    ("d-heat-3", "#cfe6e9"),
    ("d-heat-4", "#7fc0ca"),
    ("d-heat-5", "#0e6f81"),
)
MASKED = ("d-heat-masked", "#eaf0ef")
LABEL = 0.34
TOO_FEW = N_("too few to show")


@dataclass(frozen=True, slots=True)
class Cell:
    """A share of one row and column; None where it is not told."""

    share: float | None
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A row of cells, one for each column."""

    label: str
    cells: Sequence[Cell]


def step_of(share: float | None) -> int | None:
    """Give the step of the scale, from 0 to 5."""
    return None if share is None else min(int(share * len(STEPS)), len(STEPS) - 1)


def heat_map(
    columns: Sequence[str], rows: Sequence[HeatRow], *, title: str, width: float = 720
) -> str:
    """Draw shares of rows and columns as cells, with a key to the colours."""
    canvas = Canvas(width)
    left = width * LABEL
    room = (width - left) / max(len(columns), 1)
    top = _heads(canvas, columns, left, room)
    for row in rows:
        label = wrapped(row.label, left - 16, SIZE)
        tall = max(len(label) * LEADING + 8, 44)
        canvas.lines(0, top + (tall - len(label) * LEADING) / 2, label)
        for place, cell in enumerate(row.cells):
            _cell(canvas, cell, (left + place * room + 2, top + 2), (room - 4, tall - 4))
        top += tall
    said_ = "; ".join(
        f"{row.label}: "
        + ", ".join(f"{c} {cell.text}" for c, cell in zip(columns, row.cells, strict=True))
        for row in rows
    )
    return canvas.svg(_key(canvas, top + 10), title, said_)


def _heads(canvas: Canvas, columns: Sequence[str], left: float, room: float) -> float:
    heads = [wrapped(column, room - 8, SMALL, STRONG) for column in columns]
    deep = max((len(head) for head in heads), default=0) * SMALL_LEADING
    for place, head in enumerate(heads):
        canvas.lines(
            left + (place + 0.5) * room,
            deep - len(head) * SMALL_LEADING,
            head,
            tone="d-muted",
            size=SMALL,
            weight=STRONG,
            anchor="middle",
        )
    return deep + 8


def _cell(canvas: Canvas, cell: Cell, at: tuple[float, float], size: tuple[float, float]) -> None:
    step = step_of(cell.share)
    canvas.cell(*at, *size, MASKED if step is None else STEPS[step])
    tone = "d-muted" if step is None else f"d-heat-ink-{step}"
    x, middle = at[0] + size[0] / 2, at[1] + size[1] / 2
    lift = 3.0 if cell.note else -4.5
    canvas.text(x, middle - lift, cell.text, tone=tone, size=SIZE, weight=STRONG, anchor="middle")
    if cell.note:
        canvas.text(x, middle + 13, cell.note, tone=tone, size=SMALL - 1, anchor="middle")


def _key(canvas: Canvas, top: float) -> float:
    x = 0.0
    for place, step in enumerate((*STEPS, MASKED)):
        if step is MASKED:
            words, tone = said(TOO_FEW), "d-muted"
        else:
            words = f"{round(place * 100 / 6)}–{percent((place + 1) / 6)}"
            tone = f"d-heat-ink-{place}"
        wide = width_of(words, SMALL) + 20
        if x + wide > canvas.width:
            x, top = 0.0, top + 30
        canvas.cell(x, top, wide, 24, step)
        canvas.text(x + wide / 2, top + 16.5, words, tone=tone, size=SMALL, anchor="middle")
        x += wide + 6
    return top + 26
