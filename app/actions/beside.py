"""What actions show on the page of a deviation: what is done about it, and a way to plan more."""

from sqlmodel import Session, col, select

from app.actions.access import seen_by
from app.actions.action_page import WORDS
from app.actions.models import Action, ActionForDeviation
from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.deviations.models import Deviation, DeviationState
from app.organisation.models import Person
from app.web.beside import Part

_NOT_OVER = {DeviationState.draft, DeviationState.open}


def actions_beside(session: Session, actor: Actor, deviation: Deviation) -> Part | None:
    """List the actions for a deviation, oldest first, as far as the reader may see them."""
    if not actor.may(Permission.read_actions):
        return None
    rows = session.execute(
        select(Action, Person.name)
        .join(ActionForDeviation, col(ActionForDeviation.action_id) == Action.id)
        .outerjoin(Person, col(Person.id) == Action.owner_id)
        .where(ActionForDeviation.deviation_id == deviation.id, seen_by(actor))
        .order_by(col(Action.number))
    )
    plans = actor.may_in(Permission.plan_action, deviation.unit_id)
    return Part(
        "actions/beside_deviation.html",
        {
            "rows": [(action, owner or action.owner_role) for action, owner in rows],
            "address": f"/actions/new?deviation={deviation.id}",
            "may_plan": plans and deviation.state in _NOT_OVER,
            "words": WORDS,
        },
    )
