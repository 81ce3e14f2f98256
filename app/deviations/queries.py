"""The register of deviations as its pages show it, beginning from what the actor may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Select, func
from sqlmodel import Session, col, select

from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.deviations.access import visible
from app.deviations.models import (
    Cause,
    Deficiency,
    Deviation,
    DeviationKind,
    DeviationState,
    Severity,
)
from app.organisation.models import Person, Unit
from app.rounds.models import Round

PER_PAGE = 50
NOT_OVER = (DeviationState.draft, DeviationState.open)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list of deviations is narrowed down to; it stands in the address of the page."""

    state: DeviationState | None = None
    unit: str = ""
    kind: DeviationKind | None = None
    severity: Severity | None = None
    cause: Cause | None = None
    owner: str = ""
    round: str = ""
    routine: str = ""
    question: str = ""
    overdue: bool = False
    rule_of_law: bool = False
    page: int = 1
    key: str = ""
    """One deviation alone."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A deviation in the list."""

    deviation: Deviation
    unit: str | None
    owner: str | None
    deficiencies: int
    overdue: bool
    orphan: bool


def deviations_matching(
    session: Session, actor: Actor, wanted: Wanted, today: date, *, all_of_them: bool = False
) -> tuple[list[Listed], int]:
    """List a page of deviations, what is most urgent first, and tell how many there are."""
    conditions = _conditions(actor, wanted, today)
    total = session.exec(select(func.count()).select_from(Deviation).where(*conditions)).one()
    linked = (
        select(func.count())
        .where(Deficiency.deviation_id == Deviation.id, col(Deficiency.stands))
        .correlate(Deviation)
        .scalar_subquery()
    )
    rows: Select[Any] = (
        sa.select(Deviation, col(Unit.name), col(Person.name), linked, col(Person.active))
        .outerjoin(Unit, col(Unit.id) == Deviation.unit_id)
        .outerjoin(Person, col(Person.id) == Deviation.owner_id)
        .where(*conditions)
        .order_by(
            col(Deviation.state).not_in(NOT_OVER),
            func.coalesce(col(Deviation.due_on), date.max),
            col(Deviation.number).desc(),
        )
    )
    if not all_of_them:
        rows = rows.limit(PER_PAGE).offset((wanted.page - 1) * PER_PAGE)
    return [
        Listed(
            deviation,
            unit,
            owner,
            count,
            overdue(deviation, today),
            orphaned(deviation, working=working),
        )
        for deviation, unit, owner, count, working in session.execute(rows)
    ], total


def overdue(deviation: Deviation, today: date) -> bool:
    """Tell whether it should have been done by now."""
    late = deviation.due_on is not None and deviation.due_on < today
    return late and deviation.state in NOT_OVER


def orphaned(deviation: Deviation, *, working: bool | None) -> bool:
    """Tell whether it is being handled by somebody who no longer works here."""
    return deviation.state == DeviationState.open and working is False


def _conditions(actor: Actor, wanted: Wanted, today: date) -> list[ColumnElement[bool]]:
    same: dict[Any, Any] = {
        Deviation.id: wanted.key,
        Deviation.state: wanted.state,
        Deviation.unit_id: wanted.unit,
        Deviation.kind: wanted.kind,
        Deviation.severity: wanted.severity,
        Deviation.cause: wanted.cause,
        Deviation.owner_id: wanted.owner,
        Deviation.round_id: wanted.round,
        Deviation.routine_id: wanted.routine,
        Deviation.question_id: wanted.question,
    }
    conditions = [visible(actor), *(column == value for column, value in same.items() if value)]
    if wanted.rule_of_law:
        conditions.append(col(Deviation.rule_of_law).is_(True))
    if wanted.overdue:
        conditions += [col(Deviation.due_on) < today, col(Deviation.state).in_(NOT_OVER)]
    return conditions


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters and forms offer."""

    units: Sequence[tuple[str, str]]
    rounds: Sequence[tuple[str, str]]


def choices_for(session: Session, actor: Actor, permission: Permission) -> Choices:
    """List the units somebody may choose among, and the rounds that have deviations."""
    units = actor.units_for(permission)
    wanted = select(Unit.id, Unit.name).where(col(Unit.active))
    if units is not None:
        wanted = wanted.where(col(Unit.id).in_(units))
    of_deviations = select(Deviation.round_id).where(col(Deviation.round_id).is_not(None))
    rounds = select(Round.id, Round.name).where(col(Round.id).in_(of_deviations))
    return Choices(
        session.exec(wanted.order_by(col(Unit.name))).all(),
        session.exec(rounds.order_by(col(Round.created_at).desc())).all(),
    )


def reported_by(session: Session, actor: Actor) -> Sequence[Deviation]:
    """List what somebody has reported herself, so that she sees what became of it."""
    return session.exec(
        select(Deviation)
        .where(Deviation.reported_by == actor.id, col(Deviation.round_id).is_(None))
        .order_by(col(Deviation.reported_at).desc())
        .limit(PER_PAGE)
    ).all()
