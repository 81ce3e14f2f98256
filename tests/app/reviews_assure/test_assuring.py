from dataclasses import replace

import pytest
from sqlmodel import select

from app.assignment.conflicts import ConflictReason
from app.assignment.service import declare_conflict, reassign, recuse
from app.errors import NotFound
from app.reviews.assuring import (
    NoSuchQuestion,
    NotHandedIn,
    OwnReview,
    RoundNotReviewed,
    approve_review,
    return_review,
)
from app.reviews.following import following
from app.reviews.models import Answer, ReviewReturn, ReviewState
from app.reviews.objecting import AlreadyHandedIn, ReviewHasBegun
from app.reviews.reading import review_to_read
from app.rounds.models import RoundState
from tests.app.assignment.seats import LATER, logged, who_sits
from tests.app.reviews_assure.handed_in import a_round_to_assure, hand_in
from tests.cast import AUDREY, KIM, MAX, MONA, RUT, SAM


@pytest.mark.both
def test_an_approved_review_counts(session):
    round_, reviews = a_round_to_assure(session, {"south": 1})
    review = hand_in(session, reviews["south-01", 1])

    approve_review(session, KIM, round_.id, review.id, now=LATER)

    assert (review.state, review.decided_by, review.decided_at) == ("approved", "kim", LATER)
    assert logged(session)[-1] == "ReviewApproved"


@pytest.mark.both
def test_a_returned_review_is_open_again_with_the_comment(session):
    round_, reviews = a_round_to_assure(session, {"south": 1})
    review = hand_in(session, reviews["south-01", 1])

    return_review(
        session, KIM, round_.id, review.id, "Vilket besök?", question_id="visits", now=LATER
    )

    assert review.state == ReviewState.returned
    returned = session.exec(select(ReviewReturn)).one()
    assert (returned.comment, returned.question_id, returned.by) == (
        "Vilket besök?",
        "visits",
        "kim",
    )
    assert logged(session)[-1] == "ReviewReturned"


def test_a_comment_is_about_a_question_of_the_form(session):
    round_, reviews = a_round_to_assure(session, {"south": 1})
    review = hand_in(session, reviews["south-01", 1])

    with pytest.raises(NoSuchQuestion):
        return_review(session, KIM, round_.id, review.id, "?", question_id="nothing", now=LATER)


def test_nobody_decides_on_her_own_review(session):
    round_, reviews = a_round_to_assure(session, {"south": 1})
    review = hand_in(session, reviews["south-01", 1])
    kim_who_reviews = replace(KIM, id=review.reviewer_id)

    with pytest.raises(OwnReview):
        approve_review(session, kim_who_reviews, round_.id, review.id, now=LATER)


def test_a_review_is_decided_on_once(session):
    round_, reviews = a_round_to_assure(session, {"south": 1})
    review = hand_in(session, reviews["south-01", 1])
    return_review(session, KIM, round_.id, review.id, "Se över.", now=LATER)

    with pytest.raises(NotHandedIn):
        approve_review(session, KIM, round_.id, review.id, now=LATER)


def test_nothing_is_decided_in_a_closed_round(session):
    round_, reviews = a_round_to_assure(session, {"south": 1})
    review = hand_in(session, reviews["south-01", 1])
    round_.state = RoundState.closed

    with pytest.raises(RoundNotReviewed):
        approve_review(session, KIM, round_.id, review.id, now=LATER)


@pytest.mark.parametrize("actor", [MONA, AUDREY, RUT])
def test_only_quality_decides(session, actor):
    round_, reviews = a_round_to_assure(session, {"south": 1})
    review = hand_in(session, reviews["south-01", 1])

    with pytest.raises(NotFound):
        approve_review(session, actor, round_.id, review.id, now=LATER)


@pytest.mark.parametrize(
    ("actor", "case", "sees"),
    [
        (KIM, "south-01", True),
        (AUDREY, "south-01", True),
        (MONA, "north-01", True),
        (MAX, "north-01", True),
        (MAX, "south-01", False),
        (SAM, "south-01", False),
        (RUT, "south-01", False),
    ],
)
def test_a_review_is_read_by_those_who_answer_for_its_unit(session, actor, case, sees):
    round_, reviews = a_round_to_assure(session, {"north": 1, "south": 1})
    review = hand_in(session, reviews[case, 1])

    if sees:
        assert review_to_read(session, actor, round_.id, review.id).case.case_number == case
    else:
        with pytest.raises(NotFound):
            review_to_read(session, actor, round_.id, review.id)


def test_nobody_reads_a_review_before_it_is_handed_in(session):
    round_, reviews = a_round_to_assure(session, {"south": 1})

    with pytest.raises(NotFound):
        review_to_read(session, KIM, round_.id, reviews["south-01", 1].id)


@pytest.mark.both
def test_who_reads_the_case_herself_does_not_see_the_other_review_first(session):
    round_, reviews = a_round_to_assure(session, {"south": 1}, double_share=1)
    other = hand_in(session, reviews["south-01", 1])
    own = reviews["south-01", 2]
    reader = replace(KIM, id=own.reviewer_id)

    with pytest.raises(NotFound):
        review_to_read(session, reader, round_.id, other.id)
    assert [one.id for one in following(session, reader, round_).reviews] == [own.id]

    own.state = ReviewState.approved
    assert review_to_read(session, reader, round_.id, other.id).review.id == other.id


@pytest.mark.both
def test_a_case_stays_with_who_has_begun_to_review_it(session):
    round_, reviews = a_round_to_assure(session, {"south": 1})
    review = reviews["south-01", 1]
    session.add(
        Answer(
            review_id=review.id,
            question_id="care_plan_exists",
            value="yes",
            version=1,
            at=LATER,
            by="rut",
        )
    )
    session.flush()

    with pytest.raises(ReviewHasBegun, match="Rut Lind has begun to review south-01"):
        reassign(session, MONA, round_.id, {("south-01", 1): "sam"}, now=LATER)


@pytest.mark.both
def test_a_case_that_was_only_looked_at_can_be_moved(session):
    round_, reviews = a_round_to_assure(session, {"south": 1})
    reviews["south-01", 1].opened_at = LATER

    reassign(session, MONA, round_.id, {("south-01", 1): "sam"}, now=LATER)

    assert who_sits(session, round_) == {("south-01", 1): "sam"}
    assert reviews["south-01", 1].state == ReviewState.withdrawn


def test_nobody_steps_down_from_what_she_has_handed_in(session):
    _, reviews = a_round_to_assure(session, {"south": 1})
    hand_in(session, reviews["south-01", 1])

    with pytest.raises(AlreadyHandedIn):
        recuse(session, RUT, "south-01", ConflictReason.related, now=LATER)


def test_a_conflict_counts_even_after_handing_in(session):
    round_, reviews = a_round_to_assure(session, {"south": 1})
    review = hand_in(session, reviews["south-01", 1])

    declare_conflict(session, MONA, round_.id, "south-01", "rut", ConflictReason.related, now=LATER)

    assert review.state == ReviewState.withdrawn
    assert who_sits(session, round_) == {("south-01", 1): "sam"}


@pytest.mark.both
def test_progress_is_counted_by_stage_and_by_reviewer(session):
    round_, reviews = a_round_to_assure(session, {"north": 2, "south": 2})
    hand_in(session, reviews["north-01", 1])
    hand_in(session, reviews["south-01", 1], state=ReviewState.approved)
    reviews["south-02", 1].opened_at = LATER

    followed = following(session, KIM, round_)

    assert dict(followed.stages) == {"submitted": 1, "approved": 1, "open": 1, "waiting": 1}
    assert followed.median_minutes == 30
    assert [(one.name, one.total, one.done, one.approved) for one in followed.reviewers] == [
        ("Rut Lind", 2, 1, 1),
        ("Sam Berg", 2, 1, 0),
    ]
    assert [one.case_number for one in followed.to_read] == ["north-01"]
    assert followed.late(round_, round_.due_on) == 0
    assert followed.late(round_, round_.due_on.replace(day=31)) == 2


@pytest.mark.both
def test_a_manager_of_one_unit_follows_its_cases_only(session):
    round_, reviews = a_round_to_assure(session, {"north": 2, "south": 3}, double_share=0.2)
    hand_in(session, reviews["south-01", 1])

    followed = following(session, MAX, round_)

    assert {one.unit for one in followed.reviews} == {"Enhet Norr"}
    assert (followed.drawn, followed.replaced, followed.done) == (2, 0, 0)
