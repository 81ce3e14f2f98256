"""What a new edition says about itself: which figures it tells otherwise than the one before."""

from collections.abc import Iterator

from app.errors import N_
from app.reports.blocks import Block, Column, Heading, NewPage, Notice, Paragraph, Table
from app.reports.content import Content
from app.reports.sentences import ngettext
from app.web.language import number, said


def edition_notice(content: Content) -> Iterator[Block]:
    """Say first of all that this takes the place of something else, and what differs."""
    if content.edition == 1:
        return
    words = {"what": _sentence(content.what_changed), "why": _sentence(content.why_changed)}
    yield Notice(
        said(N_("Edition %(edition)s, in the place of edition %(earlier)s"), _editions(content)),
        said(N_("What changed: %(what)s Why: %(why)s"), words)
        + " "
        + _how_many(content)
        + " "
        + said(N_("The earlier edition can still be read.")),
        "info",
    )


def _how_many(content: Content) -> str:
    changed = len(content.changed_figures)
    if not changed:
        return said(N_("No figure changed: only words or decisions did."))
    return ngettext(
        "%(num)s figure changed; it stands in annex 3, as it was and as it is.",
        "%(num)s figures changed; they stand in annex 3, as they were and as they are.",
        changed,
    )


def edition_pages(content: Content) -> Iterator[Block]:
    """Lay out each figure that changed, as the earlier edition told it and as this one does."""
    if content.edition == 1 or not content.changed_figures:
        return
    numbers = _editions(content)
    yield NewPage()
    yield Heading(1, said(N_("Annex 3. What changed since the edition before")))
    yield Paragraph(
        said(
            N_(
                "Every figure that edition %(edition)s tells otherwise than edition %(earlier)s. "
                "All others are as they were."
            ),
            numbers,
        )
    )
    yield Table(
        said(N_("Changed figures, edition %(edition)s beside edition %(earlier)s"), numbers),
        (
            Column(said(N_("Figure")), 6),
            Column(said(N_("Edition %(edition)s"), {"edition": numbers["earlier"]}), 4.4),
            Column(said(N_("Edition %(edition)s"), {"edition": numbers["edition"]}), 4.4),
        ),
        tuple(content.changed_figures),
    )


def _editions(content: Content) -> dict[str, str]:
    return {"edition": number(content.edition), "earlier": number(content.edition - 1)}


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
