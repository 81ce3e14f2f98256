"""An action that is planned twice by a double click, or a phone that tries again, is one action."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from app.actions.models import Action, ActionForDeviation
from app.actions.numbering import ACTIONS
from app.actions.service import ActionPlan
from app.auth.actor import Actor

SOON = timedelta(minutes=1)


def planned_just_now(
    session: Session, actor: Actor, plan: ActionPlan, *, now: datetime
) -> Action | None:
    """Give the action that she planned a moment ago in the very same words, if she did."""
    ACTIONS.stand_in_line(session)
    alike = session.exec(
        select(Action).where(
            Action.created_by == actor.id,
            Action.title == plan.title,
            Action.how == plan.how,
            Action.due_on == plan.due_on,
            Action.owner_id == plan.owner_id,
            Action.recommendation_id == plan.recommendation_id,
            col(Action.created_at) >= now - SOON,
        )
    ).all()
    return next(
        (each for each in alike if _deviations(session, each) == set(plan.deviation_ids)), None
    )


def _deviations(session: Session, action: Action) -> set[str]:
    return set(
        session.exec(
            select(ActionForDeviation.deviation_id).where(ActionForDeviation.action_id == action.id)
        )
    )
