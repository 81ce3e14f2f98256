from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from app.audit.models import AuditEntry
from app.auth.actor import Actor
from app.auth.codes import has_second_factor, recovery_codes_left
from app.auth.models import Credential, SignInSession
from app.auth.sessions import sessions_of
from app.organisation.models import Person, Role, RoleGrant, Unit

OWN_ENTRIES = 15


@dataclass(frozen=True, slots=True)
class OwnAccount:
    """What a person may see of her own account."""

    person: Person
    unit: str | None
    has_password: bool
    has_second_factor: bool
    codes_left: int
    sessions: list[SignInSession]
    entries: list[AuditEntry]


@dataclass(slots=True)
class RoleOnStage:
    """A role of the demonstration, and who can be tried in it."""

    role: Role
    people: list[tuple[Person, str | None]] = field(default_factory=list)


def own_account(session: Session, actor: Actor, *, now: datetime) -> OwnAccount:
    """Gather what the account page shows; never anything of somebody else's."""
    person = session.get_one(Person, actor.id)
    unit = session.get(Unit, person.unit_id) if person.unit_id else None
    credential = session.get(Credential, actor.id)
    return OwnAccount(
        person=person,
        unit=unit.name if unit else None,
        has_password=credential is not None and credential.password_hash is not None,
        has_second_factor=has_second_factor(session, actor.id),
        codes_left=recovery_codes_left(session, actor.id),
        sessions=sessions_of(session, actor.id, now=now),
        entries=_own_entries(session, actor),
    )


def person_of(session: Session, person_id: str) -> Person:
    return session.get_one(Person, person_id)


def people_on_stage(session: Session) -> list[RoleOnStage]:
    """List the people of the demonstration by the role they play, in the order of the work."""
    rows = session.execute(
        select(RoleGrant.role, Person, col(Unit.name))  # type: ignore[call-overload]
        .join(Person, col(Person.id) == col(RoleGrant.person_id))
        .outerjoin(Unit, col(Unit.id) == col(Person.unit_id))
        .where(col(Person.active))
        .order_by(col(RoleGrant.unit_id).is_not(None), col(Person.name))
    )
    return _by_role((Role(role), person, unit) for role, person, unit in rows)


def _by_role(rows: Iterable[tuple[Role, Person, str | None]]) -> list[RoleOnStage]:
    stage = {
        role: RoleOnStage(role)
        for role in (Role.manager, Role.reviewer, Role.quality, Role.admin, Role.auditor)
    }
    seen: set[tuple[Role, str]] = set()
    for role, person, unit in rows:
        if (role, person.id) not in seen:
            seen.add((role, person.id))
            stage[role].people.append((person, unit))
    return [group for group in stage.values() if group.people]


def _own_entries(session: Session, actor: Actor) -> list[AuditEntry]:
    return list(
        session.scalars(
            select(AuditEntry)
            .where(col(AuditEntry.actor_id) == actor.id)
            .order_by(col(AuditEntry.seq).desc())
            .limit(OWN_ENTRIES)
        )
    )
