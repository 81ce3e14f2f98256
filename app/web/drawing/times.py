"""Charts over time: shares of rounds with intervals, and run charts with limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from app.errors import N_
from app.web.drawing.canvas import SMALL, SMALL_LEADING, Canvas
from app.web.drawing.text import REGULAR, STRONG, width_of, wrapped
from app.web.language import percent, said

LEFT, TOP, TALL = 48.0, 12.0, 190.0
CENTRE = N_("Centre line")
LIMITS = N_("Limits: what chance alone would give")
OUTSIDE = N_("Outside the limits")
RUN = N_("Part of a shift or a trend")


@dataclass(frozen=True, slots=True)
class Moment:
    """A share at one time; None where there is none. ``joined``: to be read with the one before."""

    label: str
    share: float | None
    low: float | None = None
    high: float | None = None
    text: str = ""
    joined: bool = True


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a run chart with its own limits. ``mark``: outside, run or empty."""

    label: str
    share: float
    low: float
    high: float
    mark: str = ""
    text: str = ""


def trend(
    moments: Sequence[Moment],
    *,
    title: str,
    width: float = 720,
    target: float | None = None,
) -> str:
    """Draw shares round by round, each with its interval."""
    canvas = Canvas(width)
    _scale(canvas)
    xs = _across(canvas, len(moments))
    if target is not None:
        canvas.line((LEFT, _y(target)), (width, _y(target)), "d-ink", thick=2, dashes="3 3")
    for before, after, x, next_x in zip(moments, moments[1:], xs, xs[1:], strict=False):
        if before.share is not None and after.share is not None and after.joined:
            canvas.line((x, _y(before.share)), (next_x, _y(after.share)), "d-mark", thick=2)
    for moment, x in zip(moments, xs, strict=True):
        if moment.low is not None and moment.high is not None:
            canvas.line((x, _y(moment.low)), (x, _y(moment.high)), "d-soft", thick=8)
            for end in (moment.low, moment.high):
                canvas.line((x - 7, _y(end)), (x + 7, _y(end)), "d-mark", thick=1.5)
        if moment.share is not None:
            canvas.circle(x, _y(moment.share), 6.5, "d-mark")
    texts = [(moment.label, moment.text) for moment in moments]
    return canvas.svg(_under(canvas, texts, xs), title, _spoken(texts))


def run_chart(points: Sequence[Point], *, centre: float, title: str, width: float = 720) -> str:
    """Draw a run chart: centre line, limits of each point, and what chance would hardly give."""
    canvas = Canvas(width)
    _scale(canvas)
    xs = _across(canvas, len(points))
    half = (width - LEFT) / max(len(points), 1) / 2
    for side in ("low", "high"):
        corners = [
            (x + way * half, _y(getattr(point, side)))
            for point, x in zip(points, xs, strict=True)
            for way in (-1, 1)
        ]
        canvas.path(corners, "d-muted", thick=1.5, dashes="2 3")
    canvas.line((LEFT, _y(centre)), (width, _y(centre)), "d-ink", thick=1.5)
    canvas.path([(x, _y(each.share)) for each, x in zip(points, xs, strict=True)], "d-mark")
    for point, x in zip(points, xs, strict=True):
        _marked(canvas, point.mark, (x, _y(point.share)))
    texts = [(point.label, point.text) for point in points]
    bottom = _under(canvas, [(label, "") for label, _ in texts], xs)
    return canvas.svg(_key(canvas, bottom + 8, points, centre), title, _spoken(texts))


def _scale(canvas: Canvas) -> None:
    for part in range(5):
        y = _y(part / 4)
        canvas.line((LEFT, y), (canvas.width, y), "d-line")
        words = percent(part / 4)
        canvas.text(LEFT - 8, y + 4.5, words, tone="d-muted", size=SMALL, anchor="end")


def _y(share: float) -> float:
    return TOP + (1 - share) * TALL


def _across(canvas: Canvas, slots: int) -> list[float]:
    step = (canvas.width - LEFT) / max(slots, 1)
    return [LEFT + step * (place + 0.5) for place in range(slots)]


def _under(canvas: Canvas, texts: Sequence[tuple[str, str]], xs: Sequence[float]) -> float:
    """Write label and figure under each point, leaving some out where they would meet."""
    slot = (canvas.width - LEFT) / max(len(texts), 1)
    every = next(step for step in count(1) if _room(slot, step) >= min(_longest(texts), 80))
    room = _room(slot, every)
    ends = [TOP + TALL + 10]
    for place, ((label, text), x) in enumerate(zip(texts, xs, strict=True)):
        # Counted from the last, which matters most.
        if (len(texts) - 1 - place) % every:
            continue
        x = min(max(x, room / 2), canvas.width - room / 2) if every > 1 else x  # noqa: PLW2901
        figure = wrapped(text, room, SMALL, STRONG)
        below = canvas.lines(
            x,
            TOP + TALL + 8,
            wrapped(label, room, SMALL),
            tone="d-muted",
            size=SMALL,
            anchor="middle",
        )
        ends.append(canvas.lines(x, below, figure, size=SMALL, weight=STRONG, anchor="middle"))
    return max(ends) + 4


def _room(slot: float, every: int) -> float:
    """Give the room of each label when only every so many are written.

    The last one may have to move inwards, towards the one before it.
    """
    return slot - 6 if every == 1 else (2 * slot * every + slot) / 3 - 6


def _longest(texts: Sequence[tuple[str, str]]) -> float:
    words = [
        width_of(word, SMALL, weight)
        for pair in texts
        for text, weight in zip(pair, (REGULAR, STRONG), strict=True)
        for word in text.split(" ")
    ]
    return max(words, default=0)


def _marked(canvas: Canvas, mark: str, at: tuple[float, float]) -> None:
    """Draw a point; one that chance would hardly give has a shape of its own."""
    x, y = at
    if mark == "outside":
        canvas.shape([(x, y - 9), (x + 9, y), (x, y + 9), (x - 9, y)], "d-no")
    elif mark == "run":
        canvas.shape([(x - 6, y - 6), (x + 6, y - 6), (x + 6, y + 6), (x - 6, y + 6)], "d-partly")
    else:
        canvas.circle(x, y, 5, "d-mark")


def _key(canvas: Canvas, top: float, points: Sequence[Point], centre: float) -> float:
    """Say what the lines and the marked points are."""
    marks = {point.mark for point in points}
    entries = [("centre", f"{said(CENTRE)} {percent(centre)}"), ("limits", said(LIMITS))]
    entries += [(mark, said(words)) for mark, words in _MARKS if mark in marks]
    x = 0.0
    for kind, words in entries:
        needed = 32 + width_of(words, SMALL)
        if x and x + needed > canvas.width:
            x, top = 0.0, top + SMALL_LEADING + 6
        middle = top + 9
        if kind in marks:
            _marked(canvas, kind, (x + 11, middle))
        else:
            dashes = "2 3" if kind == "limits" else ""
            tone = "d-muted" if kind == "limits" else "d-ink"
            canvas.line((x, middle), (x + 22, middle), tone, thick=1.5, dashes=dashes)
        canvas.text(x + 30, middle + 4.5, words, tone="d-muted", size=SMALL)
        x += needed + 22
    return top + SMALL_LEADING + 6


_MARKS = (("outside", OUTSIDE), ("run", RUN))


def _spoken(texts: Sequence[tuple[str, str]]) -> str:
    return "; ".join(f"{label}: {text}" if text else label for label, text in texts)
