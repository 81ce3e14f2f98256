"""A drawing for a page: made for three widths, of which the style sheet shows one."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from markupsafe import Markup

from app.web.drawing.shares import Dot, Stack, Step, change_plot, dot_plot, stacked_bar
from app.web.drawing.times import Moment, Point, run_chart, trend

Rows = Sequence[Mapping[str, Any]]
Kind = TypeVar("Kind")

NARROW, MIDDLE, WIDE = 340, 600, 880


def drawn(draw: Callable[..., str], *what: Any, **how: Any) -> Markup:
    """Draw the same chart for a telephone, a tablet or a printed page, and a screen."""
    parts = [
        f'<div class="drawn {name}">{draw(*what, width=width, **how)}</div>'
        for name, width in (("narrow", NARROW), ("middle", MIDDLE), ("wide", WIDE))
    ]
    # Safe: every text in a drawing has been escaped by the canvas.
    return Markup("".join(parts))  # noqa: S704


def dots(rows: Rows, title: str, target: float | None = None) -> Markup:
    return drawn(dot_plot, _each(Dot, rows), title=title, target=target)


def steps(rows: Rows, title: str) -> Markup:
    return drawn(change_plot, _each(Step, rows), title=title)


def stacks(rows: Rows, keys: Sequence[tuple[str, str]], title: str) -> Markup:
    return drawn(stacked_bar, _each(Stack, rows), keys=keys, title=title)


def moments(rows: Rows, title: str, target: float | None = None) -> Markup:
    return drawn(trend, _each(Moment, rows), title=title, target=target)


def points(rows: Rows, centre: float, title: str) -> Markup:
    return drawn(run_chart, _each(Point, rows), centre=centre, title=title)


def _each(kind: Callable[..., Kind], rows: Rows) -> list[Kind]:
    """Take what a drawing needs from rows of a page, which may say more."""
    names: Mapping[str, Any] = kind.__dataclass_fields__  # type: ignore[attr-defined] # all of them are dataclasses
    return [kind(**{name: row[name] for name in names if name in row}) for row in rows]
