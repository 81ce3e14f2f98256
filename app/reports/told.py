"""Every figure of a report as one list, each with its name: what editions and workbooks go by."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.errors import N_
from app.reports.content import Changed, Content, RoundPart
from app.reports.hours import hours_by_name
from app.reports.sentences import base_of, changed, in_cell
from app.reports.told_mending import mending_told
from app.reports.told_parts import Told, counted_told
from app.reviews.replacing import ReplacementReason
from app.summary.figures import Share
from app.summary.wording import GRADES, in_short, index_label, question_label, section_label
from app.web.language import number, percent, said
from review_forms import Grade, ReviewForm, load


@dataclass(frozen=True, slots=True)
class _Of:
    """The round that figures are told of, and the form that names them."""

    part: RoundPart
    form: ReviewForm


def figures_told(content: Content) -> Iterator[Told]:
    """Name every figure of a report, in the order it is read."""
    for part in content.rounds:
        of = _Of(part, load(part.annex.form_name, part.annex.form_version))
        yield from _shares(of)
        yield from _by_unit(of)
        yield from _changes(of)
        yield from _groups(part)
        yield from _drawn_and_read(part)
    about = said(N_("What is red"))
    yield counted_told(("red",), about, N_("Red questions"), len(content.red))
    yield Told(("target",), about, said(N_("Target")), percent(content.target), content.target)
    yield from mending_told(content)


def _shares(of: _Of) -> Iterator[Told]:
    figures, form = of.part.figures, of.form
    for line in figures.questions:
        label = question_label(form, line.id)
        yield _share(of.part, ("question", line.id), label, line.whole, in_cell(line.whole))
    means = [(section_label(form, line.id), line) for line in figures.sections]
    means += [(index_label(line.id), line) for line in figures.indices]
    means.append((said(N_("Met in the average file")), figures.overall))
    for label, line in means:
        yield _share(of.part, ("mean", line.id), label, line.whole, _mean(line.whole))
    for line in figures.grades:
        label = said(GRADES[Grade(line.id)])
        yield _share(of.part, ("grade", line.id), label, line.whole, in_cell(line.whole))


def _mean(share: Share) -> str:
    return f"{in_short(share)}; {base_of(share)}"


def _share(part: RoundPart, key: tuple[str, ...], name: str, share: Share, text: str) -> Told:
    return Told((part.id, *key), part.name, name, text, share.share, share.low, share.high)


def _by_unit(of: _Of) -> Iterator[Told]:
    for line in of.part.figures.sections:
        for unit, share in zip(of.part.figures.units, line.units, strict=True):
            yield Told(
                (of.part.id, "unit", unit.id, line.id),
                f"{of.part.name}, {unit.name}",
                section_label(of.form, line.id),
                in_short(share),
                share.share,
                share.low,
                share.high,
            )


def _changes(of: _Of) -> Iterator[Told]:
    for kind, name, each in changes_told(of.part, of.form):
        yield Told(
            (of.part.id, "change", kind, each.id),
            _beside(of.part),
            name,
            f"{percent(each.before)}, {percent(each.after)}: {changed(each)}",
            each.difference,
            each.low,
            each.high,
        )
    if of.part.change is not None:
        yield counted_told(
            (of.part.id, "not_comparable"),
            _beside(of.part),
            N_("Questions that cannot be compared"),
            of.part.change.not_comparable,
        )


def changes_told(part: RoundPart, form: ReviewForm) -> Iterator[tuple[str, str, Changed]]:
    """Name each change since the round before."""
    if part.change is None:
        return
    for each in part.change.questions:
        yield "question", question_label(form, each.id), each
    for each in part.change.sections:
        yield "section", section_label(form, each.id), each
    for each in part.change.indices:
        yield "index", index_label(each.id), each


def _beside(part: RoundPart) -> str:
    names = {"round": part.name, "earlier": part.change.earlier if part.change else ""}
    return said(N_("%(round)s beside %(earlier)s"), names)


def _groups(part: RoundPart) -> Iterator[Told]:
    for group in (*part.figures.strata, part.figures.whole):
        about = f"{part.name}, {group.name or said(N_('All'))}"
        for field, name, count in (
            ("frame", N_("In the frame"), group.frame),
            ("sample", N_("Drawn"), group.sample),
            ("replaced", N_("Replaced in the sample"), group.replaced),
            ("read", N_("Reviewed"), group.read),
        ):
            yield counted_told((part.id, "group", group.id, field), about, name, count)


def _drawn_and_read(part: RoundPart) -> Iterator[Told]:
    annex, figures = part.annex, part.figures
    for reason, count in annex.excluded.items():
        name = said(N_("Left out of the frame: %(reason)s"), {"reason": said(reason)})
        yield Told((part.id, "excluded", reason), part.name, name, number(count), count)
    for code, count in annex.replaced.items():
        reason = said(ReplacementReason(code).label)
        name = said(N_("Replaced: %(reason)s"), {"reason": reason})
        yield Told((part.id, "replaced", code), part.name, name, number(count), count)
    for field, name, count in (
        ("rolls", N_("People who rolled dice"), annex.rolls),
        ("reviewers", N_("Persons who reviewed"), annex.reviewers),
        ("seats", N_("Assignments"), annex.seats),
        ("own_unit", N_("To a reviewer of the same unit"), annex.own_unit_seats),
        ("own_case", N_("To the caseworker herself"), annex.own_case_seats),
        ("twice", N_("Files read by two"), figures.read_twice),
    ):
        yield counted_told((part.id, field), part.name, name, count)
    yield from hours_by_name(part.id, part.name, part.hours)
    yield from _agreement(part)


def _agreement(part: RoundPart) -> Iterator[Told]:
    both = part.figures.agreement
    if both is None or both.agreed is None:
        return
    name = said(N_("Answers that two reviewers agreed on"))
    yield Told((part.id, "agreed"), part.name, name, percent(both.agreed), both.agreed)
    answers = N_("Answers given by two reviewers")
    yield counted_told((part.id, "answers"), part.name, answers, both.cases)
