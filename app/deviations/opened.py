"""One deviation with all that its page shows about it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.deviations.access import deficiencies_for
from app.deviations.models import (
    Deficiency,
    Deviation,
    DeviationChange,
    Objection,
    ReportingDuty,
)
from app.deviations.queries import orphaned
from app.organisation.models import Person, Unit
from app.rounds.models import FrameCase, Round
from app.routines.models import Routine


@dataclass(frozen=True, slots=True)
class Linked:
    """A deficiency that a deviation is about; the case only for those who may read it."""

    deficiency: Deficiency
    case_number: str
    unit: str
    objection: Objection | None
    readable: bool


@dataclass(frozen=True)
class Opened:
    """A deviation with all that its page shows."""

    deviation: Deviation
    unit: str
    owner: str
    orphan: bool
    routine: str
    round_name: str
    reporter: str
    closer: str
    changes: Sequence[tuple[DeviationChange, str]]
    duties: Sequence[ReportingDuty]
    linked: Sequence[Linked]
    names: dict[str, str] = field(default_factory=dict)
    """Of people, units and routines that the history speaks of, by key."""


def deviation_opened(session: Session, actor: Actor, deviation: Deviation) -> Opened:
    """Gather what the page of a deviation shows."""
    reporter, closer = aliased(Person), aliased(Person)
    facts = session.execute(
        sa.select(
            col(Unit.name),
            col(Person.name),
            col(Person.active),
            col(Routine.name),
            col(Round.name),
            col(reporter.name),
            col(closer.name),
        )
        .select_from(Deviation)
        .outerjoin(Unit, col(Unit.id) == Deviation.unit_id)
        .outerjoin(Person, col(Person.id) == Deviation.owner_id)
        .outerjoin(Routine, col(Routine.id) == Deviation.routine_id)
        .outerjoin(Round, col(Round.id) == Deviation.round_id)
        .outerjoin(reporter, col(reporter.id) == Deviation.reported_by)
        .outerjoin(closer, col(closer.id) == Deviation.closed_by)
        .where(col(Deviation.id) == deviation.id)
    ).one()
    changes = session.exec(
        select(DeviationChange, Person.name)
        .join(Person, col(Person.id) == DeviationChange.by)
        .where(DeviationChange.deviation_id == deviation.id)
        .order_by(col(DeviationChange.at).desc(), col(DeviationChange.field))
    ).all()
    duties = session.exec(
        select(ReportingDuty)
        .where(ReportingDuty.deviation_id == deviation.id)
        .order_by(col(ReportingDuty.due_on))
    ).all()
    working = facts[2]
    unit, owner, _, routine, round_name, reported, closed = (name or "" for name in facts)
    written = {text for one, _ in changes for text in (one.before, one.after) if text}
    return Opened(
        deviation=deviation,
        unit=unit,
        owner=owner,
        orphan=orphaned(deviation, working=working),
        routine=routine,
        round_name=round_name,
        reporter=reported,
        closer=closed,
        changes=changes,
        duties=duties,
        linked=linked_to(session, actor, deviation.id),
        names=_names(session, written),
    )


def linked_to(session: Session, actor: Actor, deviation_id: str) -> list[Linked]:
    """List the deficiencies a deviation is about, in the units that the actor may see."""
    rows = session.exec(
        select(Deficiency, FrameCase.case_number, Unit.name, Objection)
        .join(FrameCase, col(FrameCase.id) == Deficiency.frame_case_id)
        .join(Unit, col(Unit.id) == Deficiency.unit_id)
        .outerjoin(Objection, col(Objection.deficiency_id) == Deficiency.id)
        .where(Deficiency.deviation_id == deviation_id, *deficiencies_for(actor))
        .order_by(col(Unit.name), col(FrameCase.case_number), col(Deficiency.question_id))
    )
    return [
        Linked(row, number, unit, objection, actor.may_in(Permission.read_reviews, row.unit_id))
        for row, number, unit, objection in rows
    ]


def _names(session: Session, keys: set[str]) -> dict[str, str]:
    names: dict[str, str] = {}
    for table in (Person, Unit, Routine):
        rows = session.execute(
            sa.select(col(table.id), col(table.name)).where(col(table.id).in_(keys))
        )
        names |= {row[0]: row[1] for row in rows}
    return names
