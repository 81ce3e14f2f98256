from datetime import date

import pytest
from sqlmodel import select

from app.audit.log import faults_in_chain, head
from app.audit.models import AuditEntry
from app.errors import NotFound
from app.rounds.access import CoversMoreUnits, FrameIsFrozen
from app.rounds.freezing import (
    CountDiffers,
    CountedByImporter,
    CountMissing,
    NothingToCount,
    confirm_count,
    freeze_frame,
    public_source,
)
from app.rounds.models import Attempt, ExcludedCase, FrameCase, RoundState
from app.rounds.queries import count_check
from tests.cast import KIM, MAX, MONA, NOON
from tests.make import a_planned_round, a_register, a_register_case

ENTROPY = bytes(range(32))


def freeze(session, round_, actor=MONA):
    return freeze_frame(session, actor, round_.id, entropy=ENTROPY, now=NOON)


def events(session):
    return list(session.exec(select(AuditEntry.event).order_by(AuditEntry.seq)))


@pytest.mark.both
def test_the_golden_vector_comes_out_of_the_service(session):
    export = a_register(session, {"SÄBO": 0}, counted=58)
    for number in range(40):
        session.add(a_register_case(export, f"Ä-{number:03}", form="SÄBO"))
    for number in range(17):
        session.add(a_register_case(export, f"H-{number:03}"))
    session.add(a_register_case(export, "H-900", ended_on=date(2026, 4, 30)))
    round_ = a_planned_round(session, sample_size=15, at_least=5)

    freeze(session, round_)

    attempt = session.exec(select(Attempt)).one()
    assert attempt.commitment["log_head"] == "0" * 64
    assert attempt.commitment["frame_sha256"] == (
        "9d8398c5badefd59fbbc75dc48971bb391eeb1af869e660ff6287592b00d3d25"
    )
    assert attempt.commit_sha256 == (
        "aa9711498056820417b23cab4fb2d2ed8f03007d463ec82545d2d1bd03a09b85"
    )


@pytest.mark.both
def test_freezing_copies_the_register_and_commits_to_it(session):
    export = a_register(session, {"HVB": 12, "Familjehem": 20}, counted=33)
    session.add(a_register_case(export, "S-1", protected=True))
    round_ = a_planned_round(session)
    before = head(session)

    freeze(session, round_)

    attempt = session.exec(select(Attempt)).one()
    excluded = session.exec(select(ExcludedCase)).one()
    assert round_.state == RoundState.frozen
    assert len(session.exec(select(FrameCase)).all()) == 32
    assert (excluded.case_number, excluded.reason) == ("S-1", "skyddade personuppgifter")
    assert attempt.commitment["sizes"] == {"Familjehem": 6, "HVB": 4}
    assert attempt.commitment["log_head"] == before
    assert events(session) == ["FrameFrozen"]
    assert list(faults_in_chain(session)) == []


def test_a_protected_case_enters_no_frame(session):
    export = a_register(session, {"HVB": 12}, counted=13)
    session.add(a_register_case(export, "S-1", protected=True))

    freeze(session, a_planned_round(session))

    assert "S-1" not in session.exec(select(FrameCase.case_number)).all()


def test_a_case_that_left_the_register_is_in_no_file(session):
    export = a_register(session, {"HVB": 12})
    session.add(a_register_case(export, "G-1", gone=True))

    freeze(session, a_planned_round(session))

    assert "G-1" not in session.exec(select(FrameCase.case_number)).all()
    assert session.exec(select(ExcludedCase)).all() == []


def test_without_a_count_nothing_is_frozen(session):
    a_register(session, {"HVB": 12}, counted=None)

    with pytest.raises(CountMissing):
        freeze(session, a_planned_round(session))


def test_without_a_register_nothing_is_frozen(session):
    with pytest.raises(NothingToCount):
        freeze(session, a_planned_round(session))


def test_a_count_that_differs_stops_the_freezing_and_says_how(session):
    a_register(session, {"HVB": 12}, counted=14, refused=1)

    with pytest.raises(CountDiffers) as refused:
        freeze(session, a_planned_round(session))

    assert refused.value.details == {"counted": 14, "imported": 12, "refused": 1}


def test_refused_rows_count_as_seen(session):
    a_register(session, {"HVB": 12}, counted=13, refused=1)

    assert freeze(session, a_planned_round(session)).state == RoundState.frozen


@pytest.mark.both
def test_a_second_person_counts(session):
    a_register(session, {"HVB": 12}, counted=None)
    round_ = a_planned_round(session)

    confirm_count(session, KIM, round_.id, 12, now=NOON)

    check = count_check(session)
    assert (check.counted, check.counter, check.agrees) == (12, "Kim Öst", True)
    assert events(session) == ["CountConfirmed"]


def test_whoever_brought_the_register_in_does_not_count(session):
    a_register(session, {"HVB": 12}, counted=None)
    round_ = a_planned_round(session)

    with pytest.raises(CountedByImporter):
        confirm_count(session, MONA, round_.id, 12, now=NOON)


def test_a_frame_is_frozen_once(session):
    a_register(session, {"HVB": 12})
    round_ = freeze(session, a_planned_round(session))

    with pytest.raises(FrameIsFrozen):
        freeze(session, round_)


def test_the_count_stands_once_the_frame_is_frozen(session):
    a_register(session, {"HVB": 12})
    round_ = freeze(session, a_planned_round(session))

    with pytest.raises(FrameIsFrozen):
        confirm_count(session, KIM, round_.id, 99, now=NOON)


def test_a_manager_of_one_unit_does_not_freeze_for_all(session):
    a_register(session, {"HVB": 12})

    with pytest.raises(CoversMoreUnits):
        freeze(session, a_planned_round(session), MAX)


def test_a_manager_of_one_unit_freezes_a_round_of_that_unit(session):
    a_register(session, {"HVB": 12})

    round_ = freeze(session, a_planned_round(session, unit_ids=["north"]), MAX)

    assert round_.state == RoundState.frozen


def test_a_round_of_another_unit_does_not_exist(session):
    a_register(session, {"HVB": 12})

    with pytest.raises(NotFound):
        freeze(session, a_planned_round(session, unit_ids=["south"]), MAX)


@pytest.mark.parametrize(
    ("people", "words"),
    [
        (0, "ingen person: ej oberoende verifierbar"),
        (1, "1 person x 20 tiosidiga tärningar"),
        (2, "2 personer x 20 tiosidiga tärningar"),
    ],
)
def test_where_the_chance_comes_from_is_part_of_the_commitment(people, words):
    assert public_source(people) == words
