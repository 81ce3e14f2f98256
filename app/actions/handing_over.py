"""Who answers for an action when somebody leaves, or somebody else takes it on."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from app.actions import history
from app.actions.access import demand, get_action, lock_action, may_change
from app.actions.doing import demand_state
from app.actions.events import ActionHandedOver
from app.actions.models import OPEN, Action
from app.audit.log import record
from app.auth.actor import Actor
from app.auth.permissions import GRANTS, Permission
from app.errors import N_, DomainError
from app.organisation.models import Person, Role, RoleGrant


class NobodyToHandTo(DomainError):
    """Somebody who has left cannot answer for anything."""

    status = 422
    message = N_("Choose somebody who works here now and carries out actions.")


def who_do(session: Session) -> Sequence[Person]:
    """List those who can answer for an action: who work here, in a role that carries them out."""
    roles = [role for role in Role if Permission.carry_out_action in GRANTS[role]]
    doing = select(RoleGrant.person_id).where(col(RoleGrant.role).in_(roles))
    return session.exec(
        select(Person)
        .where(col(Person.active), col(Person.id).in_(doing))
        .order_by(col(Person.name))
    ).all()


def demand_somebody_who_does(session: Session, person_id: str) -> None:
    """Refuse somebody who cannot answer for an action."""
    if person_id not in {person.id for person in who_do(session)}:
        raise NobodyToHandTo


def hand_over(
    session: Session, actor: Actor, action_ids: Collection[str], owner_id: str, *, now: datetime
) -> list[Action]:
    """Let somebody else answer for these actions, one or many."""
    demand_somebody_who_does(session, owner_id)
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
