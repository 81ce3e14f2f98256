"""Whom to call when a child may be at risk now, kept by those who answer for it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from app.audit.log import record
from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.deviations.events import AlarmContactsChanged
from app.deviations.models import AlarmContact
from app.errors import Forbidden, NotFound


def phone_list(session: Session) -> Sequence[AlarmContact]:
    """List whom to call, in the order to call them."""
    return session.exec(
        select(AlarmContact).order_by(col(AlarmContact.place), col(AlarmContact.id))
    ).all()


def keep_contact(
    session: Session, actor: Actor, contact: AlarmContact, *, now: datetime
) -> AlarmContact:
    """Add somebody to the phone list, last."""
    last = session.exec(select(func.max(AlarmContact.place))).one()
    contact.place = (last or 0) + 1
    session.add(contact)
    _changed(session, actor, contact.role, now)
    return contact


def contact_to_change(session: Session, contact_id: str) -> AlarmContact:
    """Load a line of the phone list, and let nobody else change it meanwhile."""
    kept = session.get(AlarmContact, contact_id, with_for_update=True)
    if kept is None:
        raise NotFound
    return kept


def change_contact(
    session: Session, actor: Actor, contact_id: str, contact: AlarmContact, *, now: datetime
) -> AlarmContact:
    """Write a line of the phone list anew. It keeps its place."""
    kept = contact_to_change(session, contact_id)
    kept.role, kept.phone, kept.hours = contact.role, contact.phone, contact.hours
    session.add(kept)
    _changed(session, actor, kept.role, now)
    return kept


def remove_contact(session: Session, actor: Actor, contact_id: str, *, now: datetime) -> None:
    """Take somebody off the phone list."""
    kept = contact_to_change(session, contact_id)
    session.delete(kept)
    _changed(session, actor, kept.role, now)


def move_contact_up(session: Session, actor: Actor, contact_id: str, *, now: datetime) -> None:
    """Let somebody be called before the one above."""
    rows = list(phone_list(session))
    place = next((at for at, row in enumerate(rows) if row.id == contact_id), None)
    if place is None:
        raise NotFound
    if place:
        rows[place - 1], rows[place] = rows[place], rows[place - 1]
    for number, row in enumerate(rows, start=1):
        row.place = number
        session.add(row)
    _changed(session, actor, rows[max(place - 1, 0)].role, now)


def _changed(session: Session, actor: Actor, role: str, now: datetime) -> None:
    if not actor.may(Permission.keep_alarm_contacts):
        raise Forbidden
    record(session, AlarmContactsChanged(at=now, actor_id=actor.id, roles=[role]))
