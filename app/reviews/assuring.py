"""Reading what was handed in: it is approved, or goes back with a comment."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlmodel import Session

from app.audit.log import Event, record
from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.errors import N_, DomainError
from app.reviews.models import Review, ReviewReturn, ReviewState
from app.reviews.queries import Desk
from app.reviews.reading import review_to_read
from app.rounds.models import RoundState


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewReturned(Event):
    object_field: ClassVar[str | None] = "review_id"

    review_id: str
    question_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewApproved(Event):
    """A review counts from here on."""

    object_field: ClassVar[str | None] = "review_id"

    review_id: str
    round_id: str
    frame_case_id: str


class OwnReview(DomainError):
    """Nobody approves or returns what she has written herself."""

    status = 403
    message = N_("This is your own review. Somebody else has to decide on it.")


class NotHandedIn(DomainError):
    """A decision is about what was handed in, and is taken once."""

    message = N_(
        "This review does not wait for a decision: it has been returned, or is approved already."
    )


class RoundNotReviewed(DomainError):
    """The figures of a closed round stand; its reviews do too."""

    message = N_("%(round)s is not being reviewed. Its reviews stand as they are.")


class NoSuchQuestion(DomainError):
    """A comment about a question is shown beside it, so the form must have it."""

    status = 422
    message = N_("Choose one of the questions of the form, or none.")


def return_review(
    session: Session,
    actor: Actor,
    round_id: str,
    review_id: str,
    comment: str,
    *,
    question_id: str | None = None,
    now: datetime,
) -> Review:
    """Give a review back to its reviewer, with a comment on what to change."""
    desk = _to_decide(session, actor, round_id, review_id, Permission.return_review)
    if question_id and all(question.id != question_id for question in desk.sheet.form.questions):
        raise NoSuchQuestion
    session.add(
        ReviewReturn(
            review_id=review_id,
            question_id=question_id or None,
            comment=comment,
            at=now,
            by=actor.id,
        )
    )
    review = _decided(session, actor, desk, ReviewState.returned, now)
    record(
        session,
        ReviewReturned(
            at=now, actor_id=actor.id, review_id=review_id, question_id=question_id or None
        ),
    )
    return review


def approve_review(
    session: Session, actor: Actor, round_id: str, review_id: str, *, now: datetime
) -> Review:
    """Approve a review: from here on it counts."""
    desk = _to_decide(session, actor, round_id, review_id, Permission.approve_review)
    review = _decided(session, actor, desk, ReviewState.approved, now)
    record(
        session,
        ReviewApproved(
            at=now,
            actor_id=actor.id,
            review_id=review_id,
            round_id=round_id,
            frame_case_id=review.frame_case_id,
        ),
    )
    return review


def _to_decide(
    session: Session, actor: Actor, round_id: str, review_id: str, permission: Permission
) -> Desk:
    desk = review_to_read(session, actor, round_id, review_id, permission, lock=True)
    if desk.review.reviewer_id == actor.id:
        raise OwnReview
    if desk.round_.state != RoundState.reviewing:
        raise RoundNotReviewed(round=desk.round_.name)
    if desk.review.state != ReviewState.submitted:
        raise NotHandedIn
    return desk


def _decided(
    session: Session, actor: Actor, desk: Desk, state: ReviewState, now: datetime
) -> Review:
    review = desk.review
    review.state, review.decided_at, review.decided_by = state, now, actor.id
    session.add(review)
    return review
