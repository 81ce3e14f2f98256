"""Which cases somebody may propose to replace, and which proposals she may see."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import func, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.errors import NotFound
from app.organisation.models import Person, Unit
from app.reviews.models import CAN_BE_FILLED, Replacement, Review
from app.rounds.models import FrameCase, Round


def case_to_replace(session: Session, actor: Actor, frame_case_id: str) -> FrameCase:
    """Load a case that the actor may propose to replace: one she reviews, or of her units."""
    if not frame_case_id.isprintable():
        raise NotFound
    hers = select(Review.frame_case_id).where(
        Review.reviewer_id == actor.id, col(Review.state).in_(CAN_BE_FILLED)
    )
    allowed = [col(FrameCase.id).in_(hers)]
    if actor.may(Permission.follow_round):
        units = actor.units_for(Permission.follow_round)
        allowed.append(
            col(FrameCase.unit_id).is_not(None)
            if units is None
            else col(FrameCase.unit_id).in_(units)
        )
    case = session.exec(
        select(FrameCase).where(
            FrameCase.id == frame_case_id,
            col(FrameCase.drawn),
            ~col(FrameCase.replaced),
            or_(*allowed),
        )
    ).one_or_none()
    if case is None or not actor.may(Permission.propose_replacement):
        raise NotFound
    return case


def waiting_for(session: Session, frame_case_id: str) -> Replacement | None:
    """Give the proposal about a case that waits for a decision, if there is one."""
    return session.exec(
        select(Replacement).where(
            Replacement.frame_case_id == frame_case_id, col(Replacement.approved).is_(None)
        )
    ).one_or_none()


def spares_left(session: Session, case: FrameCase) -> int:
    """Count the spares that could take the place of a case."""
    return session.exec(
        select(func.count())
        .select_from(FrameCase)
        .where(
            FrameCase.attempt_id == case.attempt_id,
            FrameCase.stratum == case.stratum,
            ~col(FrameCase.drawn),
            col(FrameCase.place).is_not(None),
        )
    ).one()


def replacement_to_decide(
    session: Session, actor: Actor, round_id: str, replacement_id: str
) -> tuple[Replacement, FrameCase, Round]:
    """Load a proposal that the actor may decide on, for nobody else to decide meanwhile."""
    wanted = (
        select(Replacement, FrameCase, Round)
        .join(FrameCase, col(FrameCase.id) == Replacement.frame_case_id)
        .join(Round, col(Round.id) == Replacement.round_id)
        .where(Replacement.id == replacement_id, Replacement.round_id == round_id)
        .with_for_update()
    )
    units = actor.units_for(Permission.decide_replacement)
    if units is not None:
        wanted = wanted.where(col(FrameCase.unit_id).in_(units))
    row = session.exec(wanted).one_or_none()
    if row is None or not actor.may(Permission.decide_replacement):
        raise NotFound
    return row[0], row[1], row[2]


@dataclass(frozen=True, slots=True)
class ListedReplacement:
    """A proposal with the names and numbers that its page shows."""

    replacement: Replacement
    case_number: str
    stratum: str
    unit: str
    proposer: str
    decider: str | None
    spare_number: str | None
    spares_left: int


def replacements_in(session: Session, actor: Actor, round_: Round) -> list[ListedReplacement]:
    """List the proposals of a round in the units that the actor follows, newest first."""
    proposer, decider, spare = aliased(Person), aliased(Person), aliased(FrameCase)
    wanted = (
        sa.select(
            Replacement,
            FrameCase,
            col(Unit.name),
            col(proposer.name),
            col(decider.name),
            col(spare.case_number),
        )
        .join(FrameCase, col(FrameCase.id) == Replacement.frame_case_id)
        .join(Unit, col(Unit.id) == FrameCase.unit_id)
        .join(proposer, col(proposer.id) == Replacement.proposed_by)
        .outerjoin(decider, col(decider.id) == Replacement.decided_by)
        .outerjoin(spare, col(spare.id) == Replacement.spare_id)
        .where(col(Replacement.round_id) == round_.id)
        .order_by(col(Replacement.proposed_at).desc())
    )
    units = actor.units_for(Permission.follow_round)
    if units is not None:
        wanted = wanted.where(col(FrameCase.unit_id).in_(units))
    rows = session.execute(wanted).all()
    left = _spares_by_stratum(session, {case.attempt_id for _, case, *_ in rows})
    return [
        ListedReplacement(
            replacement=replacement,
            case_number=case.case_number,
            stratum=case.stratum,
            unit=unit,
            proposer=by,
            decider=decided_by,
            spare_number=number,
            spares_left=left.get((case.attempt_id, case.stratum), 0),
        )
        for replacement, case, unit, by, decided_by, number in rows
    ]


def _spares_by_stratum(session: Session, attempts: set[str]) -> dict[tuple[str, str], int]:
    rows: Sequence[tuple[str, str, int]] = session.exec(
        select(FrameCase.attempt_id, FrameCase.stratum, func.count())
        .where(
            col(FrameCase.attempt_id).in_(attempts),
            ~col(FrameCase.drawn),
            col(FrameCase.place).is_not(None),
        )
        .group_by(col(FrameCase.attempt_id), col(FrameCase.stratum))
    ).all()
    return {(attempt, stratum): count for attempt, stratum, count in rows}
