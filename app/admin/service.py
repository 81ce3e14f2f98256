from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.admin.events import (
    PersonActivated,
    PersonAdded,
    PersonChanged,
    PersonDeactivated,
    RolesChanged,
)
from app.audit.log import record
from app.auth.actor import Actor
from app.auth.events import SessionsEnded
from app.auth.sessions import end_sessions, renew_session
from app.auth.sign_in import username_key
from app.auth.tokens import revoke_all_tokens
from app.db import new_id
from app.errors import N_, DomainError, NotFound
from app.organisation.models import Person, Role, RoleGrant, Unit

Grant = tuple[Role, str | None]
ALONE = frozenset({Role.admin, Role.auditor})


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What is written down about a person; the roles stand by themselves."""

    name: str
    username: str
    title: str | None = None
    email: str | None = None
    unit_id: str | None = None
    caseworker: str | None = None
    hours: float = 16


class UsernameTaken(DomainError):
    """A user name says who did something, for ever: two people never share one."""

    message = N_("The user name %(username)s is taken. Choose another.")


class RolesCollide(DomainError):
    """Who hands out rights must not use them, and who examines the work must not do it."""

    message = N_("Administrator and auditor cannot be combined with other roles.")


class NoAdministratorLeft(DomainError):
    """Without an administrator nobody could let anybody in again."""

    message = N_("This is the last administrator. Give somebody else the role first.")


class OwnAccount(DomainError):
    """Nobody shuts herself out by mistake."""

    message = N_("You cannot deactivate yourself. Ask another administrator.")


def get_person(session: Session, person_id: str) -> Person:
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound
    return person


def add_person(
    session: Session,
    actor: Actor,
    details: Details,
    grants: Collection[Grant],
    *,
    now: datetime,
) -> Person:
    """Add somebody who works here. She cannot sign in until she has chosen a password."""
    _demand_free(session, details.username)
    person = Person(id=new_id(), username=username_key(details.username), name="", created_at=now)
    _write(session, person, details)
    session.add(person)
    session.flush()
    record(session, PersonAdded(at=now, actor_id=actor.id, person_id=person.id))
    set_roles(session, actor, person.id, grants, now=now)
    return person


def change_person(
    session: Session, actor: Actor, person_id: str, details: Details, *, now: datetime
) -> Person:
    """Change what is written down about a person; her user name stays what it was."""
    person = get_person(session, person_id)
    changed = _write(session, person, details)
    if changed:
        record(
            session, PersonChanged(at=now, actor_id=actor.id, person_id=person_id, fields=changed)
        )
    return person


def set_roles(
    session: Session,
    actor: Actor,
    person_id: str,
    grants: Collection[Grant],
    *,
    now: datetime,
) -> str | None:
    """Set what a person may do. Her sessions end; one's own gets a new token, which is given."""
    person = get_person(session, person_id)
    wanted = _widest(grants)
    rows = list(session.scalars(select(RoleGrant).where(col(RoleGrant.person_id) == person.id)))
    held = {(Role(row.role), row.unit_id) for row in rows}
    if wanted == held:
        return None
    roles = {role for role, _ in wanted}
    if roles & ALONE and len(roles) > 1:
        raise RolesCollide
    if Role.admin not in roles:
        _demand_other_administrator(session, person)
    for row in rows:
        if (Role(row.role), row.unit_id) not in wanted:
            session.delete(row)
    session.flush()
    session.add_all(
        RoleGrant(id=new_id(), person_id=person.id, role=role, unit_id=unit_id)
        for role, unit_id in wanted - held
    )
    record(
        session,
        RolesChanged(
            at=now,
            actor_id=actor.id,
            person_id=person.id,
            before=_worded(held),
            after=_worded(wanted),
        ),
    )
    return _end_sessions(session, actor, person.id, now)


def deactivate_person(session: Session, actor: Actor, person_id: str, *, now: datetime) -> None:
    """Shut a person out at once, in every browser. What she has done stays."""
    person = get_person(session, person_id)
    if person.id == actor.id:
        raise OwnAccount
    _demand_other_administrator(session, person)
    person.active = False
    record(session, PersonDeactivated(at=now, actor_id=actor.id, person_id=person.id))
    _end_sessions(session, actor, person.id, now)
    revoke_all_tokens(session, actor, person.id, now=now)


def activate_person(session: Session, actor: Actor, person_id: str, *, now: datetime) -> None:
    """Let somebody in again, with the password and the roles she had."""
    person = get_person(session, person_id)
    person.active = True
    record(session, PersonActivated(at=now, actor_id=actor.id, person_id=person.id))


def sign_out_person(session: Session, actor: Actor, person_id: str, *, now: datetime) -> None:
    """End a person's sessions, for example because a computer was stolen."""
    _end_sessions(session, actor, get_person(session, person_id).id, now)


def _end_sessions(session: Session, actor: Actor, person_id: str, now: datetime) -> str | None:
    own = actor.session_id if person_id == actor.id else ""
    ended = end_sessions(session, person_id, but=own)
    if ended:
        record(
            session,
            SessionsEnded(at=now, actor_id=actor.id, person_id=person_id, sessions=ended),
        )
    return renew_session(session, own) if own else None


def _write(session: Session, person: Person, details: Details) -> list[str]:
    if details.unit_id is not None and session.get(Unit, details.unit_id) is None:
        raise NotFound
    changed = []
    for name in ("name", "title", "email", "unit_id", "caseworker", "hours"):
        value = getattr(details, name)
        if getattr(person, name) != value:
            setattr(person, name, value)
            changed.append(name)
    return changed


def _demand_free(session: Session, username: str) -> None:
    taken = select(Person.id).where(col(Person.username) == username_key(username))  # type: ignore[call-overload]
    if session.execute(taken).first() is not None:
        raise UsernameTaken(username=username)


def _demand_other_administrator(session: Session, person: Person) -> None:
    administrators = session.scalars(
        select(RoleGrant.person_id)  # type: ignore[call-overload]
        .join(Person, col(Person.id) == col(RoleGrant.person_id))
        .where(col(RoleGrant.role) == Role.admin, col(Person.active))
    ).all()
    if set(administrators) == {person.id}:
        raise NoAdministratorLeft


def _widest(grants: Collection[Grant]) -> set[Grant]:
    """Leave out a unit where the same role holds in the whole organisation."""
    everywhere = {role for role, unit_id in grants if unit_id is None}
    return {
        (role, unit_id) for role, unit_id in grants if unit_id is None or role not in everywhere
    }


def _worded(grants: Collection[Grant]) -> list[str]:
    return sorted(str(role) if unit is None else f"{role} in {unit}" for role, unit in grants)
