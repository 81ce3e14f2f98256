from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlmodel import Session, col

from app.audit.models import AuditEntry
from app.auth.codes import has_second_factor
from app.auth.events import SignedIn
from app.auth.models import Credential, SignInSession
from app.auth.sessions import sessions_of
from app.auth.tokens import tokens_of
from app.organisation.models import Person, Role, RoleGrant, Unit

PEOPLE_PER_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleWanted:
    """What a list of people is narrowed down to."""

    text: str = ""
    role: Role | None = None
    unit_id: str | None = None
    active: bool = True
    page: int = 1


@dataclass(slots=True)
class PersonShown:
    """A person in the list, with what she may do and when she was last here."""

    person: Person
    unit: str | None
    second_factor: bool
    has_password: bool
    signed_in_at: datetime | None = None
    roles: list[tuple[str, str | None]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PersonOpened:
    """One person, as the administrator sees her."""

    person: Person
    grants: list[RoleGrant]
    second_factor: bool
    has_password: bool
    sessions: list[SignInSession]
    tokens: int


def people_matching(session: Session, wanted: PeopleWanted) -> tuple[list[PersonShown], int]:
    """List a page of people by name, and tell how many there are in all."""
    total = session.execute(select(func.count()).select_from(_matching(wanted).subquery()))
    rows = session.execute(
        _matching(wanted)
        .add_columns(col(Unit.name), col(Credential.totp_confirmed), col(Credential.password_hash))
        .outerjoin(Unit, col(Unit.id) == col(Person.unit_id))
        .outerjoin(Credential, col(Credential.person_id) == col(Person.id))
        .order_by(col(Person.name), col(Person.id))
        .limit(PEOPLE_PER_PAGE)
        .offset((wanted.page - 1) * PEOPLE_PER_PAGE)
    )
    people = {
        person.id: PersonShown(person, unit, bool(confirmed), password is not None)
        for person, unit, confirmed, password in rows
    }
    _add_roles(session, people)
    _add_latest(session, people)
    return list(people.values()), total.scalar_one()


def person_opened(session: Session, person: Person, *, now: datetime) -> PersonOpened:
    credential = session.get(Credential, person.id)
    return PersonOpened(
        person=person,
        grants=list(
            session.scalars(select(RoleGrant).where(col(RoleGrant.person_id) == person.id))
        ),
        second_factor=has_second_factor(session, person.id),
        has_password=credential is not None and credential.password_hash is not None,
        sessions=sessions_of(session, person.id, now=now),
        tokens=sum(token.lives(now) for token in tokens_of(session, person.id)),
    )


def all_units(session: Session) -> list[Unit]:
    return list(session.scalars(select(Unit).order_by(col(Unit.active).desc(), col(Unit.name))))


def people_in_units(session: Session) -> dict[str, int]:
    """Count who works in each unit."""
    rows = session.execute(
        select(col(Person.unit_id), func.count())
        .where(col(Person.active), col(Person.unit_id).is_not(None))
        .group_by(col(Person.unit_id))
    )
    return {unit_id: number for unit_id, number in rows if unit_id is not None}


def _matching(wanted: PeopleWanted) -> Select[Person]:
    matching = select(Person).where(col(Person.active) == wanted.active)
    for word in wanted.text.split():
        matching = matching.where(
            or_(
                col(Person.name).icontains(word, autoescape=True),
                col(Person.username).icontains(word, autoescape=True),
            )
        )
    if wanted.role is not None:
        having = select(RoleGrant.person_id).where(col(RoleGrant.role) == wanted.role)  # type: ignore[call-overload]
        matching = matching.where(col(Person.id).in_(having))
    if wanted.unit_id is not None:
        matching = matching.where(col(Person.unit_id) == wanted.unit_id)
    return matching


def _add_roles(session: Session, people: dict[str, PersonShown]) -> None:
    rows = session.execute(
        select(RoleGrant.person_id, RoleGrant.role, col(Unit.name))  # type: ignore[call-overload]
        .outerjoin(Unit, col(Unit.id) == col(RoleGrant.unit_id))
        .where(col(RoleGrant.person_id).in_(people))
        .order_by(RoleGrant.role, col(Unit.name))
    )
    for person_id, role, unit in rows:
        people[person_id].roles.append((role, unit))


def _add_latest(session: Session, people: dict[str, PersonShown]) -> None:
    rows = session.execute(
        select(AuditEntry.actor_id, func.max(AuditEntry.at))  # type: ignore[call-overload]
        .where(col(AuditEntry.event) == SignedIn.__name__, col(AuditEntry.actor_id).in_(people))
        .group_by(AuditEntry.actor_id)
    )
    for person_id, latest in rows:
        people[person_id].signed_in_at = latest
