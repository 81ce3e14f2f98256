"""What is done by itself, every day: ``stickprov jobs run``. A new job is a line in ``JOBS``."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.db import Database
from app.errors import N_, DomainError
from app.reminders.leases import give_back, take_lease
from app.reminders.outbox import forget_old, put_in_outbox
from app.reminders.sending import send_waiting
from app.settings import Settings

log = logging.getLogger("stickprov")
HELD = timedelta(minutes=30)
Clock = Callable[[], datetime]
Counts = dict[str, int]


@dataclass(frozen=True, slots=True)
class Job:
    """Something that is done by itself. Done twice it changes nothing the second time."""

    name: str
    what: str
    run: Callable[[Database, Settings, Clock], Counts]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job: counts, or why it was not done."""

    job: str
    done: bool
    counts: Counts
    why: str = ""


class UnknownJob(DomainError):
    """A timer that names a job that does not exist would run in vain, unseen."""

    message = N_("There is no job called %(job)s.")


def _remind(database: Database, settings: Settings, clock: Clock) -> Counts:
    if not settings.sends_mail:
        return {"made": 0}
    with database.writing() as session:
        return {"made": put_in_outbox(session, settings, now=clock())}


def _send(database: Database, settings: Settings, clock: Clock) -> Counts:
    if not settings.sends_mail:
        return {"sent": 0, "kept": 0}
    result = send_waiting(database, settings, clock)
    return {"sent": result.sent, "kept": result.kept}


def _forget(database: Database, _settings: Settings, clock: Clock) -> Counts:
    with database.writing() as session:
        return {"forgotten": forget_old(session, now=clock())}


# In this order: what a job makes, a later one may send.
JOBS = (
    Job("reminders", N_("Write the reminders of the day"), _remind),
    Job("mail", N_("Send the mails that wait"), _send),
    Job("old-mail", N_("Forget mails older than 90 days"), _forget),
)


def run_jobs(
    database: Database, settings: Settings, names: Iterable[str], clock: Clock
) -> list[Outcome]:
    """Run the jobs that are named, or all; one that fails does not hold up the next."""
    wanted = list(names)
    known = {job.name for job in JOBS}
    for name in wanted:
        if name not in known:
            raise UnknownJob(job=name)
    return [
        _run(database, settings, job, clock) for job in JOBS if not wanted or job.name in wanted
    ]


def _run(database: Database, settings: Settings, job: Job, clock: Clock) -> Outcome:
    with database.writing() as session:
        if not take_lease(session, job.name, until=clock() + HELD, now=clock()):
            return Outcome(job.name, False, {}, "busy")
    try:
        counts = job.run(database, settings, clock)
    except Exception as fault:
        log.exception("job %s", job.name)
        why = str(fault) if isinstance(fault, DomainError) else type(fault).__name__
        outcome = Outcome(job.name, False, {}, why)
    else:
        outcome = Outcome(job.name, True, counts)
    with database.writing() as session:
        told = ", ".join(f"{name} {count}" for name, count in outcome.counts.items())
        give_back(session, job.name, outcome.why or told, done=outcome.done, now=clock())
    return outcome
