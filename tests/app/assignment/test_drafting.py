import pytest
from sqlmodel import select

from app.assignment.access import AlreadyPublished, RoundIsClosed, RoundNotDrawn
from app.assignment.conflicts import AlreadyInConflict, ConflictReason
from app.assignment.matching import NoAssignment, choose_twice
from app.assignment.models import Assignment
from app.assignment.queries import seating_of
from app.assignment.refusals import (
    AlreadyReads,
    HandledTheCase,
    HasConflict,
    HoursAreUsed,
    NotTakingPart,
    SeatsAgainstRules,
    SeatsAreEmpty,
)
from app.assignment.service import (
    ReviewersChoice,
    adjust_assignment,
    assign_reviewers,
    choose_reviewers,
    declare_conflict,
    publish_assignment,
    withdraw_conflict,
)
from app.errors import NotFound
from app.organisation.models import Person
from app.rounds.access import CoversMoreUnits
from app.rounds.models import RoundState
from tests.app.assignment.seats import a_reviewer_named, logged, who_sits
from tests.cast import KIM, MAX, MONA, NOON, RUT, SAM
from tests.make import SEED, a_drawn_round


def choice(hours, double_share=0.0, hours_per_case=1.0):
    return ReviewersChoice(hours, double_share, hours_per_case)


@pytest.mark.both
def test_every_case_gets_a_reader_from_the_other_unit(session):
    round_ = a_drawn_round(session, {"north": 3, "south": 2})

    drafted = assign_reviewers(session, MONA, round_.id, now=NOON)

    assert len(drafted) == 5
    assert who_sits(session, round_) == {
        ("north-01", 1): "sam",
        ("north-02", 1): "sam",
        ("north-03", 1): "sam",
        ("south-01", 1): "rut",
        ("south-02", 1): "rut",
    }
    assert not any(session.exec(select(Assignment.published)))
    assert logged(session) == ["AssignmentProposed"]


@pytest.mark.both
def test_the_lot_of_the_draw_decides_which_cases_are_read_twice(session):
    round_ = a_drawn_round(session, {"north": 5, "south": 5}, double_share=0.2)

    assign_reviewers(session, MONA, round_.id, now=NOON)

    seated = who_sits(session, round_)
    numbers = [case_id for case_id, seat in seated if seat == 1]
    assert sorted(case_id for case_id, seat in seated if seat == 2) == sorted(
        choose_twice(numbers, 0.2, SEED)
    )
    assert all(
        {seated[case_id, 1], seated[case_id, 2]} == {"rut", "sam"}
        for case_id, seat in seated
        if seat == 2
    )


def test_nobody_gets_her_own_case(session):
    round_ = a_drawn_round(session, {"south": 1}, caseworkers={"south-01": "HL101 "})

    assign_reviewers(session, MONA, round_.id, now=NOON)

    assert who_sits(session, round_) == {("south-01", 1): SAM.id}


def test_what_stands_in_the_way_leaves_the_draft_as_it_was(session):
    round_ = a_drawn_round(session, {"north": 3})
    choose_reviewers(session, MONA, round_.id, choice({"sam": 2}), now=NOON)

    with pytest.raises(NoAssignment) as stopped:
        assign_reviewers(session, MONA, round_.id, now=NOON)

    assert [obstacle.kind for obstacle in stopped.value.obstacles] == ["too_few_hours"]
    assert who_sits(session, round_) == {}


@pytest.mark.both
def test_a_new_proposal_keeps_what_was_chosen_by_hand_only_if_asked_to(session):
    round_ = a_drawn_round(session, {"north": 2, "south": 2})
    assign_reviewers(session, MONA, round_.id, now=NOON)
    adjust_assignment(session, MONA, round_.id, {("north-01", 1): "rut"}, now=NOON)

    assign_reviewers(session, MONA, round_.id, keep=True, now=NOON)
    kept = who_sits(session, round_)
    assign_reviewers(session, MONA, round_.id, keep=False, now=NOON)

    assert kept["north-01", 1] == "rut"
    assert who_sits(session, round_)["north-01", 1] == "sam"


@pytest.mark.both
def test_two_can_swap_cases_although_neither_has_an_hour_to_spare(session):
    a_reviewer_named(session, "eva")
    round_ = a_drawn_round(session, {"north": 1, "south": 1})
    choose_reviewers(session, MONA, round_.id, choice({"sam": 1, "eva": 1}), now=NOON)
    assign_reviewers(session, MONA, round_.id, now=NOON)
    before = who_sits(session, round_)

    swap = {("north-01", 1): before["south-01", 1], ("south-01", 1): before["north-01", 1]}
    adjust_assignment(session, MONA, round_.id, swap, now=NOON)

    assert who_sits(session, round_) == swap
    assert seating_of(session, round_).load == {"eva": 1, "sam": 1}


def test_the_own_unit_is_allowed_by_hand_and_marked(session):
    round_ = a_drawn_round(session, {"north": 1})
    assign_reviewers(session, MONA, round_.id, now=NOON)

    adjust_assignment(session, MONA, round_.id, {("north-01", 1): "rut"}, now=NOON)

    row = session.exec(select(Assignment)).one()
    assert (row.reviewer_id, row.own_unit, row.pinned) == ("rut", True, True)
    assert logged(session) == ["AssignmentProposed", "AssignmentAdjusted"]


def test_her_own_case_is_refused_by_hand_too(session):
    round_ = a_drawn_round(session, {"south": 1}, caseworkers={"south-01": "hl101"})
    assign_reviewers(session, MONA, round_.id, now=NOON)

    with pytest.raises(HandledTheCase, match="Rut Lind has handled south-01"):
        adjust_assignment(session, MONA, round_.id, {("south-01", 1): "rut"}, now=NOON)


def test_a_conflict_is_refused_by_hand_too(session):
    round_ = a_drawn_round(session, {"south": 1, "north": 1})
    assign_reviewers(session, MONA, round_.id, now=NOON)
    declare_conflict(session, MONA, round_.id, "north-01", "rut", ConflictReason.related, now=NOON)

    with pytest.raises(HasConflict):
        adjust_assignment(session, MONA, round_.id, {("north-01", 1): "rut"}, now=NOON)


def test_both_seats_of_a_case_for_one_person_are_refused(session):
    round_ = a_drawn_round(session, {"north": 1}, double_share=1)
    assign_reviewers(session, MONA, round_.id, now=NOON)
    first = who_sits(session, round_)["north-01", 1]

    with pytest.raises(AlreadyReads):
        adjust_assignment(session, MONA, round_.id, {("north-01", 2): first}, now=NOON)


def test_more_than_her_hours_is_refused(session):
    round_ = a_drawn_round(session, {"north": 2})
    choose_reviewers(session, MONA, round_.id, choice({"rut": 1, "sam": 1}), now=NOON)
    assign_reviewers(session, MONA, round_.id, now=NOON)
    hers = next(place for place, who in who_sits(session, round_).items() if who == "sam")

    with pytest.raises(HoursAreUsed):
        adjust_assignment(session, MONA, round_.id, {hers: "rut"}, now=NOON)


def test_somebody_who_does_not_take_part_gets_nothing(session):
    round_ = a_drawn_round(session, {"north": 1})
    choose_reviewers(session, MONA, round_.id, choice({"sam": 8}), now=NOON)
    assign_reviewers(session, MONA, round_.id, now=NOON)

    with pytest.raises(NotTakingPart, match="Rut Lind"):
        adjust_assignment(session, MONA, round_.id, {("north-01", 1): "rut"}, now=NOON)


def test_a_seat_that_does_not_exist_is_not_found(session):
    round_ = a_drawn_round(session, {"north": 1})

    with pytest.raises(NotFound):
        adjust_assignment(session, MONA, round_.id, {("north-01", 2): "rut"}, now=NOON)


def test_a_declared_conflict_frees_the_seat_of_the_draft(session):
    round_ = a_drawn_round(session, {"south": 1})
    assign_reviewers(session, MONA, round_.id, now=NOON)

    declare_conflict(session, MONA, round_.id, "south-01", "rut", ConflictReason.handled, now=NOON)

    assert who_sits(session, round_) == {("south-01", 1): None}
    assert logged(session)[-1] == "ConflictDeclared"


@pytest.mark.both
def test_a_conflict_is_declared_once_and_can_be_taken_back(session):
    round_ = a_drawn_round(session, {"south": 1})
    where = (session, MONA, round_.id, "south-01", "rut")
    declare_conflict(*where, ConflictReason.other, now=NOON)

    with pytest.raises(AlreadyInConflict):
        declare_conflict(*where, ConflictReason.other, now=NOON)
    withdraw_conflict(*where, now=NOON)

    assert seating_of(session, round_).conflicts == {}
    with pytest.raises(NotFound):
        withdraw_conflict(*where, now=NOON)


@pytest.mark.both
def test_publishing_gives_everybody_her_cases(session):
    round_ = a_drawn_round(session, {"north": 2, "south": 1})
    assign_reviewers(session, MONA, round_.id, now=NOON)

    publish_assignment(session, MONA, round_.id, now=NOON)

    assert round_.state == RoundState.reviewing
    assert round_.published_at == NOON
    assert all(session.exec(select(Assignment.published)))
    assert "AssignmentPublished" in logged(session)


def test_nothing_is_published_while_a_seat_is_empty(session):
    round_ = a_drawn_round(session, {"north": 2})
    assign_reviewers(session, MONA, round_.id, now=NOON)
    adjust_assignment(session, MONA, round_.id, {("north-02", 1): None}, now=NOON)

    with pytest.raises(SeatsAreEmpty, match="north-02"):
        publish_assignment(session, MONA, round_.id, now=NOON)


def test_what_has_come_to_break_a_rule_is_not_published(session):
    round_ = a_drawn_round(session, {"south": 2})
    choose_reviewers(session, MONA, round_.id, choice({"rut": 8}), now=NOON)
    assign_reviewers(session, MONA, round_.id, now=NOON)
    choose_reviewers(session, MONA, round_.id, choice({"rut": 1}), now=NOON)

    with pytest.raises(SeatsAgainstRules, match="south-01, south-02"):
        publish_assignment(session, MONA, round_.id, now=NOON)


def test_who_cannot_review_any_more_is_not_published(session):
    round_ = a_drawn_round(session, {"south": 1})
    assign_reviewers(session, MONA, round_.id, now=NOON)
    session.get_one(Person, "rut").active = False
    session.flush()

    with pytest.raises(SeatsAgainstRules, match="south-01"):
        publish_assignment(session, MONA, round_.id, now=NOON)


def test_a_published_assignment_is_no_draft_any_more(session):
    round_ = a_drawn_round(session, {"north": 1})
    assign_reviewers(session, MONA, round_.id, now=NOON)
    publish_assignment(session, MONA, round_.id, now=NOON)

    with pytest.raises(AlreadyPublished):
        assign_reviewers(session, MONA, round_.id, now=NOON)
    with pytest.raises(AlreadyPublished):
        publish_assignment(session, MONA, round_.id, now=NOON)


@pytest.mark.parametrize(
    ("state", "stops"),
    [(RoundState.frozen, RoundNotDrawn), (RoundState.closed, RoundIsClosed)],
)
def test_cases_are_shared_out_after_the_draw_and_before_the_end(session, state, stops):
    round_ = a_drawn_round(session, {"north": 1}, state=state)

    with pytest.raises(stops):
        assign_reviewers(session, MONA, round_.id, now=NOON)


@pytest.mark.parametrize(
    ("units", "stops"),
    [([], CoversMoreUnits), (["north", "south"], CoversMoreUnits), (["south"], NotFound)],
)
def test_a_manager_of_one_unit_shares_out_its_cases_only(session, units, stops):
    round_ = a_drawn_round(session, {"north": 1}, unit_ids=units)

    with pytest.raises(stops):
        assign_reviewers(session, MAX, round_.id, now=NOON)


def test_a_manager_of_one_unit_shares_out_a_round_of_that_unit(session):
    round_ = a_drawn_round(session, {"north": 1}, unit_ids=["north"])

    assert len(assign_reviewers(session, MAX, round_.id, now=NOON)) == 1


@pytest.mark.parametrize("actor", [KIM, RUT])
def test_to_those_who_may_not_assign_there_is_nothing(session, actor):
    round_ = a_drawn_round(session, {"north": 1})

    with pytest.raises(NotFound):
        assign_reviewers(session, actor, round_.id, now=NOON)
