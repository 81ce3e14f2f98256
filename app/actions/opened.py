"""One action with everything its page shows: from why it is planned to whether it helped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from app.actions.access import sees_case
from app.actions.effect import found_again, readings
from app.actions.models import (
    Action,
    ActionChange,
    ActionForDeviation,
    ReReview,
    TrainedInUnit,
)
from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.deviations.access import visible
from app.deviations.models import Deviation
from app.external_findings.models import ExternalFinding, Recommendation
from app.organisation.models import Person, Unit
from app.rounds.models import FrameCase, Round
from app.routines.models import Routine
from review_forms import Met, Question, load


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """A request to read a corrected file again, and what it found."""

    re_review: ReReview
    case_number: str
    reviewer: str
    questions: Sequence[tuple[Question, Met | None]]

    @property
    def mended(self) -> int:
        return sum(met is Met.yes for _, met in self.questions)


@dataclass(frozen=True, slots=True)
class Step:
    """A change in the history of an action, with keys put into words later."""

    at: datetime
    by: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionOpened:
    action: Action
    owner: Person | None
    names: Mapping[str, str]
    """What keys stand for: people, units, rounds, routines."""
    case: FrameCase | None
    deviations: Sequence[Deviation]
    recommendation: Recommendation | None
    finding: ExternalFinding | None
    read_again: Sequence[ReadAgain]
    trained: Sequence[tuple[Unit, TrainedInUnit | None]]
    series: Sequence[Action]
    steps: Sequence[Step]

    def name(self, key: str | None) -> str:
        return self.names.get(key or "", "")


def opened(session: Session, actor: Actor, action: Action) -> ActionOpened:
    """Gather what there is about an action, as far as this reader may see it."""
    steps = _steps(session, action)
    recommendation = (
        session.get(Recommendation, action.recommendation_id) if action.recommendation_id else None
    )
    finding = (
        session.get(ExternalFinding, recommendation.external_finding_id) if recommendation else None
    )
    reads_findings = actor.may(Permission.read_external_findings)
    return ActionOpened(
        action=action,
        owner=session.get(Person, action.owner_id) if action.owner_id else None,
        names=_names(session, action, steps),
        case=session.get(FrameCase, action.frame_case_id)
        if action.frame_case_id and sees_case(actor, action)
        else None,
        deviations=_deviations(session, actor, action),
        recommendation=recommendation,
        finding=finding if reads_findings else None,
        read_again=_read_again(session, action),
        trained=_trained(session, action),
        series=_series(session, action),
        steps=steps,
    )


def _deviations(session: Session, actor: Actor, action: Action) -> Sequence[Deviation]:
    wanted = (
        select(Deviation)
        .join(ActionForDeviation, col(ActionForDeviation.deviation_id) == Deviation.id)
        .where(ActionForDeviation.action_id == action.id, visible(actor))
        .order_by(col(Deviation.number))
    )
    return session.exec(wanted).all()


def _read_again(session: Session, action: Action) -> list[ReadAgain]:
    found = readings(session, action)
    if not found:
        return []
    cases = {
        case.id: case.case_number
        for case in session.exec(
            select(FrameCase).where(col(FrameCase.id).in_({one.frame_case_id for one in found}))
        )
    }
    people = {
        person.id: person.name
        for person in session.exec(
            select(Person).where(col(Person.id).in_({one.reviewer_id for one in found}))
        )
    }
    return [
        ReadAgain(one, cases[one.frame_case_id], people[one.reviewer_id], _questions(session, one))
        for one in found
    ]


def _questions(session: Session, one: ReReview) -> list[tuple[Question, Met | None]]:
    form = load(one.form_name, one.form_version)
    results = found_again(session, one) if one.done_at else {}
    return [(form.question(name), results.get(name)) for name in one.question_ids]


def _trained(session: Session, action: Action) -> list[tuple[Unit, TrainedInUnit | None]]:
    if action.kind != "training":
        return []
    counted = {
        row.unit_id: row
        for row in session.exec(select(TrainedInUnit).where(TrainedInUnit.action_id == action.id))
    }
    wanted = select(Unit).where(col(Unit.active) | col(Unit.id).in_(counted))
    if action.unit_id is not None:
        wanted = wanted.where(Unit.id == action.unit_id)
    rows = session.exec(wanted.order_by(col(Unit.name)))
    return [(unit, counted.get(unit.id)) for unit in rows]


def _series(session: Session, action: Action) -> Sequence[Action]:
    first = action.series_id or action.id
    found = session.exec(
        select(Action)
        .where((col(Action.series_id) == first) | (col(Action.id) == first))
        .order_by(col(Action.due_on), col(Action.number))
    ).all()
    return found if len(found) > 1 else []


def _steps(session: Session, action: Action) -> list[Step]:
    rows = session.exec(
        select(ActionChange, Person.name)
        .join(Person, col(Person.id) == ActionChange.by)
        .where(ActionChange.action_id == action.id)
        .order_by(col(ActionChange.at).desc(), col(ActionChange.field))
    )
    return [Step(row.at, name, row.field, row.before, row.after) for row, name in rows]


def _names(session: Session, action: Action, steps: Sequence[Step]) -> dict[str, str]:
    """Look up what every key on the page stands for: one question for each kind of thing."""
    own = {action.owner_id, action.done_by, action.verified_by, action.created_by}
    own |= {action.unit_id, action.routine_id, action.baseline_round_id, action.later_round_id}
    keyed = {s for step in steps if step.field.endswith(KEYED) for s in (step.before, step.after)}
    keys = {key for key in own | keyed if key}
    names: dict[str, str] = {}
    named: tuple[Any, ...] = (Person, Unit, Routine, Round)
    for table in named:
        rows = session.exec(select(table).where(col(table.id).in_(keys)))
        names |= {row.id: row.name for row in rows}
    return names


KEYED = ("_id", "_by")
