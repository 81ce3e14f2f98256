import pytest
from sqlmodel import select

from app.assignment.events import AssignmentPublished, SeatLeft, SeatTaken
from app.assignment.models import Assignment
from app.audit.log import record
from app.reviews.models import Review, ReviewState
from tests.app.reviews.saves import save
from tests.cast import MONA, NOON, RUT, SAM
from tests.make import a_drawn_round

pytestmark = pytest.mark.both


@pytest.fixture
def round_id(database):
    """Give a round whose one case in the south has two published seats, Rut's and Sam's."""
    with database.writing() as session:
        round_ = a_drawn_round(session, {"south": 2}, form_name="placed_child_full")
        for seat, reviewer in ((1, RUT), (2, SAM)):
            session.add(
                Assignment(
                    round_id=round_.id,
                    frame_case_id="south-01",
                    reviewer_id=reviewer.id,
                    seat=seat,
                    published=True,
                )
            )
        session.add(
            Assignment(round_id=round_.id, frame_case_id="south-02", seat=1, published=True)
        )
        session.flush()
        publish(session, round_.id)
        return round_.id


def publish(session, round_id):
    record(session, AssignmentPublished(at=NOON, actor_id=MONA.id, round_id=round_id, seats=2))


def reviews(database):
    with database.reading() as session:
        return session.exec(select(Review).order_by(Review.seat)).all()


def leave(database, round_id):
    with database.writing() as session:
        record(
            session,
            SeatLeft(
                at=NOON,
                actor_id=RUT.id,
                round_id=round_id,
                frame_case_id="south-01",
                reviewer_id=RUT.id,
            ),
        )


@pytest.mark.usefixtures("round_id")
def test_every_seat_somebody_sits_in_becomes_a_review(database):
    assert [
        (review.reviewer_id, review.seat, review.form_name, review.form_version, review.state)
        for review in reviews(database)
    ] == [
        ("rut", 1, "placed_child_full", "2026-1", "open"),
        ("sam", 2, "placed_child_full", "2026-1", "open"),
    ]


def test_publishing_again_opens_nothing_twice(database, round_id):
    with database.writing() as session:
        publish(session, round_id)

    assert len(reviews(database)) == 2


def test_a_seat_that_is_left_takes_the_review_along(database, round_id):
    leave(database, round_id)

    assert [review.state for review in reviews(database)] == ["withdrawn", "open"]


def test_a_case_that_comes_back_comes_with_what_she_answered(database, round_id):
    review = reviews(database)[0].id
    save(database, review, value="yes")
    leave(database, round_id)
    with database.writing() as session:
        record(
            session,
            SeatTaken(
                at=NOON,
                actor_id=MONA.id,
                round_id=round_id,
                frame_case_id="south-01",
                reviewer_id=RUT.id,
                seat=1,
            ),
        )

    first = reviews(database)[0]
    assert (first.id, first.state) == (review, ReviewState.open)
    assert save(database, review, value="no", version=1).version == 2
