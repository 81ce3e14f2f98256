"""A report that is sent twice, by a double click or a phone that tries again, is one report."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from app.auth.actor import Actor
from app.deviations.content import Content
from app.deviations.models import Deviation
from app.deviations.numbers import DEVIATIONS

SOON = timedelta(minutes=1)


def reported_just_now(
    session: Session, actor: Actor, content: Content, *, now: datetime
) -> Deviation | None:
    """Give the deviation that she reported a moment ago in the very same words, if she did."""
    DEVIATIONS.stand_in_line(session)
    return session.exec(
        select(Deviation)
        .where(
            Deviation.reported_by == actor.id,
            Deviation.title == content.title,
            Deviation.description == content.description,
            Deviation.unit_id == content.unit_id,
            col(Deviation.reported_at) >= now - SOON,
        )
        .limit(1)
    ).first()
