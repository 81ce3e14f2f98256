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
from app.errors import N_, DomainError, Forbidden, NotFound


def phone_list(session: Session) -> Sequence[AlarmContact]:
    """List whom to call, in the order to call them."""
    return session.exec(
        select(AlarmContact).order_by(col(AlarmContact.place), col(AlarmContact.id))
    ).all()


def keep_contact(
    session: Session, actor: Actor, contact: AlarmContact, *, now: datetime
) -> AlarmContact:
    """Add somebody to the phone list, last. The same line sent twice is one line."""
    _demand(actor)
    words = (contact.role, contact.phone, contact.hours)
    for kept in phone_list(session):
        if (kept.role, kept.phone, kept.hours) == words:
            return kept
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
    _demand(actor)
    kept = contact_to_change(session, contact_id)
    kept.role, kept.phone, kept.hours = contact.role, contact.phone, contact.hours
    session.add(kept)
    _changed(session, actor, kept.role, now)
    return kept


class LineHasChanged(DomainError):
    """What somebody else has just written is not taken off the list unread."""

    message = N_("%(role)s has been changed meanwhile. Read the line again before you remove it.")


def remove_contact(
    session: Session, actor: Actor, contact_id: str, *, as_read: str, now: datetime
) -> None:
    """Take somebody off the phone list; who is off it already stays so."""
    _demand(actor)
    kept = session.get(AlarmContact, contact_id, with_for_update=True)
    if kept is None:
        return
    if kept.as_read != as_read:
        raise LineHasChanged(role=kept.role, where="/alarms/contacts")
    session.delete(kept)
    _changed(session, actor, kept.role, now)


def call_before(
    session: Session, actor: Actor, contact_id: str, other_id: str, *, now: datetime
) -> None:
    """Let somebody be called before another. Where she is already, nothing is changed."""
    _demand(actor)
    rows = list(phone_list(session))
    places = {row.id: place for place, row in enumerate(rows)}
    if contact_id not in places:
        raise NotFound
    place, other = places[contact_id], places.get(other_id, 0)
    if place <= other:
        return
    moved = rows.pop(place)
    rows.insert(other, moved)
    for number, row in enumerate(rows, start=1):
        row.place = number
        session.add(row)
    _changed(session, actor, moved.role, now)


def _demand(actor: Actor) -> None:
    if not actor.may(Permission.keep_alarm_contacts):
        raise Forbidden


def _changed(session: Session, actor: Actor, role: str, now: datetime) -> None:
    record(session, AlarmContactsChanged(at=now, actor_id=actor.id, roles=[role]))
