"""From what a report says to the document that says it: the one view-model of all its forms."""

from collections.abc import Iterator
from typing import Any

from pydantic import TypeAdapter

from app.errors import N_
from app.reports.analysis_pages import analysis_pages
from app.reports.blocks import Block, Document, Heading, NewPage
from app.reports.change_pages import change_pages
from app.reports.content import Content
from app.reports.edition_pages import edition_pages
from app.reports.front_pages import front_pages
from app.reports.method_pages import method_pages
from app.reports.periods import name_of
from app.reports.question_pages import question_pages
from app.web.language import bound, day, number, said, speaking

_DOCUMENT = TypeAdapter(Document)
LANGUAGE = "sv"
"""What the board is told is written in Swedish, whatever the reader's own page is in."""


def document_of(content: Content) -> Document:
    """Write the whole document."""
    with speaking(LANGUAGE):
        return _document(content, tuple(_whole(content)))


def board_pages_of(content: Content) -> Document:
    """Write the pages for the board alone."""
    with speaking(LANGUAGE):
        return _document(content, tuple(front_pages(content)))


def _whole(content: Content) -> Iterator[Block]:
    yield from front_pages(content)
    analysis = tuple(analysis_pages(content))
    if analysis:
        yield NewPage()
        yield from analysis
    annex = (*change_pages(content), *question_pages(content))
    if annex:
        yield NewPage()
        yield Heading(1, said(N_("Annex 1. All figures")))
        yield from annex
    yield NewPage()
    yield Heading(1, said(N_("Annex 2. Method")))
    yield from method_pages(content)
    yield from edition_pages(content)


def _document(content: Content, blocks: tuple[Block, ...]) -> Document:
    title = name_of(content.kind, content.year, content.round_name)
    words = {
        "from": day(content.period_from),
        "to": day(content.cut_off),
        "edition": number(content.edition),
    }
    signature = content.signature
    made = Document(
        title=title,
        eyebrow=said(N_("To the board, %(organisation)s"), {"organisation": content.organisation}),
        lead=said(N_("The time %(from)s – %(to)s. Edition %(edition)s."), words),
        organisation=content.organisation,
        language=LANGUAGE,
        day=(signature.at.date() if signature else content.cut_off).isoformat(),
        footer=said(
            N_("%(title)s, edition %(edition)s"), {"title": title, "edition": content.edition}
        ),
        draft="" if signature else said(N_("Draft")),
        blocks=blocks,
    )
    bound: Document = _DOCUMENT.validate_python(_bound(_DOCUMENT.dump_python(made)))
    return bound


def _bound(value: Any) -> Any:
    """Keep a number and its sign on the same line."""
    if isinstance(value, str):
        return bound(value)
    if isinstance(value, list | tuple):
        return [_bound(each) for each in value]
    if isinstance(value, dict):
        return {name: _bound(each) for name, each in value.items()}
    return value
