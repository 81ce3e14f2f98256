"""Every attempt to draw a round, redone from what the database holds now."""

from collections.abc import Iterator
from hashlib import sha256

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.audit.models import AuditEntry
from app.errors import N_
from app.outside.faults import Fault
from app.rounds.models import Attempt, FrameCase, Round
from app.rounds.verification import Papers, papers_of
from sampling import SamplingError, canonical_json

COMMITMENT = N_("Draw %(attempt)s of %(round)s: the commitment is not the one that was shown.")
FRAME = N_("Draw %(attempt)s of %(round)s: the frame is not the one that was frozen.")
SAMPLE = N_("Draw %(attempt)s of %(round)s: other cases are marked as drawn than chance drew.")
UNTOLD = N_("Draw %(attempt)s of %(round)s has been held, but the log does not tell of it.")
UNFIT = N_("Draw %(attempt)s of %(round)s: what is stored of its frame is no frame.")
STEPS = {
    "form": N_("Draw %(attempt)s of %(round)s: what is stored of it cannot be read."),
    "commitment": COMMITMENT,
    "published": COMMITMENT,
    "frame": FRAME,
    "excluded": N_("Draw %(attempt)s of %(round)s: other cases are left out than was committed."),
    "apart": N_("Draw %(attempt)s of %(round)s: a case is both in the frame and left out of it."),
    "entropy": N_("Draw %(attempt)s of %(round)s: the server's share of the chance is another."),
    "seed": N_("Draw %(attempt)s of %(round)s: the seed does not follow from dice and server."),
    "sizes": N_("Draw %(attempt)s of %(round)s: the sizes cannot be drawn from its frame."),
    "result": N_("Draw %(attempt)s of %(round)s: redone, it draws other cases."),
}


def faults_in_draw(session: Session, attempt: Attempt, round_: Round) -> Iterator[Fault]:
    """Redo an attempt; one that was never drawn must still have the frame it was frozen with."""
    about = {"round": round_.name, "attempt": attempt.number}
    try:
        papers = papers_of(session, attempt)
    except SamplingError:
        yield Fault("draw", UNFIT, about)
        return
    found = _in_sample(session, papers) if papers.verdict else _in_commitment(papers)
    for message in dict.fromkeys(found):
        yield Fault("draw", message, about)


def _in_commitment(papers: Papers) -> Iterator[str]:
    attempt = papers.attempt
    committed = sha256(canonical_json(attempt.commitment)).hexdigest()
    if committed != attempt.commit_sha256 or papers.published not in {None, committed}:
        yield COMMITMENT
    if sha256(papers.frame_text).hexdigest() != attempt.commitment.get("frame_sha256"):
        yield FRAME


def _in_sample(session: Session, papers: Papers) -> Iterator[str]:
    if papers.verdict is not None:
        yield from (STEPS[check.name] for check in papers.verdict.checks if not check.ok)
    if not _marked_by_place(session, papers.attempt):
        yield SAMPLE
    if not is_logged(session, "SampleDrawn", papers.attempt.round_id):
        yield UNTOLD


def _marked_by_place(session: Session, attempt: Attempt) -> bool:
    """Tell whether the cases marked as drawn are the first of each queue, spares in their turn."""
    rows = session.execute(
        select(col(FrameCase.stratum), func.count(), func.max(col(FrameCase.place)))
        .where(col(FrameCase.attempt_id) == attempt.id, col(FrameCase.drawn))
        .group_by(col(FrameCase.stratum))
    )
    marked = {stratum: (count, last) for stratum, count, last in rows}
    sizes = attempt.commitment["sizes"]
    return all(count == last for count, last in marked.values()) and all(
        marked.get(stratum, (0, 0))[0] >= size for stratum, size in sizes.items()
    )


def is_logged(session: Session, event: str, object_id: str) -> bool:
    """Tell whether the log says that something happened, so that its end cannot be cut off."""
    entries = select(func.count()).where(
        col(AuditEntry.event) == event, col(AuditEntry.object_id) == object_id
    )
    return bool(session.execute(entries).scalar_one())
