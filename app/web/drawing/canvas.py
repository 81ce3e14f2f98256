"""A drawing as SVG: its colours stand in attributes, so that it is the same in any document.

Each colour also has a class, by which a page in the dark gives it another.
"""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from app.web.drawing.text import REGULAR, STRONG

SIZE, SMALL = 14.0, 12.5
LEADING, SMALL_LEADING = 19.0, 16.5
# By class: what is drawn, and its colour on white paper.
COLOURS = {
    "d-ink": "#12232a",
    "d-muted": "#4b5d65",
    "d-line": "#d5dfde",
    "d-track": "#dfe7e6",
    "d-mark": "#0e6f81",
    "d-soft": "#b9d5d9",
    "d-paper": "#ffffff",
    "d-yes": "#0e6f81",
    "d-partly": "#efb648",
    "d-no": "#b5401f",
    "d-not_applicable": "#a6b4b8",
    "d-on-yes": "#ffffff",
    "d-on-partly": "#2d1e00",
    "d-on-no": "#ffffff",
    "d-on-not_applicable": "#12232a",
    "d-heat-ink-0": "#ffffff",
    "d-heat-ink-1": "#4d1505",
    "d-heat-ink-2": "#452d00",
    "d-heat-ink-3": "#06343d",
    "d-heat-ink-4": "#04262d",
    "d-heat-ink-5": "#ffffff",
}


class Canvas:
    """What has been drawn so far, from above."""

    def __init__(self, width: float) -> None:
        self.width = width
        self.parts: list[str] = []
        self.links = False

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        tone: str = "d-ink",
        size: float = SIZE,
        weight: int = REGULAR,
        anchor: str = "start",
        href: str = "",
    ) -> None:
        """Write one line; ``y`` is its base line."""
        heavy = f' font-weight="{STRONG}"' if weight > REGULAR else ""
        where = "" if anchor == "start" else f' text-anchor="{anchor}"'
        written = (
            f'<text class="{tone}" x="{_n(x)}" y="{_n(y)}" fill="{COLOURS[tone]}" '
            f'font-size="{_n(size)}"{heavy}{where}>{escape(words)}</text>'
        )
        if href:
            self.links = True
            written = f"<a href={quoteattr(href)}>{written}</a>"
        self.parts.append(written)

    def lines(
        self,
        x: float,
        y: float,
        lines: Sequence[str],
        *,
        tone: str = "d-ink",
        size: float = SIZE,
        weight: int = REGULAR,
        anchor: str = "start",
        href: str = "",
    ) -> float:
        """Write lines below each other and give where they end; ``y`` is their upper edge."""
        leading = LEADING if size >= SIZE else SMALL_LEADING
        for place, words in enumerate(lines):
            base = y + place * leading + size
            self.text(x, base, words, tone=tone, size=size, weight=weight, anchor=anchor, href=href)
        return y + len(lines) * leading

    def rect(
        self, x: float, y: float, width: float, height: float, tone: str, *, round_: float = 0
    ) -> None:
        corner = f' rx="{_n(round_)}"' if round_ else ""
        self.parts.append(
            f'<rect class="{tone}" x="{_n(x)}" y="{_n(y)}" width="{_n(max(width, 0))}" '
            f'height="{_n(height)}" fill="{COLOURS[tone]}"{corner}/>'
        )

    def cell(self, x: float, y: float, width: float, height: float, step: tuple[str, str]) -> None:
        """Fill a cell of a heat map; its class carries both colours of the step."""
        name, colour = step
        self.parts.append(
            f'<rect class="{name}" x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" '
            f'height="{_n(height)}" rx="4" fill="{colour}"/>'
        )

    def line(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        tone: str,
        *,
        thick: float = 1,
        dashes: str = "",
    ) -> None:
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        self.parts.append(
            f'<line class="{tone}-stroke" x1="{_n(start[0])}" y1="{_n(start[1])}" '
            f'x2="{_n(end[0])}" y2="{_n(end[1])}" stroke="{COLOURS[tone]}" '
            f'stroke-width="{_n(thick)}"{dashed}/>'
        )

    def path(
        self,
        corners: Sequence[tuple[float, float]],
        tone: str,
        *,
        thick: float = 2,
        dashes: str = "",
    ) -> None:
        """Draw a line through corners."""
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        points = " ".join(f"{_n(x)},{_n(y)}" for x, y in corners)
        self.parts.append(
            f'<polyline class="{tone}-stroke" points="{points}" fill="none" '
            f'stroke="{COLOURS[tone]}" stroke-width="{_n(thick)}" stroke-linejoin="round"{dashed}/>'
        )

    def shape(
        self, corners: Sequence[tuple[float, float]], tone: str, *, hollow: bool = False
    ) -> None:
        """Draw a closed shape with a rim of its own, filled or hollow."""
        points = " ".join(f"{_n(x)},{_n(y)}" for x, y in corners)
        inside = "d-paper" if hollow else tone
        self.parts.append(
            f'<polygon class="{inside} {tone}-stroke" points="{points}" fill="{COLOURS[inside]}" '
            f'stroke="{COLOURS[tone]}" stroke-width="2" stroke-linejoin="round"/>'
        )

    def circle(self, x: float, y: float, radius: float, tone: str, *, hollow: bool = False) -> None:
        """Draw a point with a rim of paper, or a ring."""
        inside, rim = ("d-paper", tone) if hollow else (tone, "d-paper")
        self.parts.append(
            f'<circle class="{inside} {rim}-stroke" cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}" '
            f'fill="{COLOURS[inside]}" stroke="{COLOURS[rim]}" stroke-width="2"/>'
        )

    def svg(self, height: float, title: str, description: str = "") -> str:
        """Close the drawing. What can be followed is read as a group of texts, not as a picture."""
        said = quoteattr(f"{title}. {description}" if description else title)
        described = f"<desc>{escape(description)}</desc>" if description else ""
        role = "group" if self.links else "img"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" role="{role}" '
            f'aria-label={said} viewBox="0 0 {_n(self.width)} {_n(height)}" '
            f'width="{_n(self.width)}" height="{_n(height)}" font-family="Inter, sans-serif">'
            f"<title>{escape(title)}</title>{described}{''.join(self.parts)}</svg>"
        )


def _n(number: float) -> str:
    """Write a number as short as it can be: a tenth of a unit is finer than any screen."""
    return f"{number:.1f}".rstrip("0").rstrip(".")
