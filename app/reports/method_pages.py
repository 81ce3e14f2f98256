"""The second annex, written by the system: how the rounds were drawn, read and reckoned."""

from collections.abc import Iterator, Mapping

from app.errors import N_
from app.reports.blocks import Block, Bullets, Column, Heading, Notice, Paragraph, Table
from app.reports.content import Content, RoundPart
from app.reports.hours import hours_in_full
from app.reports.sentences import ngettext
from app.reviews.replacing import ReplacementReason
from app.summary.annex import Annex
from app.summary.codebook import facts_of
from app.summary.method import LIMITS, RECKONED
from app.web.language import day, number, percent, said
from review_forms import load

ROLES = {
    "reviewer": N_("Reviewers"),
    "manager": N_("Managers"),
    "quality": N_("Quality staff"),
    "admin": N_("Administrators (see no reviews)"),
    "auditor": N_("Auditors"),
}
ASSUMED = (
    N_(
        "What could not be read is taken to be a random part of what was drawn, within its "
        "stratum. If files are unread because they are bad, the shares come out too high."
    ),
    N_(
        "The register is taken to hold every case. A placement that the case system lacked could "
        "not be drawn."
    ),
    N_(
        "Reviewers are taken to judge as the checklist says. How far two of them agree stands "
        "above; that both may be wrong is not seen."
    ),
)


def method_pages(content: Content) -> Iterator[Block]:
    """Lay out the method of every round, then what holds for them all."""
    for part in content.rounds:
        yield from _round(part)
    yield Heading(2, said(N_("What is red")))
    yield Paragraph(
        said(
            N_(
                "A question is red when the upper limit of its 95 per cent interval lies below "
                "its target, or when it is critical and its share lies below the target. The "
                "target is every file for critical questions, and %(target)s for the others. "
                "Every red question has a decision: act, accept with a reason, or watch until a "
                "day."
            ),
            {"target": percent(content.target)},
        )
    )
    yield Heading(2, said(N_("How the figures are made")))
    for text in RECKONED:
        yield Paragraph(said(text))
    yield Heading(2, said(N_("Limits and assumptions")))
    masking = said(
        N_(
            "Nothing is shown of groups with fewer than %(smallest)s assessed files, nor of "
            "others that they could be worked out from."
        ),
        {"smallest": content.smallest},
    )
    yield Bullets((*(said(text) for text in (*LIMITS, *ASSUMED)), masking))
    yield from _access(content)


def _round(part: RoundPart) -> Iterator[Block]:
    yield Heading(2, said(N_("Frame and draw, %(round)s"), {"round": part.name}))
    if not part.annex.verifiable:
        yield Notice(
            said(N_("Not independently verifiable")),
            said(
                N_(
                    "Nobody outside the server had a hand in the chance of this draw, so an "
                    "outsider cannot make sure that it was fair."
                )
            ),
            "danger",
        )
    yield Table(
        said(N_("How the sample was drawn, %(round)s"), {"round": part.name}),
        (
            Column(said(N_("Stratum")), 6.6),
            Column(said(N_("In the frame")), 2.4, number=True),
            Column(said(N_("Drawn")), 2.4, number=True),
            Column(said(N_("Replaced in the sample")), 2.6, number=True),
            Column(said(N_("Reviewed")), 2.4, number=True),
        ),
        tuple(
            (
                group.name or said(N_("All")),
                *(number(n) for n in (group.frame, group.sample, group.replaced, group.read)),
            )
            for group in (*part.figures.strata, part.figures.whole)
        ),
    )
    yield from _reasons(
        said(N_("Left out of the frame, by reason, %(round)s"), {"round": part.name}),
        part.annex.excluded,
    )
    replaced = {ReplacementReason(code).label: n for code, n in part.annex.replaced.items()}
    yield from _reasons(
        said(N_("Replaced cases, by reason, %(round)s"), {"round": part.name}), replaced
    )
    facts = facts_of(part.annex)
    if part.sha256:
        facts.append((said(N_("Hash of the figures (SHA-256)")), part.sha256))
    yield Table(
        said(N_("How the draw can be checked, %(round)s"), {"round": part.name}),
        (Column(said(N_("Fact")), 4.4), Column(said(N_("Value")), 12.4)),
        tuple(facts),
        note=said(
            N_(
                "With the transcript of the round anybody can make the draw again and compare the "
                "hashes. The seed itself is not printed: with it, anybody could test whether a "
                "certain case was drawn."
            )
        ),
    )
    yield from _readers(part)
    if part.hours is not None:
        yield Heading(3, said(N_("What the review cost in hours")))
        yield Paragraph(hours_in_full(part.hours))
    yield _laws(part)


def _reasons(caption: str, counts: Mapping[str, int]) -> Iterator[Block]:
    if not counts:
        yield Paragraph(f"{caption}: {said(N_('none')).lower()}.")
        return
    yield Table(
        caption,
        (Column(said(N_("Reason")), 12), Column(said(N_("Cases")), 4, number=True)),
        tuple((said(reason), number(count)) for reason, count in counts.items()),
    )


def _readers(part: RoundPart) -> Iterator[Block]:
    annex, figures = part.annex, part.figures
    yield Heading(3, said(N_("The independence of the reviewers")))
    yield Paragraph(
        ngettext("%(num)s person reviewed.", "%(num)s persons reviewed.", annex.reviewers)
        + " "
        + _own_work(annex)
    )
    if not figures.read_twice:
        yield Paragraph(said(N_("No file was read by two reviewers.")))
        return
    both = figures.agreement
    agreed = ""
    if both is not None and both.agreed is not None:
        words = {"share": percent(both.agreed), "answers": number(both.cases or 0)}
        agreed = " " + said(N_("They agreed on %(share)s of %(answers)s answers."), words)
    yield Paragraph(
        said(
            N_(
                "%(twice)s files (%(share)s of those read) were read by two reviewers who did not "
                "see each other’s answers."
            ),
            {
                "twice": number(figures.read_twice),
                "share": percent(figures.read_twice / figures.whole.read),
            },
        )
        + agreed
    )


def _own_work(annex: Annex) -> str:
    """Say how many read a file of their own unit, or of their own."""
    if not annex.own_unit_seats + annex.own_case_seats:
        return said(
            N_(
                "None of the %(seats)s assignments was to a reviewer of the unit whose file it "
                "was, and none to the caseworker herself."
            ),
            {"seats": number(annex.seats)},
        )
    words = {
        "seats": number(annex.seats),
        "own": number(annex.own_unit_seats),
        "cases": number(annex.own_case_seats),
    }
    return said(
        N_(
            "Of %(seats)s assignments, %(own)s were to a reviewer of the unit whose file it "
            "was, and %(cases)s to the caseworker herself."
        ),
        words,
    )


def _laws(part: RoundPart) -> Block:
    """List the wordings of the law that the questions rest on, in the reviewed period."""
    form = load(part.annex.form_name, part.annex.form_version)
    held = [
        wording
        for law in form.laws
        for wording in law.wordings
        if (wording.valid_from is None or wording.valid_from <= part.period_to)
        and (wording.valid_to is None or wording.valid_to >= part.period_from)
    ]
    return Table(
        said(N_("The law the questions rest on, %(round)s"), {"round": part.name}),
        (
            Column(said(N_("Paragraph")), 9),
            Column(said(N_("In force from")), 3.5),
            Column(said(N_("In force to")), 3.5),
        ),
        tuple(
            (
                wording.text,
                day(wording.valid_from) if wording.valid_from else said(N_("before the period")),
                day(wording.valid_to) if wording.valid_to else said(N_("until further notice")),
            )
            for wording in held
        ),
    )


def _access(content: Content) -> Iterator[Block]:
    yield Heading(2, said(N_("Who had access")))
    yield Table(
        said(N_("People with access when the report was made, by role")),
        (Column(said(N_("Role")), 12), Column(said(N_("People")), 4, number=True)),
        tuple((said(ROLES[role]), number(count)) for role, count in content.access),
        note=ngettext(
            "Every reading of a review is logged: %(num)s in the period.",
            "Every reading of a review is logged: %(num)s in the period.",
            content.readings,
        ),
    )
