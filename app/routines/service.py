"""The register of written routines: added, revised, merged into others, taken out of use."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from sqlmodel import Session, select

from app.audit.log import Event, record
from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.errors import N_, DomainError, Forbidden, NotFound
from app.routines.models import Routine


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineEvent(Event):
    """Something that happened to a routine."""

    object_field: ClassVar[str | None] = "routine_id"

    routine_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineAdded(RoutineEvent): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineChanged(RoutineEvent):
    fields: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineReplaced(RoutineEvent):
    replaced_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineRetired(RoutineEvent): ...


class NameTaken(DomainError):
    """Two routines of one name are one routine too many: nobody knows which one holds."""

    status = 422
    message = N_("There is a routine with this name already.")


class DaysOutOfOrder(DomainError):
    """A routine is decided first, then revised, then to be revised again."""

    status = 422
    message = N_("A routine is decided before it is revised, and revised again after that.")


class CannotReplace(DomainError):
    """Whoever follows the chain must end at a routine that holds."""

    status = 422
    message = N_("Choose another routine that is in use.")


class NotInUse(DomainError):
    """A routine that has been taken out of use stays as it was."""

    message = N_("The routine is no longer in use.")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineWords:
    """What is written about a routine; its text lies in the process tool."""

    name: str
    owner_role: str = ""
    decided_on: date | None = None
    revised_on: date | None = None
    revise_by: date | None = None
    link: str = ""
    question_ids: list[str] = field(default_factory=list)


def add_routine(session: Session, actor: Actor, words: RoutineWords, *, now: datetime) -> Routine:
    """Add a routine to the register."""
    _demand_keeper(actor)
    _demand_sound(session, words)
    routine = Routine(key=_key(words.name), created_at=now, created_by=actor.id, **_columns(words))
    session.add(routine)
    session.flush()
    record(session, RoutineAdded(at=now, actor_id=actor.id, routine_id=routine.id))
    return routine


def change_routine(
    session: Session, actor: Actor, routine_id: str, words: RoutineWords, *, now: datetime
) -> Routine:
    """Write what is known about a routine anew, such as that it has been revised."""
    routine = routine_in_use(session, actor, routine_id)
    _demand_sound(session, words, routine)
    values = _columns(words) | {"key": _key(words.name)}
    changed = sorted(name for name, value in values.items() if getattr(routine, name) != value)
    for name in changed:
        setattr(routine, name, values[name])
    session.add(routine)
    if changed:
        record(
            session,
            RoutineChanged(at=now, actor_id=actor.id, routine_id=routine.id, fields=changed),
        )
    return routine


def replace_routine(
    session: Session, actor: Actor, routine_id: str, by: str, *, now: datetime
) -> Routine:
    """Let another routine take the place of one: it was replaced by it, or merged into it."""
    routine = routine_in_use(session, actor, routine_id)
    other = session.get(Routine, by)
    if other is None or not other.active or other.id == routine.id:
        raise CannotReplace
    routine.active, routine.replaced_by = False, other.id
    session.add(routine)
    record(
        session,
        RoutineReplaced(at=now, actor_id=actor.id, routine_id=routine.id, replaced_by=other.id),
    )
    return routine


def retire_routine(session: Session, actor: Actor, routine_id: str, *, now: datetime) -> Routine:
    """Take a routine out of use that nothing replaces."""
    routine = routine_in_use(session, actor, routine_id)
    routine.active = False
    session.add(routine)
    record(session, RoutineRetired(at=now, actor_id=actor.id, routine_id=routine.id))
    return routine


def routine_in_use(session: Session, actor: Actor, routine_id: str) -> Routine:
    """Load a routine for somebody who keeps them, and let nobody else change it meanwhile."""
    _demand_keeper(actor)
    routine = session.exec(
        select(Routine).where(Routine.id == routine_id).with_for_update()
    ).one_or_none()
    if routine is None:
        raise NotFound
    if not routine.active:
        raise NotInUse
    return routine


def _demand_keeper(actor: Actor) -> None:
    if not actor.may(Permission.keep_routines):
        raise Forbidden


def _demand_sound(session: Session, words: RoutineWords, own: Routine | None = None) -> None:
    same = session.exec(select(Routine).where(Routine.key == _key(words.name))).one_or_none()
    if same is not None and (own is None or same.id != own.id):
        raise NameTaken
    days = [day for day in (words.decided_on, words.revised_on, words.revise_by) if day]
    if days != sorted(days):
        raise DaysOutOfOrder


def _columns(words: RoutineWords) -> dict[str, Any]:
    return {name: getattr(words, name) for name in RoutineWords.__dataclass_fields__}


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()
