"""Which rounds a person may see, and which of them she may change."""

from sqlmodel import Session, select

from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.errors import N_, DomainError, NotFound
from app.rounds.models import Round, RoundState


class CoversMoreUnits(DomainError):
    """What is decided for a unit is decided by somebody who answers for it."""

    status = 403
    message = N_(
        "This covers more units than you answer for. A manager of all its units has to do it."
    )


class FrameIsFrozen(DomainError):
    """What is reviewed is settled before the chance; afterwards it would be a choice of cases."""

    message = N_(
        "The frame of %(round)s is frozen, and nothing in its plan can change. Abort the draw "
        "first, with a reason, if it has not been held."
    )


def sees(actor: Actor, round_: Round, permission: Permission = Permission.read_rounds) -> bool:
    """Tell whether a round is about a unit that the actor answers for."""
    if not actor.may(permission):
        return False
    units = actor.units_for(permission)
    return units is None or not round_.unit_ids or bool(units & set(round_.unit_ids))


def answers_for(actor: Actor, permission: Permission, unit_ids: list[str]) -> bool:
    """Tell whether the actor answers for all of these units; no unit named means them all."""
    units = actor.units_for(permission)
    return units is None or (bool(unit_ids) and set(unit_ids) <= units)


def demand_all_units(actor: Actor, permission: Permission, unit_ids: list[str]) -> None:
    """Refuse what is decided for units that the actor does not answer for."""
    if not answers_for(actor, permission, unit_ids):
        raise CoversMoreUnits


def get_round(
    session: Session, actor: Actor, round_id: str, permission: Permission = Permission.read_rounds
) -> Round:
    """Load a round that the actor may see. Any other does not exist."""
    round_ = session.get(Round, round_id)
    if round_ is None or not sees(actor, round_, permission):
        raise NotFound
    return round_


def lock_round(session: Session, actor: Actor, round_id: str, permission: Permission) -> Round:
    """Load a round for the actor to change, and let nobody else change it meanwhile."""
    round_ = session.exec(
        select(Round)
        .where(Round.id == round_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if round_ is None or not sees(actor, round_, permission):
        raise NotFound
    return round_


def planned_round(session: Session, actor: Actor, round_id: str) -> Round:
    """Load a round whose plan the actor could change."""
    return _still_planned(actor, get_round(session, actor, round_id, Permission.plan_round))


def round_to_plan(session: Session, actor: Actor, round_id: str) -> Round:
    """Load a round for the actor to change its plan, and nobody else meanwhile."""
    return _still_planned(actor, lock_round(session, actor, round_id, Permission.plan_round))


def _still_planned(actor: Actor, round_: Round) -> Round:
    demand_all_units(actor, Permission.plan_round, round_.unit_ids)
    if round_.state != RoundState.planned:
        raise FrameIsFrozen(round=round_.name)
    return round_


def is_drawn(round_: Round) -> bool:
    return round_.state not in {RoundState.planned, RoundState.frozen}
