"""Which deviations somebody may see, and which of them are hers to change."""

import sqlalchemy as sa
from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.deviations.models import Deficiency, Deviation
from app.errors import Forbidden, NotFound
from app.reviews.models import Review, ReviewState


def visible(
    actor: Actor, permission: Permission = Permission.read_deviations
) -> ColumnElement[bool]:
    """Begin from what the actor may see: her units', what is hers, and what is about her units."""
    if not actor.may(permission):
        return sa.false()
    units = actor.units_for(permission)
    if units is None:
        return sa.true()
    about = (
        select(Deficiency.id)
        .where(
            Deficiency.deviation_id == Deviation.id,
            col(Deficiency.stands),
            col(Deficiency.unit_id).in_(units),
        )
        .exists()
    )
    return or_(col(Deviation.unit_id).in_(units), col(Deviation.owner_id) == actor.id, about)


def get_deviation(session: Session, actor: Actor, deviation_id: str) -> Deviation:
    """Load a deviation that the actor may see. Any other does not exist."""
    if not deviation_id.isprintable():
        raise NotFound
    found = session.exec(
        select(Deviation).where(Deviation.id == deviation_id, visible(actor))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def lock_deviation(session: Session, actor: Actor, deviation_id: str) -> Deviation:
    """Load a deviation for the actor to change, and let nobody else change it meanwhile."""
    if not deviation_id.isprintable():
        raise NotFound
    found = session.exec(
        select(Deviation)
        .where(Deviation.id == deviation_id, visible(actor))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound
    if not may_handle(actor, found):
        raise Forbidden
    return found


def may_handle(actor: Actor, deviation: Deviation) -> bool:
    """Tell whether it is hers to change: it is of her units, or she is responsible for it."""
    if not actor.may(Permission.handle_deviation):
        return False
    units = actor.units_for(Permission.handle_deviation)
    return units is None or deviation.unit_id in units or deviation.owner_id == actor.id


def not_reading(actor: Actor) -> ColumnElement[bool]:
    """Keep out cases that she is reading herself: two readings that know of each other are one."""
    hers = select(Review.frame_case_id).where(
        Review.reviewer_id == actor.id,
        col(Review.state).not_in([ReviewState.approved, ReviewState.withdrawn]),
    )
    return col(Deficiency.frame_case_id).not_in(hers)


def deficiencies_for(
    actor: Actor, permission: Permission = Permission.read_deviations
) -> list[ColumnElement[bool]]:
    """Begin from the deficiencies that stand in the units where she may do this."""
    if not actor.may(permission):
        return [sa.false()]
    units = actor.units_for(permission)
    scope = [] if units is None else [col(Deficiency.unit_id).in_(units)]
    return [col(Deficiency.stands).is_(True), *scope, not_reading(actor)]
