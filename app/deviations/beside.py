"""What deviations show on the pages of reviews, of questions and of routines."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.deviations.access import visible
from app.deviations.gathering import deficiencies_of_question, deficiencies_of_review
from app.deviations.models import DeficiencyState, Deviation, DeviationState
from app.reviews.models import ReviewState
from app.reviews.queries import Desk
from app.routines.queries import RoutineShown
from app.summary.question_page import QuestionOfRound
from app.web.beside import Part


def deficiencies_beside(session: Session, actor: Actor, desk: Desk) -> Part | None:
    """Tell on the page of a review how many of its deficiencies wait for a decision."""
    if not actor.may(Permission.read_deviations):
        return None
    found = deficiencies_of_review(session, actor, desk.review)
    waiting = [one for one in found if one.row.state == DeficiencyState.waiting]
    return Part(
        "deviations/beside_review.html",
        {
            "address": f"/rounds/{desk.round_.id}/reviews/{desk.review.id}/deficiencies",
            "alarm": f"/cases/{desk.case.id}/alarm",
            "found": len(found),
            "waiting": len(waiting),
            "critical": sum(one.row.critical for one in waiting),
            "to_approve": desk.review.state == ReviewState.submitted,
        },
    )


def cases_beside(session: Session, actor: Actor, asked: QuestionOfRound) -> Part | None:
    """Lead from the share of a question to the cases that fail it, for who decides on them."""
    if not actor.may(Permission.decide_deficiency):
        return None
    found = deficiencies_of_question(session, actor, asked.round_, asked.question_id)
    if not found:
        return None
    return Part(
        "deviations/beside_question.html",
        {
            "address": f"/rounds/{asked.round_.id}/deficiencies/{asked.question_id}",
            "found": len(found),
            "waiting": sum(one.row.state == DeficiencyState.waiting for one in found),
            "scoped": actor.units_for(Permission.decide_deficiency) is not None,
        },
    )


def behind_routines(
    session: Session, actor: Actor, routines: Sequence[RoutineShown]
) -> Part | None:
    """Tell how many deviations have each routine as their cause."""
    if not actor.may(Permission.read_deviations):
        return None
    counts = _behind(session, actor, [shown.routine.id for shown in routines])
    ranked = sorted(routines, key=lambda shown: -counts.get(shown.routine.id, 0))
    rows = [
        (shown.routine.id, shown.routine.name, counts[shown.routine.id])
        for shown in ranked
        if shown.routine.id in counts
    ]
    return Part("deviations/behind_routines.html", {"rows": rows})


def behind_routine(session: Session, actor: Actor, shown: RoutineShown) -> Part | None:
    """Tell how many deviations have one routine as their cause."""
    if not actor.may(Permission.read_deviations):
        return None
    counts = _behind(session, actor, [shown.routine.id])
    rows = [(shown.routine.id, shown.routine.name, count) for count in counts.values()]
    return Part("deviations/behind_routines.html", {"rows": rows})


def _behind(session: Session, actor: Actor, routine_ids: Sequence[str]) -> dict[str, int]:
    rows = session.execute(
        sa.select(col(Deviation.routine_id), sa.func.count())
        .where(
            col(Deviation.routine_id).in_(routine_ids),
            col(Deviation.state) != DeviationState.withdrawn,
            visible(actor),
        )
        .group_by(col(Deviation.routine_id))
    )
    return {routine_id: count for routine_id, count in rows if routine_id}
