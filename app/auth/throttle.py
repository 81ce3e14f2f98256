"""Guessing grows slow, for everybody alike, and never shuts out the one whose account it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select, text
from sqlmodel import Session, col

from app.auth.models import SignInFailure
from app.db import new_id

FREE_TRIES = 5
LONGEST_WAIT = timedelta(seconds=64)
REMEMBERED = timedelta(hours=1)
NO_WAIT = timedelta(0)


@dataclass(frozen=True, slots=True)
class Subject:
    """What tries are counted for: an account, a known browser, or an address."""

    mark: str
    remembered: timedelta = REMEMBERED


def wait_after(tries: int) -> timedelta:
    """Give the pause after so many tries: none at first, then 1, 2, 4 … 64 seconds.

    With 64 seconds between them there are at most 66 guesses in an hour.
    """
    if tries < FREE_TRIES:
        return NO_WAIT
    return min(timedelta(seconds=2 ** min(tries - FREE_TRIES, 30)), LONGEST_WAIT)


def wait_for(session: Session, subject: Subject, *, now: datetime) -> timedelta:
    """Tell how long is left before the next try is looked at. Those at once stand in line."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:mark, 0))"), {"mark": subject.mark}
        )
    tries, latest = session.execute(
        select(func.count(), func.max(col(SignInFailure.at))).where(
            col(SignInFailure.subject) == subject.mark,
            col(SignInFailure.at) > now - subject.remembered,
        )
    ).one()
    if not tries:
        return NO_WAIT
    left: timedelta = latest + wait_after(tries) - now
    return min(max(left, NO_WAIT), LONGEST_WAIT)  # a clock that was put back makes no long wait


def count_try(session: Session, subject: Subject, *, now: datetime) -> str:
    """Count a try before it is looked at, so that many at once do not pass as one."""
    row = SignInFailure(id=new_id(), subject=subject.mark, at=now)
    session.add(row)
    session.flush()
    return row.id


def forgive(session: Session, row_id: str) -> None:
    """Take back one try: it was right."""
    session.execute(delete(SignInFailure).where(col(SignInFailure.id) == row_id))


def forgive_all(session: Session, subject: Subject, *, now: datetime) -> None:
    """Begin counting anew: the person has shown who she is. What is old is cleared away."""
    session.execute(
        delete(SignInFailure).where(
            or_(
                col(SignInFailure.subject) == subject.mark,
                col(SignInFailure.at) < now - REMEMBERED,
            )
        )
    )
