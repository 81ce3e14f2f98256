"""Duties to report further: each with its own last day, its own diary number, done or not."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from app.audit.log import record
from app.auth.actor import Actor
from app.deviations.access import lock_deviation
from app.deviations.events import DutyDone, DutyRemoved, DutySet
from app.deviations.models import Deviation, DeviationChange, Duty, ReportingDuty
from app.errors import N_, DomainError
from app.web.language import ZONE


class NoSuchDuty(DomainError):
    """Only what was decided to be a duty can be done, moved or taken away."""

    message = N_("This deviation has no such duty to report. Read the page again.")


class DutyIsDone(DomainError):
    """What has been reported to an authority has been reported."""

    message = N_("The duty is done already. What was reported stands.")


class DoneInTheFuture(DomainError):
    """A day that has not come says nothing about what was done."""

    status = 422
    message = N_("The day it was done has not come yet.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """On which day a duty was done, its number in the diary, and what came of it."""

    done_on: date
    diary_number: str = ""
    note: str = ""


def set_duty(
    session: Session,
    actor: Actor,
    deviation_id: str,
    duty: Duty,
    due_on: date,
    *,
    now: datetime,
) -> ReportingDuty:
    """Decide that a deviation must be reported further, and by which day; it can be moved."""
    deviation = lock_deviation(session, actor, deviation_id)
    row = _duty_of(session, deviation, duty)
    if row is not None and row.done_on is not None:
        raise DutyIsDone
    before = row.due_on.isoformat() if row else ""
    row = row or ReportingDuty(
        deviation_id=deviation.id, duty=duty, due_on=due_on, decided_at=now, decided_by=actor.id
    )
    row.due_on, row.decided_at, row.decided_by = due_on, now, actor.id
    session.add(row)
    _trace(session, actor, deviation, duty, (before, due_on.isoformat()), now)
    record(
        session,
        DutySet(
            at=now,
            actor_id=actor.id,
            deviation_id=deviation.id,
            duty=duty,
            due_on=due_on.isoformat(),
        ),
    )
    return row


def finish_duty(
    session: Session,
    actor: Actor,
    deviation_id: str,
    duty: Duty,
    done: Done,
    *,
    now: datetime,
) -> ReportingDuty:
    """Say on which day a duty was done, under which number in the diary, and what came of it."""
    deviation = lock_deviation(session, actor, deviation_id)
    row = _duty_of(session, deviation, duty)
    if row is None:
        raise NoSuchDuty
    if row.done_on is not None:
        raise DutyIsDone
    if done.done_on > now.astimezone(ZONE).date():
        raise DoneInTheFuture
    row.done_on, row.diary_number, row.note = done.done_on, done.diary_number, done.note
    session.add(row)
    _trace(session, actor, deviation, duty, ("", done.done_on.isoformat()), now, suffix="_done")
    record(
        session,
        DutyDone(
            at=now,
            actor_id=actor.id,
            deviation_id=deviation.id,
            duty=duty,
            done_on=done.done_on.isoformat(),
        ),
    )
    return row


def remove_duty(
    session: Session, actor: Actor, deviation_id: str, duty: Duty, *, now: datetime
) -> None:
    """Take away a duty that turned out not to be one. The history keeps it."""
    deviation = lock_deviation(session, actor, deviation_id)
    row = _duty_of(session, deviation, duty)
    if row is None:
        raise NoSuchDuty
    if row.done_on is not None:
        raise DutyIsDone
    session.delete(row)
    _trace(session, actor, deviation, duty, (row.due_on.isoformat(), ""), now)
    record(
        session,
        DutyRemoved(at=now, actor_id=actor.id, deviation_id=deviation.id, duty=duty),
    )


def _duty_of(session: Session, deviation: Deviation, duty: Duty) -> ReportingDuty | None:
    return session.exec(
        select(ReportingDuty).where(
            ReportingDuty.deviation_id == deviation.id, ReportingDuty.duty == duty
        )
    ).one_or_none()


def _trace(
    session: Session,
    actor: Actor,
    deviation: Deviation,
    duty: Duty,
    values: tuple[str, str],
    now: datetime,
    *,
    suffix: str = "",
) -> None:
    session.add(
        DeviationChange(
            deviation_id=deviation.id,
            at=now,
            by=actor.id,
            field=f"{duty}{suffix}",
            before=values[0],
            after=values[1],
            version=deviation.version,
        )
    )
