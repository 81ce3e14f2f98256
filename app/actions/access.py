"""Which actions a person may see, and which of them she may change or carry out."""

from sqlalchemy import ColumnElement, and_, or_, true
from sqlmodel import Session, col, select

from app.actions.models import Action
from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.errors import N_, DomainError, Forbidden, NotFound
from app.rounds.models import FrameCase


class ActionHasChanged(DomainError):
    """What somebody else has just written is never overwritten unseen."""

    message = N_(
        "%(number)s has been changed by somebody else meanwhile. "
        "Read it again before you change it."
    )


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """Say which actions somebody sees: her own, those of her units, and those for everybody."""
    own = col(Action.owner_id) == actor.id
    if not actor.may(Permission.read_actions):
        return own
    units = actor.units_for(Permission.read_actions)
    if units is None:
        return true()
    whole = and_(col(Action.unit_id).is_(None), col(Action.frame_case_id).is_(None))
    return or_(own, whole, col(Action.unit_id).in_(units))


def get_action(session: Session, actor: Actor, action_id: str) -> Action:
    """Load an action that the actor may see. Any other does not exist."""
    if not action_id.isprintable():
        raise NotFound
    action = session.exec(
        select(Action).where(Action.id == action_id, seen_by(actor))
    ).one_or_none()
    if action is None:
        raise NotFound
    return action


def lock_action(session: Session, actor: Actor, action_id: str, version: int) -> Action:
    """Load an action to change it, as the actor last saw it, and let nobody else meanwhile."""
    if not action_id.isprintable():
        raise NotFound
    action = session.exec(
        select(Action)
        .where(Action.id == action_id, seen_by(actor))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if action is None:
        raise NotFound
    if action.version != version:
        raise ActionHasChanged(number=action.number)
    return action


def case_for(session: Session, actor: Actor, case_id: str) -> FrameCase | None:
    """Give a case if somebody plans for its unit; to anybody else it does not exist."""
    case = session.get(FrameCase, case_id) if case_id.isprintable() else None
    if case is None or not actor.may_in(Permission.plan_action, case.unit_id):
        return None
    return case


def may_change(actor: Actor, action: Action) -> bool:
    """Tell whether somebody plans for the unit that the action is for."""
    return actor.may_in(Permission.plan_action, action.unit_id)


def may_carry_out(actor: Actor, action: Action) -> bool:
    """Tell whether it is hers to do, or to say that it is done."""
    if not actor.may(Permission.carry_out_action):
        return False
    return action.owner_id == actor.id or may_change(actor, action)


def sees_case(actor: Actor, action: Action) -> bool:
    """Tell whether the number of the case may be shown: to its owner, and to who reads reviews."""
    return action.owner_id == actor.id or actor.may_in(Permission.read_reviews, action.unit_id)


def demand(allowed: bool) -> None:
    if not allowed:
        raise Forbidden
