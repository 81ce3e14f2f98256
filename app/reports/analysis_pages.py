"""The analysis, area by area: the figures, what is red, and what has been written about it."""

from collections.abc import Iterator, Sequence

from app.errors import N_
from app.reports.areas import Area, areas_of
from app.reports.blocks import Block, Bullets, Column, Heading, Lines, Paragraph, Table
from app.reports.content import Content, DeviationFacts, Tally
from app.reports.front_tables import bar_of
from app.reports.mending_sentences import actions_in_short, deviations_in_short, legal_in_short
from app.reports.sentences import (
    base_of,
    cannot_mean,
    decided,
    ngettext,
    red_because,
)
from app.summary.wording import in_short, question_label
from app.web.language import number, percent, said
from review_forms import load

FEW = N_("too few")
FEW_OF_EACH = N_("not shown, for there are too few of each.")
SEEN, WHY, DOING = N_("What we see"), N_("Why"), N_("What we do")


def analysis_pages(content: Content) -> Iterator[Block]:
    """Lay out what is written about each area, beside its figures."""
    areas = [area for area in areas_of(content) if area.red or not area.words.empty]
    if not areas:
        return
    yield Heading(1, said(N_("Analysis")))
    for area in areas:
        yield Heading(2, area.title)
        yield from figures_of(content, area)
        yield from _words(area)


def figures_of(content: Content, area: Area) -> Iterator[Block]:
    """Lay out the figures of an area, as they stand."""
    if area.section is not None:
        share = area.section.whole
        yield Paragraph(
            said(
                N_("Met in the average file: %(text)s, %(base)s. %(cannot)s"),
                {
                    "text": in_short(share),
                    "base": base_of(share),
                    "cannot": cannot_mean(share),
                },
            )
        )
    if area.red:
        yield _red(area)
    if area.id == "deviations" and content.deviations is not None:
        yield from _deviations(content.deviations)
    if area.id == "actions" and content.actions is not None:
        yield Bullets(tuple(actions_in_short(content.actions)))
    if area.id == "agreement":
        yield from _agreement(content)


def _red(area: Area) -> Table:
    part = area.part
    if part is None:
        raise ValueError("Only what was asked of files can be red.")
    form = load(part.annex.form_name, part.annex.form_version)
    return Table(
        said(N_("Red questions: %(area)s"), {"area": area.title}),
        (
            Column(said(N_("Question")), 6),
            Column(said(N_("Result")), 3.2),
            Column(said(N_("0–100 per cent")), 3),
            Column(said(N_("Decision")), 4.2),
        ),
        tuple(
            (
                Lines(question_label(form, red.line.id), red_because(red)),
                Lines(in_short(red.line.whole), base_of(red.line.whole)),
                bar_of(red.line.whole, red.target),
                decided(area.decided(red.id)),
            )
            for red in area.red
        ),
        note=said(N_("The red line is the target.")),
    )


def _words(area: Area) -> Iterator[Block]:
    for label, text in (
        (SEEN, area.words.seen),
        (WHY, area.words.why),
        (DOING, area.words.doing),
    ):
        if text:
            yield Heading(3, said(label))
            for line in text.splitlines():
                if line.strip():
                    yield Paragraph(line.strip())


def _deviations(facts: DeviationFacts) -> Iterator[Block]:
    yield Bullets((*deviations_in_short(facts), *legal_in_short(facts)))
    yield from _expected(facts)
    for caption, head, tallies in (
        (N_("Deviations opened, by kind"), N_("Kind"), facts.by_kind),
        (N_("Deviations opened, by cause"), N_("Cause"), facts.by_cause),
        (N_("Deviations opened, by unit"), N_("Unit"), facts.by_unit),
    ):
        yield from _tallies(said(caption), said(head), tallies)


def _expected(facts: DeviationFacts) -> Iterator[Block]:
    if not facts.expected:
        return
    yield Table(
        said(N_("What the sample suggests, and what is reported")),
        (
            Column(said(N_("Question")), 8),
            Column(said(N_("Cases in the frame, by the sample")), 4),
            Column(said(N_("Of them reported")), 3, number=True),
        ),
        tuple(
            (
                each.question,
                said(
                    N_("about %(cases)s (95%%: %(low)s–%(high)s)"),
                    {
                        "cases": number(each.cases),
                        "low": number(each.low),
                        "high": number(each.high),
                    },
                ),
                number(each.reported),
            )
            for each in facts.expected
        ),
        note=said(
            N_(
                "Only the cases that were read can have been reported by the review, so a "
                "difference is to be expected: it shows how much is left to look for, not that "
                "somebody has hidden it."
            )
        ),
    )


def _tallies(caption: str, head: str, tallies: Sequence[Tally]) -> Iterator[Block]:
    if not tallies:
        return
    if all(tally.count is None for tally in tallies):
        yield Paragraph(f"{caption}: {said(FEW_OF_EACH)}")
        return
    yield Table(
        caption,
        (Column(head, 12), Column(said(N_("Count")), 4, number=True)),
        tuple(
            (tally.name, said(FEW) if tally.count is None else number(tally.count))
            for tally in tallies
        ),
    )


def _agreement(content: Content) -> Iterator[Block]:
    for part in content.newest:
        both, twice = part.figures.agreement, part.figures.read_twice
        if both is None or both.agreed is None:
            yield Paragraph(
                said(
                    N_("%(round)s: too few files were read twice to say how alike we judge."),
                    {"round": part.name},
                )
            )
            continue
        yield Paragraph(
            f"{part.name}: "
            + ngettext(
                "%(num)s file was read by two reviewers who did not see each other’s answers.",
                "%(num)s files were read by two reviewers who did not see each other’s answers.",
                twice,
            )
            + " "
            + said(
                N_(
                    "They agreed on %(share)s of %(answers)s answers. That tells how alike we "
                    "judge, not that we judge rightly."
                ),
                {"share": percent(both.agreed), "answers": number(both.cases or 0)},
            )
        )
