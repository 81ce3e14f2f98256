"""Does what is stored hold? The database, the log, every draw and every closed summary."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session, col

from app.audit.log import canonical, faults_in_chain, head
from app.audit.models import AuditEntry
from app.db import Database
from app.errors import N_
from app.outside.draws import faults_in_draw, is_logged
from app.outside.faults import Fault
from app.outside.storage import faults_in_answers, faults_in_storage
from app.rounds.models import Attempt, Round
from app.summary.models import Summary

Progress = Callable[[str, int, int], None]
Look = Callable[[Session], Iterator[Fault]]
IN_CHAIN = {
    "missing": N_("Entry %(seq)s of the log is missing."),
    "does not follow the entry before it": N_(
        "Entry %(seq)s of the log does not follow the one before it."
    ),
    "was changed": N_("Entry %(seq)s of the log has been changed since it was written."),
    "has another content than was logged": N_(
        "The content of entry %(seq)s of the log is not what was logged."
    ),
}


@dataclass(frozen=True, slots=True)
class Report:
    """What was looked at, and what does not hold."""

    log_entries: int
    log_head: str
    draws: int
    summaries: int
    faults: tuple[Fault, ...]

    @property
    def ok(self) -> bool:
        return not self.faults

    def as_dict(self) -> dict[str, Any]:
        """Give the report as plain values, the sentences in the reader's language."""
        told = [{"part": fault.part, "text": fault.text} for fault in self.faults]
        return {"ok": self.ok, **asdict(self), "faults": told}


def check(database: Database, tell: Progress) -> Report:
    """Look through everything that is stored, and change nothing.

    ``tell`` hears what is being looked at, how many parts are done, and how many there are.
    """
    faults: list[Fault] = []
    with database.reading() as session:
        looks = [
            ("database", faults_in_storage),
            ("answers", faults_in_answers),
            ("log", _faults_in_log),
            *_of_rounds(session),
        ]
        for done, (part, look) in enumerate(looks):
            tell(part, done, len(looks))
            faults += _looked(session, part, look)
        tell("", len(looks), len(looks))
        return Report(
            log_entries=session.execute(select(func.count(col(AuditEntry.seq)))).scalar_one(),
            log_head=head(session),
            draws=sum(part == "draw" for part, _ in looks),
            summaries=sum(part == "summary" for part, _ in looks),
            faults=tuple(faults),
        )


def _of_rounds(session: Session) -> Iterator[tuple[str, Look]]:
    """Look at every attempt to draw, the aborted ones too, and at every closed round."""
    attempts = session.execute(
        select(Attempt, Round)
        .join(Round, col(Round.id) == col(Attempt.round_id))
        .order_by(col(Attempt.frozen_at))
    )
    for attempt, round_ in attempts.all():
        yield "draw", partial(faults_in_draw, attempt=attempt, round_=round_)
    closed = session.execute(
        select(Summary, Round).join(Round, col(Round.id) == col(Summary.round_id))
    )
    for summary, round_ in closed.all():
        yield "summary", partial(_faults_in_summary, summary=summary, round_=round_)


def _looked(session: Session, part: str, look: Look) -> list[Fault]:
    found: list[Fault] = []
    try:
        found.extend(look(session))
    except DatabaseError as error:
        session.rollback()
        why = {"part": part, "why": error.orig}
        found.append(Fault(part, N_("What is stored (%(part)s) cannot be read: %(why)s"), why))
    return found


def _faults_in_log(session: Session) -> Iterator[Fault]:
    for fault in faults_in_chain(session):
        yield Fault("log", IN_CHAIN[fault.fault], {"seq": fault.seq})


def _faults_in_summary(session: Session, summary: Summary, round_: Round) -> Iterator[Fault]:
    about = {"round": round_.name}
    if sha256(canonical(summary.figures).encode()).hexdigest() != summary.sha256:
        yield Fault(
            "summary",
            N_("The figures of %(round)s are not those that were frozen when it was closed."),
            about,
        )
    if not is_logged(session, "RoundClosed", round_.id):
        yield Fault("summary", N_("%(round)s is closed, but the log does not tell of it."), about)
