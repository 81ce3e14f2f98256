"""Running numbers that people can say to each other: 2026-014."""

from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session, col, func, select

from app.actions.models import Action
from app.web.language import ZONE

# A number of our own, so that no other program's advisory lock is ours by chance.
NUMBER_LOCK = 0x57_1C_4B_A1


def stand_in_line(session: Session) -> None:
    """Wait for whoever is putting something into the plan; then nobody else does meanwhile."""
    if session.connection().dialect.name == "postgresql":
        session.connection().execute(
            text("SELECT pg_advisory_xact_lock(:key)"), {"key": NUMBER_LOCK}
        )


def next_number(session: Session, now: datetime) -> str:
    """Give the next number of the year; two who plan at once stand in line for theirs."""
    stand_in_line(session)
    session.flush()
    year = now.astimezone(ZONE).year
    last = session.exec(
        select(Action.number)
        .where(col(Action.number).startswith(f"{year}-"))
        .order_by(func.length(col(Action.number)).desc(), col(Action.number).desc())
        .limit(1)
    ).first()
    return f"{year}-{int(last.partition('-')[2]) + 1 if last else 1:03}"
