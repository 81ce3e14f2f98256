from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from sqlmodel import Session, col, select

from app.assignment.events import AssignmentPublished, SeatLeft, SeatTaken
from app.assignment.models import Assignment
from app.audit.log import Event, record
from app.reviews.models import Review, ReviewState
from app.rounds.models import Round


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewsOpened(Event):
    object_field: ClassVar[str | None] = "round_id"

    round_id: str
    reviews: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewReopened(Event):
    """A case came back to somebody who had it before, with what she had answered."""

    object_field: ClassVar[str | None] = "review_id"

    review_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewWithdrawn(Event):
    object_field: ClassVar[str | None] = "review_id"

    review_id: str


def open_reviews(session: Session, event: AssignmentPublished) -> None:
    """Open a review for every published seat of the round that has none."""
    round_ = session.get_one(Round, event.round_id)
    seats = session.exec(
        select(Assignment)
        .outerjoin(
            Review,
            (col(Review.frame_case_id) == col(Assignment.frame_case_id))
            & (col(Review.reviewer_id) == col(Assignment.reviewer_id)),
        )
        .where(
            Assignment.round_id == event.round_id,
            col(Assignment.published),
            col(Assignment.reviewer_id).is_not(None),
            col(Review.id).is_(None),
        )
    ).all()
    for seat in seats:
        if seat.reviewer_id is not None:
            _open(session, round_, seat.frame_case_id, seat.reviewer_id, seat.seat)
    record(
        session,
        ReviewsOpened(at=event.at, actor_id=event.actor_id, round_id=round_.id, reviews=len(seats)),
    )


def open_review(session: Session, event: SeatTaken) -> None:
    """Open a review for somebody who was given a case after publishing.

    If she has had the case before, her withdrawn review is opened again with what is in it.
    """
    review = _review_of(session, event.frame_case_id, event.reviewer_id)
    if review is None:
        round_ = session.get_one(Round, event.round_id)
        _open(session, round_, event.frame_case_id, event.reviewer_id, event.seat)
        opened: Event = ReviewsOpened(
            at=event.at, actor_id=event.actor_id, round_id=event.round_id, reviews=1
        )
    else:
        review.state, review.seat = ReviewState.open, event.seat
        session.add(review)
        opened = ReviewReopened(at=event.at, actor_id=event.actor_id, review_id=review.id)
    record(session, opened)


def withdraw_review(session: Session, event: SeatLeft) -> None:
    """Take a review away from somebody who no longer has the case. What she wrote is kept."""
    review = _review_of(session, event.frame_case_id, event.reviewer_id)
    if review is not None and review.state != ReviewState.withdrawn:
        withdraw(session, review, actor_id=event.actor_id, at=event.at)


def withdraw(session: Session, review: Review, *, actor_id: str | None, at: datetime) -> None:
    """Make a review vanish for its reviewer; nobody counts it any more."""
    review.state = ReviewState.withdrawn
    session.add(review)
    record(session, ReviewWithdrawn(at=at, actor_id=actor_id, review_id=review.id))


def _open(session: Session, round_: Round, frame_case_id: str, reviewer_id: str, seat: int) -> None:
    session.add(
        Review(
            round_id=round_.id,
            frame_case_id=frame_case_id,
            reviewer_id=reviewer_id,
            seat=seat,
            form_name=round_.form_name,
            form_version=round_.form_version,
        )
    )


def _review_of(session: Session, frame_case_id: str, reviewer_id: str) -> Review | None:
    return session.exec(
        select(Review).where(
            Review.frame_case_id == frame_case_id, Review.reviewer_id == reviewer_id
        )
    ).one_or_none()
