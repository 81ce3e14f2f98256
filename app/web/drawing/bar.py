"""The small drawing of one share on its interval, as it stands in the cells of tables."""

WIDTH, HEIGHT, EDGE = 120.0, 14.0, 5.0
# Each fill has a class beside it, by which a page in the dark chooses another.
TRACK, TICK, BAND, MARK, AIM = (
    'fill="#dfe7e6" class="bar-track"',
    'fill="#8fa3a1" class="bar-tick"',
    'fill="#a9cdd3" class="bar-band"',
    'fill="#0b5361" class="bar-mark"',
    'fill="#8a2b1f" class="bar-aim"',
)


def share_bar(
    share: float | None, low: float | None, high: float | None, target: float | None = None
) -> str:
    """Draw a share from 0 to 100 per cent: the band is the interval, the mark the share."""
    parts = [_rect(EDGE, 6, WIDTH - 2 * EDGE, 2, TRACK)]
    parts += [_rect(_at(quarter / 4) - 0.25, 3, 0.5, 8, TICK) for quarter in range(5)]
    if low is not None and high is not None:
        parts.append(_rect(_at(low), 3.5, max(_at(high) - _at(low), 1), 7, BAND, radius=2))
    if target is not None:
        parts.append(_rect(_at(target) - 0.6, 1, 1.2, 12, AIM))
    if share is not None:
        parts.append(f'<circle cx="{_at(share):.2f}" cy="7" r="3.6" {MARK}/>')
    body = "".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" '
        f'width="{WIDTH:.0f}" height="{HEIGHT:.0f}">{body}</svg>'
    )


def _at(share: float) -> float:
    return EDGE + share * (WIDTH - 2 * EDGE)


def _rect(x: float, y: float, width: float, height: float, fill: str, radius: float = 0) -> str:
    rounded = f' rx="{radius}"' if radius else ""
    return f'<rect x="{x:.2f}" y="{y}" width="{width:.2f}" height="{height}"{rounded} {fill}/>'
