"""Carrying an action out: begun, done with evidence, or given up. Done is not closed."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from app.actions import history
from app.actions.access import demand, lock_action, may_carry_out, may_change
from app.actions.events import (
    ActionAbandoned,
    ActionDone,
    ActionReopened,
    ActionStarted,
)
from app.actions.models import HELD, OPEN, Action, ActionKind, ActionState
from app.actions.numbering import ACTIONS
from app.actions.series import next_due
from app.audit.log import record
from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.db import new_id
from app.errors import N_, DomainError
from app.web.language import ZONE


class NotToBeDone(DomainError):
    """Each step is taken once, from the state before it."""

    message = N_("%(number)s has come further, or is closed. Read it again.")


class NoEvidence(DomainError):
    """That something is done must be possible to see for somebody who was not there."""

    status = 422
    message = N_("Write what shows that it is done: what was done, when, and where it can be seen.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What shows that an action is done; for a training its day, for economy what was saved."""

    text: str
    held_on: date | None = None
    money_realised: float | None = None


def start_action(
    session: Session, actor: Actor, action_id: str, *, version: int, now: datetime
) -> Action:
    """Say that the work has begun."""
    action = lock_action(session, actor, action_id, version)
    demand(may_carry_out(actor, action))
    demand_state(action, ActionState.planned)
    history.write(session, actor, action, {"state": ActionState.ongoing}, now=now)
    record(session, ActionStarted(at=now, actor_id=actor.id, action_id=action.id))
    return action


def finish_action(
    session: Session,
    actor: Actor,
    action_id: str,
    evidence: Evidence,
    *,
    version: int,
    now: datetime,
) -> Action:
    """Say that it is done, with what shows it; the next of a series is made with its own day."""
    action = lock_action(session, actor, action_id, version)
    demand(may_carry_out(actor, action))
    demand_state(action, ActionState.planned, ActionState.ongoing)
    if not evidence.text.strip():
        raise NoEvidence
    values = {
        "state": ActionState.done,
        "evidence": evidence.text.strip(),
        "done_at": now,
        "done_by": actor.id,
        **_of_its_kind(action, evidence),
    }
    history.write(session, actor, action, values, now=now)
    session.flush()
    following = _next_of_series(session, actor, action, now=now)
    record(
        session,
        ActionDone(
            at=now,
            actor_id=actor.id,
            action_id=action.id,
            next_id=following.id if following else None,
        ),
    )
    return action


def reopen_action(
    session: Session, actor: Actor, action_id: str, *, version: int, now: datetime
) -> Action:
    """Take back that it is done, because what was shown did not hold."""
    action = lock_action(session, actor, action_id, version)
    demand(may_change(actor, action) or actor.may(Permission.verify_effect))
    demand_state(action, ActionState.done)
    values = {"state": ActionState.ongoing, "done_at": None, "done_by": None}
    history.write(session, actor, action, values, now=now)
    record(session, ActionReopened(at=now, actor_id=actor.id, action_id=action.id))
    return action


def abandon_action(
    session: Session, actor: Actor, action_id: str, because: str, *, version: int, now: datetime
) -> Action:
    """Give up an action, saying why; it stays in the plan for everybody to see."""
    action = lock_action(session, actor, action_id, version)
    demand(may_change(actor, action))
    demand_state(action, *OPEN)
    values = {"state": ActionState.abandoned, "abandoned_because": because}
    history.write(session, actor, action, values, now=now)
    record(session, ActionAbandoned(at=now, actor_id=actor.id, action_id=action.id))
    return action


def demand_state(action: Action, *allowed: ActionState) -> None:
    """Refuse a step that is not taken from the state that the action is in."""
    if action.state not in allowed:
        raise NotToBeDone(number=action.number)


def _of_its_kind(action: Action, evidence: Evidence) -> dict[str, object]:
    """Give what is asked of this kind of action only; what is not said again stays."""
    values: dict[str, object] = {}
    if action.kind in HELD and evidence.held_on is not None:
        values["held_on"] = evidence.held_on
    if action.kind == ActionKind.economy and evidence.money_realised is not None:
        values["money_realised"] = evidence.money_realised
    return values


# What the next of a series takes over from the one that is done.
_TAKEN_OVER = (
    "title", "why", "how", "kind", "scope", "unit_id", "frame_case_id", "routine_id",
    "recommendation_id", "recurrence", "when_said", "owner_id", "owner_role", "effect_by",
    "form_name", "question_id", "baseline_round_id", "money_planned",
)  # fmt: skip


def _next_of_series(
    session: Session, actor: Actor, action: Action, *, now: datetime
) -> Action | None:
    today = now.astimezone(ZONE).date()
    due_on = next_due(action.recurrence, action.due_on, today) if action.due_on else None
    if due_on is None:
        return None
    following = Action(
        id=new_id(),
        number=ACTIONS.next_number(session, now),
        due_on=due_on,
        series_id=action.series_id or action.id,
        created_at=now,
        created_by=actor.id,
        **{name: getattr(action, name) for name in _TAKEN_OVER},
    )
    session.add(following)
    # The new one is for no deviation: the first answers that, or it would stay open for ever.
    return following
