from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlmodel import Session

from app.audit.log import Event, record
from app.auth.actor import Actor
from app.errors import N_, DomainError
from app.reviews.models import Review, ReviewState
from app.reviews.queries import Desk, review_to_fill


class ReviewIncomplete(DomainError):
    """A review with gaps would be counted as if the gaps meant something."""

    status = 422
    message = N_("Questions are left to answer or explain. Nothing was handed in.")


class AnswersMoved(DomainError):
    """What is handed in is what its reviewer has seen, not what another window has changed."""

    message = N_("Answers were changed in another window. Read the page again, then hand in.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSubmitted(Event):
    """A reviewer handed in her review. ``versions`` tells which answers were locked."""

    object_field: ClassVar[str | None] = "review_id"

    review_id: str
    round_id: str
    frame_case_id: str
    file_missing: bool
    versions: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileMissed(Event):
    object_field: ClassVar[str | None] = "review_id"

    review_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFound(Event):
    object_field: ClassVar[str | None] = "review_id"

    review_id: str


def submit_review(
    session: Session, actor: Actor, review_id: str, *, seen: int, now: datetime
) -> Review:
    """Hand in a review; from then on its answers are locked.

    ``seen`` is the sum of the versions on her page: each save adds one, so an equal sum means
    that she has seen every answer as it stands.
    """
    desk = review_to_fill(session, actor, review_id)
    if desk.sheet.seen != seen:
        raise AnswersMoved
    if not complete(desk):
        raise ReviewIncomplete
    review = desk.review
    review.state, review.submitted_at = ReviewState.submitted, now
    session.add(review)
    record(
        session,
        ReviewSubmitted(
            at=now,
            actor_id=actor.id,
            review_id=review.id,
            round_id=review.round_id,
            frame_case_id=review.frame_case_id,
            file_missing=review.file_missing,
            versions={name: answer.version for name, answer in desk.sheet.answers.items()},
        ),
    )
    return review


def complete(desk: Desk) -> bool:
    """Tell whether a review may be handed in. A file that is missing has nothing to answer."""
    return desk.review.file_missing or desk.sheet.progress.complete


def miss_file(session: Session, actor: Actor, review_id: str, *, now: datetime) -> Review:
    """Review a file that cannot be found as missing: it stays in the sample (DRAW, rule 6)."""
    review = review_to_fill(session, actor, review_id).review
    if not review.file_missing:
        review.file_missing = True
        session.add(review)
        record(session, FileMissed(at=now, actor_id=actor.id, review_id=review_id))
    return review


def find_file(session: Session, actor: Actor, review_id: str, *, now: datetime) -> Review:
    """Take back that the file is missing; what was answered before still stands."""
    review = review_to_fill(session, actor, review_id).review
    if review.file_missing:
        review.file_missing = False
        session.add(review)
        record(session, FileFound(at=now, actor_id=actor.id, review_id=review_id))
    return review
