"""A key figure over the years: our own, similar municipalities and the country, with its gaps."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, log10

from app.web.drawing.canvas import SMALL, Canvas
from app.web.drawing.text import width_of
from app.web.language import number

LEFT, TOP, TALL = 64.0, 12.0, 190.0
STEPS = 4


@dataclass(frozen=True, slots=True)
class Drawn:
    """One line of the chart: its name, how it is drawn, and a value or none for each year."""

    name: str
    style: str
    values: Sequence[float | None]
    hollow: Sequence[bool]


def series_chart(
    lines: Sequence[Drawn], years: Sequence[int], *, title: str, spoken: str, width: float = 720
) -> str:
    """Draw values year by year. A year without a value is a gap, never a way down to nothing."""
    canvas = Canvas(width)
    low, high, decimals = _scale_of([v for line in lines for v in line.values if v is not None])
    for step in range(STEPS + 1):
        value = low + (high - low) * step / STEPS
        y = _y(value, low, high)
        canvas.line((LEFT, y), (width, y), "d-line")
        words = number(value, decimals)
        canvas.text(LEFT - 8, y + 4.5, words, tone="d-muted", size=SMALL, anchor="end")
    room = (width - LEFT) / len(years)
    xs = [LEFT + room * (place + 0.5) for place in range(len(years))]
    for line in lines:
        _line(canvas, line, xs, (low, high))
    every = max(1, ceil(44 / room))
    for place, (year, x) in enumerate(zip(years, xs, strict=True)):
        if (len(years) - 1 - place) % every == 0:
            canvas.text(x, TOP + TALL + 24, str(year), tone="d-muted", size=SMALL, anchor="middle")
    return canvas.svg(_key(canvas, lines, TOP + TALL + 42), title, spoken)


def _line(canvas: Canvas, line: Drawn, xs: Sequence[float], scale: tuple[float, float]) -> None:
    tone, dashes, shape = STYLES[line.style]
    points = [
        None if value is None else (x, _y(value, *scale))
        for value, x in zip(line.values, xs, strict=True)
    ]
    for before, after in pairwise(points):
        if before is not None and after is not None:
            canvas.line(before, after, tone, thick=2.5, dashes=dashes)
    for point, hollow in zip(points, line.hollow, strict=True):
        if point is not None:
            _mark(canvas, point, tone, shape, hollow=hollow)


# Told apart by line and by mark, not by colour alone: colour, dashes, shape.
STYLES = {
    "own": ("d-mark", "", "circle"),
    "similar": ("d-no", "7 4", "square"),
    "country": ("d-muted", "2 4", "triangle"),
}


def _mark(canvas: Canvas, at: tuple[float, float], tone: str, shape: str, *, hollow: bool) -> None:
    x, y = at
    if shape == "circle":
        canvas.circle(x, y, 6, tone, hollow=hollow)
    elif shape == "square":
        corners = [(x - 5, y - 5), (x + 5, y - 5), (x + 5, y + 5), (x - 5, y + 5)]
        canvas.shape(corners, tone, hollow=hollow)
    else:
        canvas.shape([(x, y - 6), (x + 6, y + 5), (x - 6, y + 5)], tone, hollow=hollow)


def _key(canvas: Canvas, lines: Sequence[Drawn], top: float) -> float:
    x = 0.0
    for line in lines:
        needed = 44 + width_of(line.name, SMALL)
        if x and x + needed > canvas.width:
            x, top = 0.0, top + 24
        tone, dashes, shape = STYLES[line.style]
        canvas.line((x, top + 9), (x + 30, top + 9), tone, thick=2.5, dashes=dashes)
        _mark(canvas, (x + 15, top + 9), tone, shape, hollow=False)
        canvas.text(x + 38, top + 13.5, line.name, tone="d-muted", size=SMALL)
        x += needed + 22
    return top + 26


def _scale_of(values: Sequence[float]) -> tuple[float, float, int]:
    """Choose round ends for the scale; from nothing, unless all values lie far from it."""
    low, high = min(values), max(values)
    if (low > 0 and low < high * 0.6) or low == high:
        low = min(low, 0.0)
    step = _round_step((high - low) / STEPS or 1.0)
    bottom = floor(low / step) * step
    while bottom + step * STEPS < high:
        step = _round_step(step * 1.01)
        bottom = floor(low / step) * step
    decimals = max(0, -floor(log10(step) + 1e-9)) if step < 1 else 0
    return bottom, bottom + step * STEPS, min(decimals, 3)


def _round_step(step: float) -> float:
    """Give the smallest of 1, 2, 2.5, 5 times a power of ten that is no smaller."""
    power = 10.0 ** floor(log10(step))
    return next(nice * power for nice in (1, 2, 2.5, 5, 10) if nice * power >= step * 0.999999)


def _y(value: float, low: float, high: float) -> float:
    return TOP + (high - value) / (high - low) * TALL
