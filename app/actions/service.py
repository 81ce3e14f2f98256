"""Planning an action, and changing the plan. Doing it and verifying it have rooms of their own."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from app.actions import history
from app.actions.access import case_for, demand, lock_action, may_change
from app.actions.events import ActionChanged, ActionPlanned
from app.actions.handing_over import demand_somebody_who_does
from app.actions.models import (
    OPEN,
    Action,
    ActionForDeviation,
    ActionKind,
    EffectBy,
    Recurrence,
    Scope,
)
from app.actions.numbering import ACTIONS
from app.audit.log import record
from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.db import new_id
from app.deviations.access import visible
from app.deviations.models import Deviation
from app.errors import N_, DomainError, Forbidden, NotFound
from app.external_findings.models import Recommendation
from app.organisation.models import Person, Unit
from app.rounds.models import Round
from app.routines.models import Routine


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPlan:
    """What is to be done, why, how, when and by whom; and how its effect is to be seen."""

    title: str
    why: str = ""
    how: str = ""
    kind: ActionKind = ActionKind.measure
    scope: Scope = Scope.whole
    unit_id: str | None = None
    frame_case_id: str | None = None
    routine_id: str | None = None
    recommendation_id: str | None = None
    deviation_ids: Collection[str] = field(default=())
    due_on: date | None = None
    recurrence: Recurrence = Recurrence.never
    when_said: str = ""
    owner_id: str | None = None
    owner_role: str = ""
    effect_by: EffectBy = EffectBy.other
    form_name: str = ""
    question_id: str = ""
    baseline_round_id: str | None = None
    money_planned: float | None = None


class WhatIsMissing(DomainError):
    """An action for a unit, a routine or a case says which: otherwise nobody could follow it."""

    status = 422
    message = N_("Say which unit, routine or case the action is for.")


class NotYourUnit(Forbidden):
    """What is for the whole organisation, or for another unit, is not one manager's to plan."""

    message = N_("Choose one of the units that you answer for.")


class NoDayForSeries(DomainError):
    """What comes back needs a day to count from."""

    status = 422
    message = N_("Give the first day of what is to be done again.")


class NotOpen(DomainError):
    """A plan that is closed stands as it was closed; its history must not change after."""

    message = N_("%(number)s is closed, and its plan can no longer be changed.")


# Fields that are copied as they are from a plan to its action.
_COPIED = tuple(
    name
    for name in ActionPlan.__dataclass_fields__
    if name not in {"unit_id", "frame_case_id", "routine_id", "deviation_ids"}
)
_KEYS: tuple[tuple[str, type[Any]], ...] = (
    ("unit_id", Unit),
    ("routine_id", Routine),
    ("recommendation_id", Recommendation),
    ("owner_id", Person),
    ("baseline_round_id", Round),
)


def plan_action(session: Session, actor: Actor, plan: ActionPlan, *, now: datetime) -> Action:
    """Plan an action: for deviations, for a recommendation, or on its own."""
    values = _values(session, actor, plan)
    _demand_own_unit(actor, values)
    deviations = _deviations(session, actor, plan.deviation_ids)
    action = Action(
        id=new_id(),
        number=ACTIONS.next_number(session, now),
        created_at=now,
        created_by=actor.id,
        **values,
    )
    session.add(action)
    session.flush()
    session.add_all(
        ActionForDeviation(action_id=action.id, deviation_id=deviation) for deviation in deviations
    )
    record(
        session,
        ActionPlanned(at=now, actor_id=actor.id, action_id=action.id, deviation_ids=deviations),
    )
    return action


def change_action(
    session: Session,
    actor: Actor,
    action_id: str,
    plan: ActionPlan,
    *,
    version: int,
    now: datetime,
) -> Action:
    """Change the plan of an action, as it was last seen; every field keeps what it was."""
    action = lock_action(session, actor, action_id, version)
    demand(may_change(actor, action))
    if action.state not in OPEN:
        raise NotOpen(number=action.number)
    values = _values(session, actor, plan, action)
    _demand_own_unit(actor, values)
    changed = history.write(session, actor, action, values, now=now)
    if changed:
        record(
            session,
            ActionChanged(at=now, actor_id=actor.id, action_id=action.id, fields=changed),
        )
    return action


def _values(
    session: Session, actor: Actor, plan: ActionPlan, before: Action | None = None
) -> dict[str, Any]:
    """Check a plan, and give the fields of its action; the unit of a case follows from the case."""
    for name, table in _KEYS:
        key = getattr(plan, name)
        if key is not None and session.get(table, key) is None:
            raise NotFound
    if plan.owner_id is not None and (before is None or before.owner_id != plan.owner_id):
        demand_somebody_who_does(session, plan.owner_id)
    where = _where(session, actor, plan)
    needed = {Scope.case: "frame_case_id", Scope.unit: "unit_id", Scope.routine: "routine_id"}
    if plan.scope in needed and where[needed[plan.scope]] is None:
        raise WhatIsMissing
    if plan.due_on is None and plan.recurrence not in {Recurrence.never, Recurrence.continuous}:
        raise NoDayForSeries
    return {**{name: getattr(plan, name) for name in _COPIED}, **where}


def _demand_own_unit(actor: Actor, values: dict[str, Any]) -> None:
    if not actor.may_in(Permission.plan_action, values["unit_id"]):
        raise NotYourUnit


def _where(session: Session, actor: Actor, plan: ActionPlan) -> dict[str, str | None]:
    """Say what a plan is for; a case that she does not plan for does not exist."""
    unit_id, case_id = plan.unit_id, None
    match plan.scope:
        case Scope.case if plan.frame_case_id:
            case = case_for(session, actor, plan.frame_case_id)
            if case is None:
                raise NotFound
            unit_id, case_id = case.unit_id, case.id
        case Scope.whole | Scope.case:
            unit_id = None
    return {"unit_id": unit_id, "frame_case_id": case_id, "routine_id": plan.routine_id}


def _deviations(session: Session, actor: Actor, ids: Collection[str]) -> list[str]:
    """Give the deviations that are there for the actor to see; any other does not exist."""
    wanted = set(ids)
    if not wanted:
        return []
    found = select(Deviation.id).where(col(Deviation.id).in_(wanted), visible(actor))
    known = sorted(session.exec(found).all())
    if set(known) != wanted:
        raise NotFound
    return known
