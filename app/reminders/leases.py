"""Holding a job while it runs, so that two timers at once do its work once."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.reminders.models import JobLease

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class LastRun:
    """When a job last ran to its end, and what came of it."""

    job: str
    ran_at: datetime | None
    outcome: str


def take_lease(session: Session, job: str, *, until: datetime, now: datetime) -> bool:
    """Take a job, unless somebody holds it. A run that died lets go when its time is out."""
    if session.get(JobLease, job) is None:
        try:
            with session.begin_nested():
                session.add(JobLease(job=job, held_until=LONG_AGO))
        except IntegrityError:
            pass  # another run has just written the row; who takes it is decided below
    taken = session.execute(
        update(JobLease)
        .where(col(JobLease.job) == job, col(JobLease.held_until) <= now)
        .values(held_until=until)
        .execution_options(synchronize_session=False)
    )
    return bool(taken.rowcount == 1)  # type: ignore[attr-defined] # an update tells how many


def give_back(session: Session, job: str, outcome: str, *, done: bool, now: datetime) -> None:
    lease = session.get_one(JobLease, job)
    lease.held_until, lease.outcome = now, outcome
    if done:
        lease.ran_at = now


def last_runs(session: Session) -> list[LastRun]:
    rows = session.scalars(select(JobLease).order_by(col(JobLease.job)))
    return [LastRun(row.job, row.ran_at, row.outcome) for row in rows]
