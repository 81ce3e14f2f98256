"""The drawings of a document, given to a page."""

from markupsafe import Markup

from app.reports.blocks import Bar, Picture
from app.web.drawing import share_bar


def bar_svg(bar: Bar) -> str:
    """Draw the share of a cell."""
    return share_bar(bar.share, bar.low, bar.high, bar.target)


def picture_on_page(picture: Picture) -> Markup:
    """Give a drawing to a page. Its texts were escaped when it was drawn."""
    return Markup(picture.svg)  # noqa: S704 (drawn by us, and escaped)


def on_page(bar: Bar) -> Markup:
    """Draw a share for a page. There is no text in it, so nothing of anybody's can slip in."""
    svg = bar_svg(bar).replace("<svg ", '<svg class="share-bar" aria-hidden="true" ', 1)
    return Markup(svg)  # noqa: S704 (made of numbers alone)
