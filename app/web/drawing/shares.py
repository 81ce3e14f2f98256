"""Charts that are rows of text with a small drawing each: shares, changes, counted answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil

from app.web.drawing.canvas import SMALL, Canvas
from app.web.drawing.rows import Place, axis, grid, lay_rows, legend, spoken
from app.web.drawing.text import STRONG, width_of
from app.web.language import number, percent

LEAST_REACH = 0.2


@dataclass(frozen=True, slots=True)
class Dot:
    """A share with its interval; None where nothing can be said."""

    label: str
    share: float | None
    low: float | None = None
    high: float | None = None
    text: str = ""
    note: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A change with its interval. ``mark`` is better, worse or empty: only what is sure."""

    label: str
    difference: float | None
    low: float | None = None
    high: float | None = None
    mark: str = ""
    text: str = ""
    note: str = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Stack:
    """Counted answers of one group."""

    label: str
    counts: Mapping[str, int] = field(default_factory=dict)
    text: str = ""
    note: str = ""
    href: str = ""


def dot_plot(
    rows: Sequence[Dot],
    *,
    title: str,
    width: float = 720,
    target: float | None = None,
) -> str:
    """Draw shares as points on their intervals."""

    def draw(canvas: Canvas, row: Dot, place: Place) -> None:
        grid(canvas, place)
        if row.low is not None and row.high is not None:
            left, right = place.x(row.low), place.x(row.high)
            canvas.rect(left, place.middle - 4, max(right - left, 1), 8, "d-soft", round_=4)
            for end in (left, right):
                canvas.line((end, place.middle - 7), (end, place.middle + 7), "d-mark", thick=1.5)
        if target is not None:
            goal = place.x(target)
            top, bottom = place.middle - 13, place.middle + 13
            canvas.line((goal, top), (goal, bottom), "d-ink", thick=2, dashes="3 3")
        if row.share is not None:
            canvas.circle(place.x(row.share), place.middle, 6.5, "d-mark")

    canvas = Canvas(width)
    height = lay_rows(canvas, rows, draw, 0)
    height = axis(canvas, rows, height, [(part / 4, percent(part / 4)) for part in range(5)])
    return canvas.svg(height, title, spoken(rows))


def change_plot(rows: Sequence[Step], *, title: str, width: float = 720) -> str:
    """Draw changes around zero: a triangle where it is sure, a ring where it is not."""
    reach = _reach(rows)

    def part(difference: float) -> float:
        return (difference + reach) / (2 * reach)

    def draw(canvas: Canvas, row: Step, place: Place) -> None:
        grid(canvas, place)
        zero = place.x(0.5)
        canvas.line((zero, place.middle - 13), (zero, place.middle + 13), "d-ink", thick=1.5)
        if row.difference is None:
            return
        tone = {"better": "d-yes", "worse": "d-no"}.get(row.mark, "d-muted")
        if row.low is not None and row.high is not None:
            left, right = place.x(part(row.low)), place.x(part(row.high))
            canvas.line((left, place.middle), (right, place.middle), tone, thick=2.5)
            for end in (left, right):
                canvas.line((end, place.middle - 5), (end, place.middle + 5), tone, thick=2)
        _mark(canvas, row.mark, tone, (place.x(part(row.difference)), place.middle))

    canvas = Canvas(width)
    height = lay_rows(canvas, rows, draw, 0)
    ticks = [(step / 4, _points(-reach + step * reach / 2)) for step in range(5)]
    return canvas.svg(axis(canvas, rows, height, ticks), title, spoken(rows))


def stacked_bar(
    rows: Sequence[Stack],
    *,
    keys: Sequence[tuple[str, str]],
    title: str,
    width: float = 720,
) -> str:
    """Draw counted answers side by side, each with its number where there is room.

    ``keys`` gives code and words in order; the codes are yes, partly, no and not_applicable.
    """

    def draw(canvas: Canvas, row: Stack, place: Place) -> None:
        total = sum(row.counts.values())
        top = place.middle - 10
        canvas.rect(place.left, top, place.right - place.left, 20, "d-track", round_=3)
        done = 0
        for code, _ in keys:
            count = row.counts.get(code, 0)
            if not count:
                continue
            left, right = place.x(done / total), place.x((done + count) / total)
            canvas.rect(left + (1 if done else 0), top, right - left - 1, 20, f"d-{code}")
            if right - left > width_of(number(count), SMALL, STRONG) + 6:
                canvas.text(
                    (left + right) / 2,
                    place.middle + 4.5,
                    number(count),
                    tone=f"d-on-{code}",
                    size=SMALL,
                    weight=STRONG,
                    anchor="middle",
                )
            done += count

    canvas = Canvas(width)
    top = legend(canvas, keys)
    return canvas.svg(lay_rows(canvas, rows, draw, top), title, spoken(rows))


def _mark(canvas: Canvas, mark: str, tone: str, at: tuple[float, float]) -> None:
    """Mark a change by shape as well as by colour: up, down, or a ring."""
    x, y = at
    if not mark:
        canvas.circle(x, y, 6, tone, hollow=True)
        return
    tip = -8 if mark == "better" else 8
    canvas.shape([(x, y + tip), (x + 8, y - tip * 0.75), (x - 8, y - tip * 0.75)], tone)


def _reach(rows: Sequence[Step]) -> float:
    """Give how far the axis must reach on either side of zero, in whole fifths of one."""
    ends = [abs(end) for row in rows for end in (row.low, row.high, row.difference) if end]
    return min(ceil(max([*ends, LEAST_REACH]) * 5 - 1e-9) / 5, 1.0)


def _points(difference: float) -> str:
    """Write percentage points with a sign, the unit left to the words beside."""
    whole = round(difference * 100)
    return "0" if not whole else f"{'+' if whole > 0 else '−'}{number(abs(whole))}"
