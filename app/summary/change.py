"""The change between two rounds, frozen when the second of them is closed.

What two closed rounds have to say of each other rests on answers, case numbers and frames that
may be disposed of one day. So closing a round compares it with every round closed before, and
keeps that beside its figures; from then on it is read, never made again.
"""

from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.rounds.access import sees
from app.rounds.models import FrameCase, Round, RoundState
from app.summary.changes import Common, RoundChange, Side
from app.summary.comparing import compare
from app.summary.figures import Figures
from app.summary.findings import judged, sections_of
from app.summary.indices import indices_of
from app.summary.masked import masked
from app.summary.models import Summary
from app.summary.queries import attempt_of, frozen_summary, material_of
from app.summary.roll_up import Material
from review_forms import ReviewForm, joined, load

_CHANGE = TypeAdapter(RoundChange)
_FIGURES = TypeAdapter(Figures)
CHANGED, ONLY_EARLIER, ONLY_LATER = "changed", "only_earlier", "only_later"


def round_change(session: Session, earlier: Round, later: Round, *, smallest: int) -> RoundChange:
    """Say what has changed between two rounds, as anybody who may read both may see it.

    Of two closed rounds this is what was frozen. Summaries from before changes were frozen have
    none; for those, and while either round is open, it is made from the answers.
    """
    for ours, theirs in ((later, earlier), (earlier, later)):
        summary = frozen_summary(session, ours.id)
        kept = (summary.figures.get("changes") or {}).get(theirs.id) if summary else None
        if kept is not None and kept["earlier_id"] == earlier.id:
            return _CHANGE.validate_python(kept)
    sides = [_side(session, round_, smallest) for round_ in (earlier, later)]
    return _compared(session, (earlier, later), (sides[0], sides[1]), smallest)


def changes_to_freeze(
    session: Session, round_: Round, material: Material, figures: Figures, smallest: int
) -> dict[str, Any]:
    """Compare a round that is being closed with all that are closed, by the id of the other."""
    ours = _told(material, figures)
    changes: dict[str, Any] = {}
    for other in closed_rounds(session, round_):
        pair, sides = (other, round_), (_side(session, other, smallest), ours)
        if in_time(round_) < in_time(other):
            pair, sides = pair[::-1], sides[::-1]
        changed = _compared(session, pair, sides, smallest)
        changes[other.id] = _CHANGE.dump_python(replace(changed, preliminary=False), mode="json")
    return changes


def closed_rounds(session: Session, round_: Round) -> list[Round]:
    """List the other closed rounds that look at the same kind of thing, oldest first."""
    kind = load(round_.form_name, round_.form_version).reviews
    rows = session.execute(
        select(Round)
        .join(Summary, col(Summary.round_id) == col(Round.id))
        .where(col(Round.id) != round_.id)
    ).scalars()
    alike = [each for each in rows if load(each.form_name, each.form_version).reviews == kind]
    return sorted(alike, key=in_time)


def rounds_before(session: Session, round_: Round) -> list[Round]:
    """List the closed rounds that a round can be compared with, the most like it first.

    First comes the latest on the same form, then the others from new to old.
    """
    before = [each for each in closed_rounds(session, round_) if in_time(each) < in_time(round_)]
    latest_first = before[::-1]
    same_form = [each for each in latest_first if each.form_name == round_.form_name]
    return [*same_form[:1], *(each for each in latest_first if each not in same_form[:1])]


def rounds_to_compare(session: Session, actor: Actor, round_: Round) -> list[Round]:
    """List those of them that the actor may read, in the same order."""
    return [
        each
        for each in rounds_before(session, round_)
        if sees(actor, each, Permission.read_summary)
    ]


def in_time(round_: Round) -> tuple[Any, ...]:
    """Give the place of a round among others: by the period it looks at."""
    return (round_.period_to, round_.period_from, round_.created_at, round_.id)


def why_not_comparable(earlier: ReviewForm, later: ReviewForm) -> dict[str, str]:
    """Say of each judged question why it cannot be compared: empty when it can.

    The id joins questions through versions and across forms. What can be answered in another
    way, is reckoned by another rule or is put to other files is another question.
    """
    ours, theirs = ({each.id for each in judged(form)} for form in (earlier, later))
    pairs = joined(earlier, later)
    why = dict.fromkeys(pairs.joinable, "") | dict.fromkeys(pairs.changed, CHANGED)
    why |= dict.fromkeys(pairs.only_second, ONLY_LATER)
    in_order = {q.id: why[q.id] for q in later.questions if q.id in theirs and q.id in why}
    gone = {q.id: ONLY_EARLIER for q in earlier.questions if q.id in ours - theirs}
    return in_order | gone


def _compared(
    session: Session, rounds: tuple[Round, Round], sides: tuple[Side, Side], smallest: int
) -> RoundChange:
    earlier, later = rounds
    common = _common(session, earlier, later)
    changed = compare((earlier.id, later.id), sides[0], sides[1], common, smallest)
    open_ = [round_.state != RoundState.closed for round_ in rounds]
    return replace(changed, preliminary=any(open_))


def _side(session: Session, round_: Round, smallest: int) -> Side:
    material = material_of(session, round_)
    frozen = frozen_summary(session, round_.id)
    if frozen is None:
        return _told(material, masked(material, smallest))
    return _told(material, _FIGURES.validate_python(frozen.figures["masked"]))


def _told(material: Material, figures: Figures) -> Side:
    return Side(
        material=material,
        told=frozenset(line.id for line in figures.questions if not line.whole.hidden),
        files_told=all(not line.whole.hidden for line in figures.grades),
    )


def _common(session: Session, earlier: Round, later: Round) -> Common:
    forms = [load(each.form_name, each.form_version) for each in (earlier, later)]
    graded = [[(each.id, each.critical) for each in judged(form)] for form in forms]
    why = why_not_comparable(*forms)
    return Common(
        questions=why,
        sections=sections_of(judged(forms[1])),
        indices=indices_of(judged(forms[1])),
        grades=graded[0] == graded[1] and not any(why.values()),
        frame=_in_both_frames(session, earlier, later),
        same_strata=earlier.strata_fields == later.strata_fields,
        same_population=_population(earlier) == _population(later),
    )


def _population(round_: Round) -> tuple[Any, ...]:
    """Give the rules that made the frame; the period itself always differs."""
    return (
        sorted(round_.placement_forms),
        sorted(round_.unit_ids),
        round_.open_in_period,
        round_.shortest_days,
    )


def _in_both_frames(session: Session, earlier: Round, later: Round) -> dict[str, int]:
    """Count the cases that stand in both frames and in the same stratum."""
    one, other = aliased(FrameCase), aliased(FrameCase)
    attempts = [attempt_of(session, round_.id).id for round_ in (earlier, later)]
    rows = session.execute(
        select(col(one.stratum), func.count())
        .join(
            other,
            (col(other.case_number) == col(one.case_number))
            & (col(other.stratum) == col(one.stratum)),
        )
        .where(col(one.attempt_id) == attempts[0], col(other.attempt_id) == attempts[1])
        .group_by(col(one.stratum))
    ).all()
    return {row[0]: row[1] for row in rows}
