"""Reviews that fail some questions, handed in by the product's own door."""

from datetime import timedelta

from sqlmodel import col, select

from app.audit.log import record
from app.deviations.content import Content
from app.deviations.models import Deficiency, DeviationKind
from app.deviations.service import change_deviation, open_deviation
from app.reviews.submitting import ReviewSubmitted
from tests.app.reviews_assure.handed_in import GOOD, a_round_to_assure, hand_in
from tests.cast import KIM, MAX, NOON

LATER = NOON + timedelta(hours=1)
FAILING = {**GOOD, "care_plan_exists": "no", "child_talks": "not_found"}
"""One critical question answered no, and one critical that cannot be found."""


def submitted(session, review, answers=None, *, file_missing=False):
    """Hand in a review, and let follow from it what follows."""
    review.file_missing = file_missing
    hand_in(session, review, {} if file_missing else (FAILING if answers is None else answers))
    record(session, event_of(review))
    session.flush()
    return review


def event_of(review):
    return ReviewSubmitted(
        at=LATER,
        actor_id=review.reviewer_id,
        review_id=review.id,
        round_id=review.round_id,
        frame_case_id=review.frame_case_id,
        file_missing=review.file_missing,
        versions={},
    )


def a_failing_review(session, unit="south", **more):
    """Make a round with one case of a unit, whose review fails two critical questions."""
    round_, reviews = a_round_to_assure(session, {unit: 1}, **more)
    return round_, submitted(session, reviews[f"{unit}-01", 1])


def deficiencies(session, *, standing=True):
    """Give the deficiencies by case and question."""
    session.flush()
    wanted = select(Deficiency).order_by(col(Deficiency.frame_case_id), col(Deficiency.question_id))
    if standing:
        wanted = wanted.where(col(Deficiency.stands))
    return {(row.frame_case_id, row.question_id): row for row in session.exec(wanted)}


def words(**more):
    return Content(**{"title": "Registerkontroll efter placering", "unit_id": "north", **more})


def opened(session, deviation, *, actor=KIM, **more):
    """Give a deviation an owner and a day, and begin to handle it."""
    content = words(
        kind=DeviationKind.plan,
        owner_id=more.pop("owner_id", MAX.id),
        due_on=more.pop("due_on", NOON.date() + timedelta(days=30)),
        unit_id=deviation.unit_id,
        **more,
    )
    change_deviation(session, actor, deviation.id, content, version=deviation.version, now=LATER)
    return open_deviation(session, actor, deviation.id, version=deviation.version, now=LATER)
