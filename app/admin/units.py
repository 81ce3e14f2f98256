from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.admin.events import UnitAdded, UnitChanged
from app.audit.log import record
from app.auth.actor import Actor
from app.db import new_id
from app.errors import N_, DomainError, NotFound
from app.organisation.models import Unit
from app.register.comparison import unit_key


class UnitExists(DomainError):
    """Two units of one name would part the cases of one unit between them."""

    message = N_("There is already a unit named %(name)s.")


def add_unit(session: Session, actor: Actor, name: str, *, now: datetime) -> Unit:
    """Add a unit, under the name that the case system uses for it."""
    key = unit_key(name)
    if session.scalars(select(Unit).where(col(Unit.key) == key)).first() is not None:
        raise UnitExists(name=name)
    unit = Unit(id=new_id(), name=name, key=key)
    session.add(unit)
    session.flush()
    record(session, UnitAdded(at=now, actor_id=actor.id, unit_id=unit.id))
    return unit


def change_unit(
    session: Session, actor: Actor, unit_id: str, name: str, *, active: bool, now: datetime
) -> Unit:
    """Rename a unit, or say that it is no longer there. The register still knows it by its key."""
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise NotFound
    changed = [
        field
        for field, before, after in (("name", unit.name, name), ("active", unit.active, active))
        if before != after
    ]
    unit.name, unit.active = name, active
    if changed:
        record(session, UnitChanged(at=now, actor_id=actor.id, unit_id=unit_id, fields=changed))
    return unit
