from datetime import datetime
from typing import Annotated

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.audit.log import append
from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Database, Reading, TheDatabase
from app.errors import N_, DomainError, NotFound
from app.rounds import queries, shown, verification
from app.rounds.access import get_round
from app.rounds.events import DrawVerified, FileDownloaded
from app.rounds.models import Attempt, Round
from app.web.render import download, page
from app.web.routing import pages

router = pages("/rounds/{round_id}")

# The protocol, the sum of the commitment and the server's number; the dice stand between them.
LINES_OF_SEED = 3

MayVerify = Annotated[Actor, may(Permission.verify_draw)]
MayTakeRows = Annotated[Actor, may(Permission.verify_draw, fresh=True)]


class FilesNeedWholeOrganisation(DomainError):
    """The files name the cases of every unit, those that were left out among them."""

    status = 403
    message = N_("These files name cases of all units. Ask somebody with the whole organisation.")


class NotDrawnYet(DomainError):
    """A draw can be checked once it has been held; before that there is nothing to redo."""

    message = N_("The sample of %(round)s is not drawn yet.")


@router.get("/verify")
def verify_draw(
    request: Request,
    round_id: str,
    session: Reading,
    actor: MayVerify,
    database: TheDatabase,
    now: Now,
) -> Response:
    round_, attempt = _attempt(session, actor, round_id)
    papers = verification.papers_of(session, attempt)
    verdict = papers.verdict
    if verdict is None:
        raise NotDrawnYet(round=round_.name)
    checked = DrawVerified(
        at=now,
        actor_id=actor.id,
        round_id=round_id,
        attempt=attempt.number,
        holds=verdict.ok,
    )
    database.group.run(lambda connection: append(connection, checked))
    return page(
        request,
        "rounds/verify.html",
        round=round_,
        attempt=attempt,
        commitment=attempt.commitment,
        verdict=verdict,
        checks=[(check, shown.CHECKS[check.name]) for check in verdict.checks],
        aborted=shown.aborted(queries.attempts_of(session, round_id)),
        public=[f"DICE_{place}" for place in range(1, round_.people_to_roll + 1)],
        seed_format="\\n".join(["%s"] * (LINES_OF_SEED + round_.people_to_roll)),
        whole_organisation=actor.units_for(Permission.verify_draw) is None,
    )


@router.get("/files/receipt.json")
def download_receipt(
    round_id: str, session: Reading, actor: MayVerify, database: TheDatabase, now: Now
) -> Response:
    round_, attempt = _attempt(session, actor, round_id)
    if attempt.seed is None:
        raise NotDrawnYet(round=round_.name)
    papers = verification.papers_of(session, attempt)
    told = verification.receipt(session, papers, people_to_roll=round_.people_to_roll)
    _logged(database, actor, attempt, "receipt", now)
    return download(verification.as_file(told), "receipt.json", "application/json")


@router.get("/files/commitment.json")
def download_commitment(
    round_id: str, session: Reading, actor: MayVerify, database: TheDatabase, now: Now
) -> Response:
    _, attempt = _attempt(session, actor, round_id)
    _logged(database, actor, attempt, "commitment", now)
    content = verification.commitment_file(attempt)
    return download(content, "commitment.json", "application/json")


@router.get("/files/verify_draw.py")
def download_verifier(round_id: str, session: Reading, actor: MayVerify) -> Response:
    get_round(session, actor, round_id, Permission.verify_draw)
    return download(verification.verifier(), "verify_draw.py", "text/x-python; charset=utf-8")


@router.get("/files/frame.txt")
def download_frame(
    round_id: str, session: Reading, actor: MayTakeRows, database: TheDatabase, now: Now
) -> Response:
    attempt = _rows_of(session, actor, round_id)
    content = verification.papers_of(session, attempt).frame_text
    _logged(database, actor, attempt, "frame", now)
    return download(content, "frame.txt", "text/plain; charset=utf-8")


@router.get("/files/excluded.txt")
def download_excluded(
    round_id: str, session: Reading, actor: MayTakeRows, database: TheDatabase, now: Now
) -> Response:
    attempt = _rows_of(session, actor, round_id)
    content = verification.papers_of(session, attempt).excluded_text
    _logged(database, actor, attempt, "excluded", now)
    return download(content, "excluded.txt", "text/plain; charset=utf-8")


@router.get("/files/transcript.json")
def download_transcript(
    round_id: str, session: Reading, actor: MayTakeRows, database: TheDatabase, now: Now
) -> Response:
    attempt = _rows_of(session, actor, round_id)
    told = verification.papers_of(session, attempt).transcript
    if told is None:
        raise NotFound
    _logged(database, actor, attempt, "transcript", now)
    return download(verification.as_file(told), "transcript.json", "application/json")


def _attempt(session: Session, actor: Actor, round_id: str) -> tuple[Round, Attempt]:
    round_ = get_round(session, actor, round_id, Permission.verify_draw)
    attempt = queries.standing_attempt(session, round_id)
    if attempt is None:
        raise NotFound
    return round_, attempt


def _rows_of(session: Session, actor: Actor, round_id: str) -> Attempt:
    _, attempt = _attempt(session, actor, round_id)
    if actor.units_for(Permission.verify_draw) is not None:
        raise FilesNeedWholeOrganisation
    return attempt


def _logged(database: Database, actor: Actor, attempt: Attempt, file: str, now: datetime) -> None:
    event = FileDownloaded(
        at=now, actor_id=actor.id, round_id=attempt.round_id, attempt=attempt.number, file=file
    )
    database.group.run(lambda connection: append(connection, event))
