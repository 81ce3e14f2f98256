"""A deviation is not closed before the effect of what was done about it has been verified."""

from sqlmodel import Session, col, select

from app.actions.models import OPEN, Action, ActionForDeviation
from app.deviations.events import DeviationClosed
from app.errors import N_, DomainError


class EffectNotVerified(DomainError):
    """That something was done about a fault does not say that the fault is gone."""

    message = N_(
        "The deviation cannot be closed yet: the effect of %(numbers)s has not been verified. "
        "Verify it, or abandon the action with a reason."
    )


def refuse_unverified(session: Session, event: DeviationClosed) -> None:
    """Refuse to close a deviation while an action for it is neither verified nor abandoned."""
    waiting = session.exec(
        select(Action.number)
        .join(ActionForDeviation, col(ActionForDeviation.action_id) == Action.id)
        .where(ActionForDeviation.deviation_id == event.deviation_id, col(Action.state).in_(OPEN))
        .order_by(col(Action.number))
    ).all()
    if waiting:
        where = f"/deviations/{event.deviation_id}#actions"
        raise EffectNotVerified(numbers=", ".join(waiting), where=where)
