import pytest
from sqlmodel import select

from app.assignment.choosing import NobodyChosen, NotAReviewer, StillHasCases
from app.assignment.models import ReviewerInRound
from app.assignment.service import (
    ReviewersChoice,
    assign_reviewers,
    choose_reviewers,
    publish_assignment,
)
from tests.app.assignment.seats import who_sits
from tests.cast import MONA, NOON
from tests.make import a_drawn_round


def choice(hours, double_share=0.0, hours_per_case=1.0):
    return ReviewersChoice(hours, double_share, hours_per_case)


def test_until_reviewers_are_chosen_all_take_part_and_then_it_is_written_down(session):
    round_ = a_drawn_round(session, {"north": 2})

    assign_reviewers(session, MONA, round_.id, now=NOON)

    rows = session.exec(select(ReviewerInRound).where(ReviewerInRound.round_id == round_.id))
    assert {row.person_id: row.hours for row in rows} == {"rut": 16, "sam": 16}


@pytest.mark.both
def test_who_leaves_gives_up_her_seats_in_the_draft(session):
    round_ = a_drawn_round(session, {"north": 1, "south": 1})
    assign_reviewers(session, MONA, round_.id, now=NOON)

    choose_reviewers(session, MONA, round_.id, choice({"sam": 8}), now=NOON)

    assert who_sits(session, round_) == {("north-01", 1): "sam"}


def test_who_has_published_cases_does_not_just_leave(session):
    round_ = a_drawn_round(session, {"north": 1, "south": 1})
    assign_reviewers(session, MONA, round_.id, now=NOON)
    publish_assignment(session, MONA, round_.id, now=NOON)

    with pytest.raises(StillHasCases, match="Rut Lind"):
        choose_reviewers(session, MONA, round_.id, choice({"sam": 8}), now=NOON)


@pytest.mark.both
def test_a_smaller_share_read_twice_takes_second_seats_away(session):
    round_ = a_drawn_round(session, {"north": 2}, double_share=1)
    assign_reviewers(session, MONA, round_.id, now=NOON)

    choose_reviewers(session, MONA, round_.id, choice({"rut": 8, "sam": 8}, 0), now=NOON)

    assert sorted(who_sits(session, round_)) == [("north-01", 1), ("north-02", 1)]


def test_only_reviewers_review_and_somebody_has_to(session):
    round_ = a_drawn_round(session, {"north": 1})

    with pytest.raises(NotAReviewer):
        choose_reviewers(session, MONA, round_.id, choice({"kim": 8}), now=NOON)
    with pytest.raises(NobodyChosen):
        choose_reviewers(session, MONA, round_.id, choice({}), now=NOON)
