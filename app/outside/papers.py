"""The log and the papers of a draw as files, to be checked without this program."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from app.audit.log import record
from app.audit.models import AuditEntry, AuditPayload
from app.errors import N_, DomainError
from app.rounds.events import FileDownloaded
from app.rounds.models import Round
from app.rounds.queries import standing_attempt
from app.rounds.verification import Papers, as_file, papers_of, verifier
from sampling import canonical_json


class NoSuchRound(DomainError):
    """A draw belongs to a round; a name that is nearly right could be another year's."""

    status = 404
    message = N_("There is no round with the id or the name %(round)s.")


class NotDrawnYet(DomainError):
    """The papers of a draw hold the server's share of the chance: before the draw, a secret."""

    message = N_("%(round)s has not been drawn yet, so there are no papers to give out.")


def log_lines(session: Session, *, since: int = 0) -> Iterator[str]:
    """Write the log a line an entry, from the one after ``since``.

    ``hash`` is the SHA-256 of the canonical JSON (keys sorted, no spaces, UTF-8) of the fields
    from ``seq`` to ``prev``; ``commitment`` is that of the salt's bytes and then the payload.
    Where the payload has been disposed of, both are null and the chain holds all the same.
    """
    rows = session.execute(
        select(AuditEntry, AuditPayload)
        .outerjoin(AuditPayload, col(AuditPayload.seq) == col(AuditEntry.seq))
        .where(col(AuditEntry.seq) > since)
        .order_by(col(AuditEntry.seq))
        .execution_options(yield_per=1000)
    )
    for entry, kept in rows:
        line = {
            "seq": entry.seq,
            "at": entry.at.isoformat(timespec="microseconds"),
            "actor_id": entry.actor_id,
            "event": entry.event,
            "object_id": entry.object_id,
            "commitment": entry.commitment,
            "prev": entry.prev,
            "hash": entry.hash,
            "salt": kept.salt.hex() if kept else None,
            "payload": kept.payload if kept else None,
        }
        yield json.dumps(line, ensure_ascii=False)


def log_size(session: Session, *, since: int = 0) -> int:
    count: int = session.execute(
        select(func.count()).where(col(AuditEntry.seq) > since)
    ).scalar_one()
    return count


def write_papers(session: Session, named: str, to: Path, *, now: datetime) -> list[Path]:
    """Write what an outsider needs to redo the draw of a round, and log that it was given out.

    The files hold case numbers, and the transcript says which of them were drawn.
    """
    round_ = session.execute(
        select(Round).where(or_(col(Round.id) == named, col(Round.name) == named))
    ).scalar_one_or_none()
    if round_ is None:
        raise NoSuchRound(round=named)
    attempt = standing_attempt(session, round_.id)
    if attempt is None or attempt.seed is None:
        raise NotDrawnYet(round=round_.name)
    to.mkdir(parents=True, exist_ok=True)
    written = []
    for name, content in _files(papers_of(session, attempt)).items():
        (to / name).write_bytes(content)
        written.append(to / name)
    record(
        session,
        FileDownloaded(
            at=now, actor_id=None, round_id=round_.id, attempt=attempt.number, file="transcript"
        ),
    )
    return written


def _files(papers: Papers) -> dict[str, bytes]:
    return {
        "transcript.json": as_file(papers.transcript),
        "frame.txt": papers.frame_text,
        "excluded.txt": papers.excluded_text,
        "commitment.json": canonical_json(papers.attempt.commitment),
        "verify_draw.py": verifier(),
    }
