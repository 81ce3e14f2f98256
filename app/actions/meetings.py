"""The days on which the board meets, a year at a time."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlmodel import Session, col, select

from app.actions.events import BoardMeetingsSet
from app.actions.models import BoardMeetings
from app.audit.log import record
from app.auth.actor import Actor
from app.web.as_read import stamp


def meetings_of(session: Session, year: int, *, lock: bool = False) -> tuple[date, ...]:
    """Give the days on which the board meets in a year, the earliest first."""
    kept = session.get(BoardMeetings, year, with_for_update=lock or None)
    return tuple(map(date.fromisoformat, kept.days)) if kept else ()


def all_meetings(session: Session) -> tuple[date, ...]:
    """Give every day on which the board has met or is to meet, the earliest first."""
    rows = session.exec(select(BoardMeetings).order_by(col(BoardMeetings.year)))
    return tuple(date.fromisoformat(day) for row in rows for day in row.days)


def meetings_as_read(days: Iterable[date]) -> str:
    """Stand for the days of a year, so that a form can tell which ones its writer had read."""
    return stamp(*days)


def set_meetings(
    session: Session, actor: Actor, year: int, days: Iterable[date], *, now: datetime
) -> None:
    """Say on which days the board meets in a year. What is told of a day follows from the day."""
    kept = session.get(BoardMeetings, year) or BoardMeetings(year=year, at=now, by=actor.id)
    wanted = [day.isoformat() for day in sorted(set(days))]
    if kept.days != wanted:
        kept.days, kept.at, kept.by = wanted, now, actor.id
        session.add(kept)
        record(session, BoardMeetingsSet(at=now, actor_id=actor.id, year=year, days=wanted))
