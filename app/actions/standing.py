"""Where the plan stands, counted for the top of its page."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, func

from app.actions.access import seen_by
from app.actions.models import Action, ActionState
from app.actions.queries import TO_DO, orphaned, orphaned_deviations
from app.auth.actor import Actor
from app.organisation.models import Person


@dataclass(frozen=True, slots=True)
class Standing:
    to_do: int
    overdue: int
    awaiting: int
    verified: int
    orphans: int
    orphaned_deviations: int


def standing(session: Session, actor: Actor, *, today: date) -> Standing:
    """Count what this reader sees: to do, late, waiting to be verified, closed, nobody's."""

    def number(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return func.coalesce(func.sum(sa.case((condition, 1), else_=0)), 0)

    to_do = col(Action.state).in_(TO_DO)
    row = session.execute(
        sa.select(
            number(to_do),
            number(sa.and_(to_do, col(Action.due_on) < today)),
            number(col(Action.state) == ActionState.done),
            number(col(Action.state) == ActionState.verified),
            number(orphaned()),
        )
        .select_from(Action)
        .outerjoin(Person, col(Person.id) == col(Action.owner_id))
        .where(seen_by(actor))
    ).one()
    to_do_now, late, awaiting, verified, orphans = row
    return Standing(
        to_do=to_do_now,
        overdue=late,
        awaiting=awaiting,
        verified=verified,
        orphans=orphans,
        orphaned_deviations=len(orphaned_deviations(session, actor)),
    )
