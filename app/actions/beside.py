"""What actions show on other pages: what is done about the matter, and a way to plan more."""

from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from app.actions.access import seen_by
from app.actions.action_page import WORDS
from app.actions.models import Action, ActionForDeviation
from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.deviations.models import Deviation, DeviationState
from app.organisation.models import Person
from app.summary.question_page import QuestionOfRound
from app.web.beside import Part

TEMPLATE = "actions/beside.html"
_NOT_OVER = {DeviationState.draft, DeviationState.open}


def actions_beside(session: Session, actor: Actor, deviation: Deviation) -> Part | None:
    """List the actions for a deviation, oldest first, as far as the reader may see them."""
    if not actor.may(Permission.read_actions):
        return None
    linked = select(ActionForDeviation.action_id).where(
        ActionForDeviation.deviation_id == deviation.id
    )
    plans = actor.may_in(Permission.plan_action, deviation.unit_id)
    return Part(
        TEMPLATE,
        {
            "rows": _listed(session, actor, col(Action.id).in_(linked)),
            "address": f"/actions/new?deviation={deviation.id}",
            "may_plan": plans and deviation.state in _NOT_OVER,
            "words": WORDS,
        },
    )


def actions_for_question(session: Session, actor: Actor, asked: QuestionOfRound) -> Part | None:
    """List the actions whose effect is to be seen in a question, and start one from it."""
    if not actor.may(Permission.read_actions):
        return None
    return Part(
        TEMPLATE,
        {
            "rows": _listed(session, actor, col(Action.question_id) == asked.question_id),
            "address": f"/actions/new?question={asked.question_id}&round={asked.round_.id}",
            "may_plan": actor.may(Permission.plan_action),
            "words": WORDS,
        },
    )


def _listed(session: Session, actor: Actor, which: ColumnElement[bool]) -> list[tuple[Any, str]]:
    rows = session.execute(
        select(Action, Person.name)
        .outerjoin(Person, col(Person.id) == Action.owner_id)
        .where(which, seen_by(actor))
        .order_by(col(Action.number))
    )
    return [(action, owner or action.owner_role) for action, owner in rows]
