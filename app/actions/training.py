"""A training: who was invited, and who came."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.actions import history
from app.actions.access import demand, lock_action, may_carry_out
from app.actions.doing import NotToBeDone
from app.actions.events import TrainingCounted
from app.actions.models import OPEN, Action, ActionKind, TrainedInUnit
from app.audit.log import record
from app.auth.actor import Actor
from app.errors import N_, DomainError, NotFound
from app.organisation.models import Unit

NOT_WHOLE = N_("Write whole numbers.")
MOST_DIGITS = 5


class MoreCameThanInvited(DomainError):
    """A coverage above the whole is a mistake in counting."""

    status = 422
    message = N_("More came than were invited. Correct one of the numbers.")


@dataclass(frozen=True, slots=True)
class NotCounted:
    """Why what was typed is no count."""

    message: str


def numbers_in(typed: Mapping[str, str]) -> dict[str, tuple[int, int]] | NotCounted:
    """Read ``invited-<unit>`` and ``attended-<unit>``; what is left empty is none."""
    numbers: dict[str, tuple[int, int]] = {}
    for name, value in typed.items():
        field, _, unit = name.partition("-")
        if field != "invited" or not unit:
            continue
        both = [value.strip() or "0", typed.get(f"attended-{unit}", "").strip() or "0"]
        if not all(text.isdecimal() and len(text) <= MOST_DIGITS for text in both):
            return NotCounted(NOT_WHOLE)
        invited, came = (int(text) for text in both)
        if came > invited:
            return NotCounted(MoreCameThanInvited.message)
        numbers[unit] = (invited, came)
    return numbers


def count_trained(
    session: Session,
    actor: Actor,
    action_id: str,
    by_unit: Mapping[str, tuple[int, int]],
    *,
    version: int,
    now: datetime,
) -> Action:
    """Note how many of each unit were invited to a training, and how many came."""
    action = lock_action(session, actor, action_id, version)
    demand(may_carry_out(actor, action))
    if action.kind != ActionKind.training or action.state not in OPEN:
        raise NotToBeDone(number=action.number)
    if any(not 0 <= came <= invited for invited, came in by_unit.values()):
        raise MoreCameThanInvited
    if len(session.exec(select(Unit.id).where(col(Unit.id).in_(by_unit))).all()) < len(by_unit):
        raise NotFound
    for row in session.exec(select(TrainedInUnit).where(TrainedInUnit.action_id == action.id)):
        session.delete(row)
    session.flush()
    counted = {unit: numbers for unit, numbers in by_unit.items() if numbers[0]}
    session.add_all(
        TrainedInUnit(action_id=action.id, unit_id=unit, invited=invited, attended=came)
        for unit, (invited, came) in counted.items()
    )
    invited, came = (sum(numbers[place] for numbers in counted.values()) for place in (0, 1))
    history.write(session, actor, action, {"invited": invited, "attended": came}, now=now)
    record(
        session,
        TrainingCounted(
            at=now, actor_id=actor.id, action_id=action.id, invited=invited, attended=came
        ),
    )
    return action
