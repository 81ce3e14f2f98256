"""What a deviation was about waits again when the deviation turns out to have been a mistake."""

from datetime import datetime

from sqlmodel import Session, col, select

from app.audit.log import record
from app.auth.actor import Actor
from app.deviations.events import DeficienciesDecided
from app.deviations.models import Deficiency, DeficiencyState, Deviation


def release(session: Session, actor: Actor, deviation: Deviation, *, now: datetime) -> None:
    """Let the deficiencies of a deviation wait for a decision again, those of every unit."""
    rows = session.exec(
        select(Deficiency)
        .where(
            Deficiency.deviation_id == deviation.id,
            Deficiency.state == DeficiencyState.deviation,
        )
        .order_by(col(Deficiency.id))
        .with_for_update()
    ).all()
    for row in rows:
        row.state, row.deviation_id = DeficiencyState.waiting, None
        row.decided_at = row.decided_by = None
        session.add(row)
    if rows:
        record(
            session,
            DeficienciesDecided(
                at=now,
                actor_id=actor.id,
                round_id=rows[0].round_id,
                state=DeficiencyState.waiting,
                deviation_id=deviation.id,
                deficiency_ids=[row.id for row in rows],
            ),
        )
