"""What somebody writes about a deviation, and the trace that every change of it leaves."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlmodel import Session, col, select

from app.auth.actor import Actor
from app.auth.permissions import GRANTS, Permission
from app.deviations.models import (
    Cause,
    Deviation,
    DeviationChange,
    DeviationKind,
    Severity,
)
from app.errors import N_, DomainError
from app.organisation.models import Person, RoleGrant, Unit
from app.routines.models import Routine


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything about a deviation that people write; the rest follows from what they do."""

    title: str
    description: str = ""
    kind: DeviationKind = DeviationKind.other
    severity: Severity = Severity.moderate
    rule_of_law: bool = False
    cause: Cause = Cause.unknown
    routine_id: str | None = None
    immediate_measure: str = ""
    unit_id: str | None = None
    happened_on: date | None = None
    owner_id: str | None = None
    owner_role: str = ""
    due_on: date | None = None
    outside_number: str = ""


NAMES = tuple(field.name for field in fields(Content))


class NotForYourUnit(DomainError):
    """What belongs to the whole organisation, or to another unit, is not one manager's to move."""

    status = 422
    message = N_("Choose one of the units that you answer for.")


class UnitUnknown(DomainError):
    """A deviation is followed by its unit, so it must be one that there is."""

    status = 422
    message = N_("Choose one of the units, or none.")


class CannotBeResponsible(DomainError):
    """Whoever is responsible must be able to open the deviation and write in it."""

    status = 422
    message = N_("Choose somebody who is active and handles deviations.")


class RoutineUnknown(DomainError):
    """Deviations are counted by routine, so the routine must be one that there is."""

    status = 422
    message = N_("Choose one of the routines, or none.")


def people_who_handle(session: Session) -> Sequence[Person]:
    """List those who can be responsible for a deviation, by name."""
    roles = [role for role, may in GRANTS.items() if Permission.handle_deviation in may]
    holders = select(RoleGrant.person_id).where(col(RoleGrant.role).in_(roles))
    return session.exec(
        select(Person)
        .where(col(Person.active), col(Person.id).in_(holders))
        .order_by(col(Person.name), col(Person.id))
    ).all()


def demand_sound(session: Session, content: Content, before: Deviation | None = None) -> None:
    """Refuse a unit, a person or a routine that cannot be chosen; what stands may stay."""
    if content.unit_id and session.get(Unit, content.unit_id) is None:
        raise UnitUnknown
    kept = before is not None and before.owner_id == content.owner_id
    if content.owner_id and not kept and not _may_handle(session, content.owner_id):
        raise CannotBeResponsible
    if content.routine_id and session.get(Routine, content.routine_id) is None:
        raise RoutineUnknown


def _may_handle(session: Session, person_id: str) -> bool:
    return person_id in {person.id for person in people_who_handle(session)}


def demand_own_unit(actor: Actor, content: Content, before: Deviation) -> None:
    """Let a manager of some units move a deviation among her own only."""
    units = actor.units_for(Permission.handle_deviation)
    if units is not None and content.unit_id != before.unit_id and content.unit_id not in units:
        raise NotForYourUnit


def change(
    session: Session, actor: Actor, deviation: Deviation, values: dict[str, object], now: datetime
) -> list[str]:
    """Write the values that differ, each with its trace; give the names of the fields."""
    changed = [name for name, value in values.items() if getattr(deviation, name) != value]
    if not changed:
        return []
    deviation.version += 1
    for name in changed:
        session.add(
            DeviationChange(
                deviation_id=deviation.id,
                at=now,
                by=actor.id,
                field=name,
                before=_text(getattr(deviation, name)),
                after=_text(values[name]),
                version=deviation.version,
            )
        )
        setattr(deviation, name, values[name])
    session.add(deviation)
    return changed


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return "" if value is None else str(value)
