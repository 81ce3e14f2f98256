"""The small drawings of a document: a share on its interval, as SVG."""

from markupsafe import Markup

from app.reports.blocks import Bar, Picture

WIDTH, HEIGHT, EDGE = 120.0, 14.0, 5.0
# Each fill has a class beside it, by which a page in the dark chooses another.
TRACK, TICK, BAND, MARK, AIM = (
    'fill="#dfe7e6" class="bar-track"',
    'fill="#8fa3a1" class="bar-tick"',
    'fill="#a9cdd3" class="bar-band"',
    'fill="#0b5361" class="bar-mark"',
    'fill="#8a2b1f" class="bar-aim"',
)


def bar_svg(bar: Bar) -> str:
    """Draw a share from 0 to 100 per cent: the band is the interval, the mark the share."""
    parts = [_rect(EDGE, 6, WIDTH - 2 * EDGE, 2, TRACK)]
    parts += [_rect(_at(quarter / 4) - 0.25, 3, 0.5, 8, TICK) for quarter in range(5)]
    if bar.low is not None and bar.high is not None:
        width = max(_at(bar.high) - _at(bar.low), 1)
        parts.append(_rect(_at(bar.low), 3.5, width, 7, BAND, radius=2))
    if bar.target is not None:
        parts.append(_rect(_at(bar.target) - 0.6, 1, 1.2, 12, AIM))
    if bar.share is not None:
        parts.append(f'<circle cx="{_at(bar.share):.2f}" cy="7" r="3.6" {MARK}/>')
    body = "".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" '
        f'width="{WIDTH:.0f}" height="{HEIGHT:.0f}">{body}</svg>'
    )


def picture_on_page(picture: Picture) -> Markup:
    """Give a drawing to a page. Its texts were escaped when it was drawn."""
    return Markup(picture.svg)  # noqa: S704 (drawn by us, and escaped)


def on_page(bar: Bar) -> Markup:
    """Draw a share for a page. There is no text in it, so nothing of anybody's can slip in."""
    svg = bar_svg(bar).replace("<svg ", '<svg class="share-bar" aria-hidden="true" ', 1)
    return Markup(svg)  # noqa: S704 (made of numbers alone)


def _at(share: float) -> float:
    return EDGE + share * (WIDTH - 2 * EDGE)


def _rect(x: float, y: float, width: float, height: float, fill: str, radius: float = 0) -> str:
    rounded = f' rx="{radius}"' if radius else ""
    return f'<rect x="{x:.2f}" y="{y}" width="{width:.2f}" height="{height}"{rounded} {fill}/>'
