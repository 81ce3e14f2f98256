"""What speaks against taking a case from somebody: she has read it already."""

from sqlmodel import Session, select

from app.assignment.events import CaseReassigned, ReviewerRecused
from app.errors import N_, DomainError
from app.organisation.models import Person
from app.reviews.models import Answer, Review, ReviewState
from app.rounds.models import FrameCase


class ReviewHasBegun(DomainError):
    """Work that has been done is not thrown away over somebody's head."""

    message = N_(
        "%(reviewer)s has begun to review %(case)s, so the case stays with her. If she must not "
        "review it, declare the conflict of interest instead."
    )


class AlreadyHandedIn(DomainError):
    """What is handed in has been judged; whether it counts is for others to decide."""

    message = N_(
        "You have handed in this review. Tell whoever approves the reviews about the conflict "
        "of interest."
    )


def refuse_if_begun(session: Session, event: CaseReassigned) -> None:
    """Keep a case where it is once its reviewer has answered something."""
    review = _review(session, event.frame_case_id, event.left_by)
    if review is None or review.state == ReviewState.withdrawn:
        return
    answered = session.exec(select(Answer.question_id).where(Answer.review_id == review.id)).first()
    if answered or review.file_missing or review.state != ReviewState.open:
        raise ReviewHasBegun(
            reviewer=session.get_one(Person, review.reviewer_id).name,
            case=session.get_one(FrameCase, review.frame_case_id).case_number,
        )


def refuse_if_handed_in(session: Session, event: ReviewerRecused) -> None:
    """Let nobody take back a review that is handed in by stepping down from it."""
    review = _review(session, event.frame_case_id, event.reviewer_id)
    if review is not None and review.state in {ReviewState.submitted, ReviewState.approved}:
        raise AlreadyHandedIn


def _review(session: Session, frame_case_id: str, reviewer_id: str | None) -> Review | None:
    return session.exec(
        select(Review).where(
            Review.frame_case_id == frame_case_id, Review.reviewer_id == reviewer_id
        )
    ).one_or_none()
