import pytest
from sqlmodel import col, select

from app.assignment.access import NotYetPublished
from app.assignment.conflicts import ConflictReason
from app.assignment.matching import NoAssignment
from app.assignment.models import Conflict
from app.assignment.queries import filled_seats, seating_of
from app.assignment.refusals import HandledTheCase
from app.assignment.reseating import NothingToRecuse
from app.assignment.service import (
    ReviewersChoice,
    adjust_assignment,
    choose_reviewers,
    declare_conflict,
    fill_seats,
    publish_assignment,
    reassign,
    recuse,
    seat_spare,
)
from app.audit.models import AuditEntry
from app.errors import NotFound
from app.rounds.models import FrameCase, RoundState
from tests.app.assignment.seats import (
    LATER,
    a_published_round,
    a_reviewer_named,
    logged,
    who_sits,
)
from tests.cast import MONA, RUT, SAM
from tests.make import a_drawn_round


def since_publishing(session):
    names = logged(session)
    return names[names.index("AssignmentPublished") + 1 :]


def only(names, *wanted):
    return [name for name in names if name in wanted]


@pytest.mark.both
def test_a_case_changes_hands_on_record(session):
    round_ = a_published_round(session, {"south": 1})

    reassign(session, MONA, round_.id, {("south-01", 1): "sam"}, now=LATER)

    assert who_sits(session, round_) == {("south-01", 1): "sam"}
    happened = only(since_publishing(session), "CaseReassigned", "SeatLeft", "SeatTaken")
    assert happened == ["CaseReassigned", "SeatLeft", "SeatTaken"]


def test_nothing_changes_hands_against_a_rule(session):
    round_ = a_published_round(session, {"north": 1}, caseworkers={"north-01": "hl101"})

    with pytest.raises(HandledTheCase):
        reassign(session, MONA, round_.id, {("north-01", 1): "rut"}, now=LATER)


def test_a_published_seat_is_never_emptied_by_choosing_nobody(session):
    round_ = a_published_round(session, {"south": 1})

    reassign(session, MONA, round_.id, {("south-01", 1): None}, now=LATER)

    assert who_sits(session, round_) == {("south-01", 1): "rut"}


def test_a_draft_is_adjusted_and_not_reassigned(session):
    round_ = a_drawn_round(session, {"south": 1})

    with pytest.raises(NotYetPublished):
        reassign(session, MONA, round_.id, {("south-01", 1): "sam"}, now=LATER)


@pytest.mark.both
def test_who_steps_down_is_replaced_at_once(session):
    round_ = a_published_round(session, {"south": 1})

    recuse(session, RUT, "south-01", ConflictReason.related, now=LATER)

    assert who_sits(session, round_) == {("south-01", 1): "sam"}
    conflict = session.exec(select(Conflict)).one()
    assert (conflict.person_id, conflict.reason) == ("rut", "related")
    assert only(
        since_publishing(session), "ConflictDeclared", "ReviewerRecused", "SeatLeft", "SeatTaken"
    ) == ["ConflictDeclared", "ReviewerRecused", "SeatLeft", "SeatTaken"]


@pytest.mark.both
def test_the_other_reviewer_of_the_case_does_not_get_both_seats(session):
    a_reviewer_named(session, "eva")
    round_ = a_published_round(session, {"south": 1}, double_share=1)
    before = who_sits(session, round_)
    leaving = RUT if RUT.id in before.values() else SAM
    stayed = next(who for who in before.values() if who != leaving.id)

    recuse(session, leaving, "south-01", ConflictReason.other, now=LATER)

    after = set(who_sits(session, round_).values())
    assert after == {"rut", "sam", "eva"} - {leaving.id}
    assert stayed in after


def test_the_case_goes_to_whoever_has_most_time_left(session):
    a_reviewer_named(session, "eva", hours=3)
    a_reviewer_named(session, "liv", hours=3)
    round_ = a_drawn_round(session, {"south": 3}, hours_per_case=1)
    choose_reviewers(
        session, MONA, round_.id, ReviewersChoice({"rut": 1, "eva": 3, "liv": 3}, 0, 1), now=LATER
    )
    rows = a_published_draft(session, round_, {"south-01": "eva", "south-02": "eva"}, "rut")

    recuse(session, RUT, "south-03", ConflictReason.other, now=LATER)

    assert who_sits(session, round_) == {**rows, ("south-03", 1): "liv"}


def a_published_draft(session, round_, seats, other):
    wishes = {(f"south-{n:02}", 1): seats.get(f"south-{n:02}", other) for n in (1, 2, 3)}
    adjust_assignment(session, MONA, round_.id, wishes, now=LATER)
    publish_assignment(session, MONA, round_.id, now=LATER)
    return wishes


def test_a_conflict_counts_even_if_nobody_else_has_time(session):
    round_ = a_drawn_round(session, {"south": 3})
    choose_reviewers(session, MONA, round_.id, ReviewersChoice({"rut": 3}, 0, 1), now=LATER)
    a_published_draft(session, round_, {}, "rut")

    recuse(session, RUT, "south-02", ConflictReason.handled, now=LATER)

    assert who_sits(session, round_)["south-02", 1] is None
    assert [seat.case_id for seat in filled_seats(session, round_.id)] == ["south-01", "south-03"]
    assert seating_of(session, round_).empty == [("south-02", 1)]


@pytest.mark.both
def test_an_empty_seat_is_filled_when_somebody_gets_time(session):
    round_ = a_drawn_round(session, {"south": 3})
    choose_reviewers(session, MONA, round_.id, ReviewersChoice({"rut": 3}, 0, 1), now=LATER)
    a_published_draft(session, round_, {}, "rut")
    recuse(session, RUT, "south-02", ConflictReason.handled, now=LATER)

    with pytest.raises(NoAssignment):
        fill_seats(session, MONA, round_.id, now=LATER)
    choose_reviewers(
        session, MONA, round_.id, ReviewersChoice({"rut": 3, "sam": 1}, 0, 1), now=LATER
    )
    fill_seats(session, MONA, round_.id, now=LATER)

    assert who_sits(session, round_)["south-02", 1] == "sam"


def test_an_empty_seat_elsewhere_keeps_nobody_from_being_replaced(session):
    a_reviewer_named(session, "eva", unit="south", caseworker="hl300")
    round_ = a_published_round(session, {"south": 2}, caseworkers={"south-01": "hl202"})
    declare_conflict(session, MONA, round_.id, "south-01", "eva", ConflictReason.other, now=LATER)
    recuse(session, RUT, "south-01", ConflictReason.other, now=LATER)

    recuse(session, RUT, "south-02", ConflictReason.other, now=LATER)

    after = who_sits(session, round_)
    assert after["south-01", 1] is None
    assert after["south-02", 1] in {"sam", "eva"}


def test_a_seat_that_is_not_hers_is_nobodys_business(session):
    a_published_round(session, {"south": 1})

    with pytest.raises(NotFound):
        recuse(session, SAM, "south-01", ConflictReason.other, now=LATER)


def test_after_the_round_there_is_nothing_to_step_down_from(session):
    round_ = a_published_round(session, {"south": 1})
    round_.state = RoundState.closed

    with pytest.raises(NothingToRecuse):
        recuse(session, RUT, "south-01", ConflictReason.other, now=LATER)


def test_a_conflict_that_the_manager_declares_moves_the_case(session):
    round_ = a_published_round(session, {"south": 1})

    declare_conflict(session, MONA, round_.id, "south-01", "rut", ConflictReason.handled, now=LATER)

    assert who_sits(session, round_) == {("south-01", 1): "sam"}


@pytest.mark.both
def test_a_spare_gets_as_many_reviewers_as_the_case_had(session):
    round_ = a_published_round(session, {"south": 1}, spares=1, double_share=1)
    gone, spare = (session.get_one(FrameCase, id_) for id_ in ("south-01", "south-02"))
    gone.replaced, spare.drawn = True, True

    seat_spare(session, MONA, spare, instead_of=gone, now=LATER)

    seated = who_sits(session, round_)
    assert sorted(seated) == [("south-02", 1), ("south-02", 2)]
    assert set(seated.values()) == {"rut", "sam"}
    taken = session.exec(
        select(AuditEntry.object_id).where(
            AuditEntry.event == "SeatTaken", col(AuditEntry.at) == LATER
        )
    )
    assert list(taken) == ["south-02", "south-02"]
    assert seating_of(session, round_).twice == {"south-02"}
