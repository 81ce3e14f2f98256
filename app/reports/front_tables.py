"""The two tables of the pages for the board: results by section, and what is red."""

from collections import Counter
from collections.abc import Iterator

from app.errors import N_
from app.reports.areas import Area, areas_of
from app.reports.blocks import Bar, Block, Column, Heading, Lines, Table
from app.reports.content import Content, RoundPart
from app.reports.sentences import DECISIONS, base_of, ngettext, verdict
from app.summary.figures import Share
from app.summary.indices import INDICES
from app.summary.wording import in_short
from app.web.language import number, percent, said
from review_forms import load


def sections_table(content: Content, part: RoundPart) -> Iterator[Block]:
    """Lay out how each section came out."""
    form = load(part.annex.form_name, part.annex.form_version)
    areas = [area for area in areas_of(content) if area.part is part]
    yield Heading(1, said(N_("Results by section, %(round)s"), {"round": part.name}))
    rows = [
        (
            area.title,
            area.section.whole,
            verdict(part.change_in(area.section.id)),
            number(len(area.red)),
        )
        for area in areas
        if area.section
    ] + _index_rows(part)
    yield Table(
        said(
            N_("How much of what is asked the average file meets: %(form)s"),
            {"form": form.title.in_language("sv")},
        ),
        (
            Column(said(N_("Section or index")), 4.7),
            Column(said(N_("Met")), 2.9),
            Column(said(N_("Files")), 2.3),
            Column(said(N_("0–100 per cent")), 2.4),
            Column(said(N_("Since last")), 2.9),
            Column(said(N_("Red")), 1.3, number=True),
        ),
        tuple(
            (title, in_short(share), base_of(share), bar_of(share), since, red)
            for title, share, since, red in rows
        ),
        note=said(
            N_(
                "Mark: the share. Band: its 95 per cent interval. Index: questions of one kind, "
                "from several sections."
            )
        ),
    )


def _index_rows(part: RoundPart) -> list[tuple[str, Share, str, str]]:
    """Give the indices, questions of one kind taken together, as rows below the sections."""
    names = {index.id: index.name for index in INDICES}
    since = {each.id: each for each in part.change.indices} if part.change else {}
    return [
        (said(names[line.id]), line.whole, verdict(since.get(line.id)), "–")
        for line in part.figures.indices
    ]


def bar_of(share: Share, target: float | None = None) -> Bar:
    """Draw a share, unless it is hidden, with what the drawing shows in words."""
    if share.hidden or share.share is None:
        return Bar(
            None, None, None, said(N_("No share to draw: %(why)s."), {"why": why_not(share)})
        )
    words = {"share": percent(share.share), "low": percent(share.low), "high": percent(share.high)}
    if share.low is None:
        text = said(N_("The share is %(share)s, without an interval."), words)
    else:
        text = said(N_("The share is %(share)s, its interval from %(low)s to %(high)s."), words)
    return Bar(share.share, share.low, share.high, text, target)


def why_not(share: Share) -> str:
    return said(N_("too few files")) if share.hidden else said(N_("it cannot be estimated"))


def red_table(content: Content) -> Iterator[Block]:
    """Lay out what is red by section, with what is decided about it."""
    areas = [area for area in areas_of(content) if area.red]
    if not areas:
        return
    yield Heading(1, said(N_("What is red, and what is decided")))
    yield Table(
        said(N_("Red questions and decisions, by section")),
        (
            Column(said(N_("Section")), 3.2),
            Column(said(N_("Red questions, share met")), 3.2),
            Column(said(N_("Decision")), 8.6),
        ),
        tuple((area.title, _red_questions(area), _decisions(area)) for area in areas),
        note=said(N_("Every red question with its figures and its decision is in the analysis.")),
    )


def _red_questions(area: Area) -> str:
    part = area.part
    if part is None:
        return ""
    form = load(part.annex.form_name, part.annex.form_version)
    return ", ".join(
        f"{form.question(red.line.id).number}\N{NO-BREAK SPACE}{percent(red.line.whole.share)}"
        for red in area.red
    )


def _decisions(area: Area) -> Lines:
    counts = Counter(decision.decision for decision in area.decisions)
    made = [f"{said(DECISIONS[each])}: {number(n)}" for each, n in counts.items()]
    left = len(area.undecided)
    if left:
        made.append(
            ngettext(
                "%(num)s without a decision", "%(num)s without a decision", len(area.undecided)
            )
        )
    return Lines(", ".join(made), area.words.doing)
