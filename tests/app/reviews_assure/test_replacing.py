from dataclasses import replace

import pytest

from app.assignment.queries import seating_of
from app.errors import NotFound
from app.reviews.following import following
from app.reviews.models import ReviewState
from app.reviews.replacements import replacements_in
from app.reviews.replacing import (
    AlreadyDecided,
    AlreadyProposed,
    DecidedByProposer,
    FileMissingIsNoReason,
    ReplacementReason,
    RoundNotReviewed,
    approve_replacement,
    decline_replacement,
    propose_replacement,
)
from app.rounds.models import FrameCase, RoundState
from tests.app.assignment.seats import LATER, logged, who_sits
from tests.app.reviews_assure.handed_in import a_round_to_assure, hand_in, reviews_of
from tests.cast import ADA, AUDREY, KIM, MAX, MONA, RUT, SAM

WRONG = ReplacementReason.wrong_entry


def proposed(session, *, actor=RUT, case="south-01", **more):
    round_, reviews = a_round_to_assure(session, {"south": 1}, **{"spares": 2, **more})
    what = propose_replacement(session, actor, case, WRONG, "Dubblett.", now=LATER)
    return round_, reviews, what


@pytest.mark.both
def test_the_next_spare_by_lot_takes_the_place_and_gets_a_reviewer(session):
    round_, reviews, what = proposed(session)

    approve_replacement(session, MONA, round_.id, what.id, now=LATER)

    gone, spare = (session.get_one(FrameCase, id_) for id_ in ("south-01", "south-02"))
    assert (gone.replaced, spare.drawn, what.spare_id) == (True, True, "south-02")
    assert reviews["south-01", 1].state == ReviewState.withdrawn
    assert who_sits(session, round_) == {("south-02", 1): "rut"}
    opened = reviews_of(session, round_)["south-02", 1]
    assert (opened.reviewer_id, opened.state) == ("rut", ReviewState.open)
    assert logged(session)[-1] == "ReplacementApproved"


def test_a_case_read_twice_is_replaced_by_one_that_is_read_twice(session):
    round_, _, what = proposed(session, double_share=1)

    approve_replacement(session, MONA, round_.id, what.id, now=LATER)

    assert sorted(reviews_of(session, round_)) == [("south-02", 1), ("south-02", 2)]
    assert seating_of(session, round_).empty == []


@pytest.mark.both
def test_without_a_spare_the_sample_gets_smaller_and_says_so(session):
    round_, reviews, what = proposed(session, spares=0)
    assert replacements_in(session, KIM, round_)[0].spares_left == 0

    approve_replacement(session, MONA, round_.id, what.id, now=LATER)

    assert what.spare_id is None
    assert session.get_one(FrameCase, "south-01").replaced
    assert reviews["south-01", 1].state == ReviewState.withdrawn
    assert who_sits(session, round_) == {}


def test_a_declined_case_is_reviewed_as_it_is(session):
    round_, reviews, what = proposed(session)

    decline_replacement(session, KIM, round_.id, what.id, now=LATER)

    assert (what.approved, what.decided_by) == (False, "kim")
    assert reviews["south-01", 1].state == ReviewState.open
    assert not session.get_one(FrameCase, "south-01").replaced
    assert logged(session)[-1] == "ReplacementDeclined"


def test_a_missing_file_is_no_reason(session):
    a_round_to_assure(session, {"south": 1})

    with pytest.raises(FileMissingIsNoReason, match="Review it as missing"):
        propose_replacement(
            session, RUT, "south-01", ReplacementReason.file_missing, "Borta.", now=LATER
        )


def test_who_proposes_does_not_decide(session):
    round_, _, what = proposed(session, actor=MONA)

    with pytest.raises(DecidedByProposer):
        approve_replacement(session, MONA, round_.id, what.id, now=LATER)
    with pytest.raises(DecidedByProposer):
        decline_replacement(session, MONA, round_.id, what.id, now=LATER)


@pytest.mark.both
def test_one_proposal_and_one_decision_at_a_time(session):
    round_, _, what = proposed(session)

    with pytest.raises(AlreadyProposed):
        propose_replacement(session, MONA, "south-01", WRONG, "Igen.", now=LATER)
    decline_replacement(session, KIM, round_.id, what.id, now=LATER)
    with pytest.raises(AlreadyDecided):
        approve_replacement(session, KIM, round_.id, what.id, now=LATER)


def test_a_closed_round_replaces_nothing(session):
    round_, _, what = proposed(session)
    round_.state = RoundState.closed
    session.flush()

    with pytest.raises(RoundNotReviewed):
        approve_replacement(session, MONA, round_.id, what.id, now=LATER)
    with pytest.raises(RoundNotReviewed):
        propose_replacement(session, MONA, "south-01", WRONG, "Sent.", now=LATER)


@pytest.mark.parametrize("actor", [SAM, MAX, AUDREY, ADA])
def test_only_its_reviewer_or_who_answers_for_the_unit_proposes(session, actor):
    a_round_to_assure(session, {"south": 1})

    with pytest.raises(NotFound):
        propose_replacement(session, actor, "south-01", WRONG, "Fel.", now=LATER)


def test_what_she_has_handed_in_she_does_not_propose_to_replace(session):
    _, reviews = a_round_to_assure(session, {"south": 1})
    hand_in(session, reviews["south-01", 1])

    with pytest.raises(NotFound):
        propose_replacement(session, RUT, "south-01", WRONG, "Fel.", now=LATER)


@pytest.mark.parametrize("actor", [RUT, MAX, AUDREY])
def test_nobody_else_decides(session, actor):
    round_, _, what = proposed(session, actor=MONA)

    with pytest.raises(NotFound):
        approve_replacement(session, actor, round_.id, what.id, now=LATER)


@pytest.mark.both
def test_a_manager_of_the_unit_decides(session):
    round_, _, what = proposed(session)
    south = replace(MAX, grants=frozenset((role, "south") for role, _ in MAX.grants))

    approve_replacement(session, south, round_.id, what.id, now=LATER)

    assert what.decided_by == "max"


@pytest.mark.both
def test_the_rate_of_replaced_cases_is_shown_also_for_each_reviewer(session):
    round_, _, what = proposed(session)
    approve_replacement(session, MONA, round_.id, what.id, now=LATER)

    followed = following(session, KIM, round_)

    assert (followed.drawn, followed.replaced, followed.replaced_share) == (2, 1, 0.5)
    assert [(one.name, one.replaced) for one in followed.reviewers] == [("Rut Lind", 1)]
