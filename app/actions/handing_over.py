"""Who answers for an action when somebody leaves, or somebody else takes it on."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from app.actions import history
from app.actions.access import demand, get_action, lock_action, may_change
from app.actions.doing import demand_state
from app.actions.events import ActionHandedOver
from app.actions.models import OPEN, Action
from app.audit.log import record
from app.auth.actor import Actor
from app.errors import N_, DomainError
from app.organisation.models import Person


class NobodyToHandTo(DomainError):
    """Somebody who has left cannot answer for anything."""

    status = 422
    message = N_("Choose somebody who works here now.")


def hand_over(
    session: Session, actor: Actor, action_ids: Collection[str], owner_id: str, *, now: datetime
) -> list[Action]:
    """Let somebody else answer for these actions, one or many."""
    person = session.get(Person, owner_id)
    if person is None or not person.active:
        raise NobodyToHandTo
    handed = []
    for action_id in sorted(set(action_ids)):
        seen = get_action(session, actor, action_id)
        action = lock_action(session, actor, action_id, seen.version)
        demand(may_change(actor, action))
        demand_state(action, *OPEN)
        before = action.owner_id
        if history.write(session, actor, action, {"owner_id": owner_id}, now=now):
            record(
                session,
                ActionHandedOver(
                    at=now, actor_id=actor.id, action_id=action.id, from_id=before, to_id=owner_id
                ),
            )
            handed.append(action)
    return handed
