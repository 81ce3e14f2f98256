"""What a new plan starts from: a deviation, a recommendation, a case, a question, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from app.actions.access import case_for
from app.actions.models import EffectBy, Scope
from app.auth.actor import Actor
from app.deviations.access import visible
from app.deviations.models import Deviation
from app.errors import NotFound
from app.external_findings.queries import recommendation_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What the address of the page says that the action is for."""

    deviation_ids: Sequence[str] = ()
    recommendation_id: str = ""
    case_id: str = ""
    question_id: str = ""
    round_id: str = ""


def typed_from(session: Session, actor: Actor, origin: Origin) -> dict[str, Any]:
    """Fill in the form of a plan as far as what it is for decides it."""
    typed: dict[str, Any] = {
        "recommendation_id": origin.recommendation_id,
        "baseline_round_id": origin.round_id,
        **_measured_by_question(origin.question_id),
    }
    if origin.recommendation_id:
        typed |= _measured_by_question(_question_of(session, origin.recommendation_id))
    linked = deviations_for(session, actor, origin.deviation_ids)
    if len(linked) < len(set(origin.deviation_ids)):
        raise NotFound
    if linked:
        typed |= _from_deviations(linked)
    if origin.case_id:
        case = case_for(session, actor, origin.case_id)
        if case is None:
            raise NotFound
        typed |= {"frame_case_id": case.id, "scope": Scope.case, "effect_by": EffectBy.re_review}
    return typed


def deviations_for(session: Session, actor: Actor, ids: Sequence[str]) -> Sequence[Deviation]:
    """Give those of the deviations that somebody may see."""
    if not ids:
        return []
    wanted = select(Deviation).where(col(Deviation.id).in_(set(ids)), visible(actor))
    return session.exec(wanted.order_by(col(Deviation.number))).all()


def _from_deviations(linked: Sequence[Deviation]) -> dict[str, Any]:
    first = linked[0]
    units = {deviation.unit_id for deviation in linked}
    one_unit = len(units) == 1 and first.unit_id is not None
    return {
        "deviation_ids": [deviation.id for deviation in linked],
        # What is to be done is another thing than what went wrong.
        "why": "\n".join(deviation.title for deviation in linked),
        "scope": Scope.unit if one_unit else Scope.whole,
        "unit_id": first.unit_id or "" if one_unit else "",
        "routine_id": first.routine_id or "",
        "owner_id": first.owner_id or "",
        "owner_role": first.owner_role,
        "due_on": first.due_on or "",
        **_measured_by_question(first.question_id),
        "baseline_round_id": first.round_id or "",
    }


def _measured_by_question(question_id: str) -> dict[str, Any]:
    if not question_id:
        return {}
    return {"question_id": question_id, "effect_by": EffectBy.next_round}


def _question_of(session: Session, recommendation_id: str) -> str:
    return recommendation_of(session, recommendation_id).question_id
