"""Reviews that are handed in, without anybody having typed."""

from datetime import timedelta

from sqlmodel import select

from app.reviews.models import Answer, Review, ReviewState
from tests.app.assignment.seats import a_published_round
from tests.cast import NOON

GOOD = {
    "care_plan_exists": "yes",
    "implementation_plan_exists": "yes",
    "planned_visits_per_year": "4",
    "visits": "2026-01-10,2026-04-10,2026-07-10,2026-10-10",
    "child_talks": "2026-04-10",
}
BEGUN = NOON + timedelta(minutes=10)
HANDED_IN = NOON + timedelta(minutes=40)


def reviews_of(session, round_):
    """Give the reviews of a round by case and seat."""
    rows = session.exec(
        select(Review).where(Review.round_id == round_.id, Review.state != ReviewState.withdrawn)
    )
    return {(review.frame_case_id, review.seat): review for review in rows}


def hand_in(session, review, answers=None, *, state=ReviewState.submitted, comments=None):
    for question_id, value in (GOOD if answers is None else answers).items():
        session.add(
            Answer(
                review_id=review.id,
                question_id=question_id,
                value=value,
                comment=(comments or {}).get(question_id, ""),
                version=1,
                at=HANDED_IN,
                by=review.reviewer_id,
            )
        )
    review.opened_at, review.submitted_at, review.state = BEGUN, HANDED_IN, state
    session.add(review)
    session.flush()
    return review


def a_round_to_assure(session, cases, **more):
    """Make a published round; Rut reads the south and Sam the north."""
    round_ = a_published_round(session, cases, **more)
    return round_, reviews_of(session, round_)
