from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlmodel import select

from app.audit.models import AuditEntry, AuditPayload
from app.rounds.access import CoversMoreUnits
from app.rounds.drawing import (
    AlreadyDrawn,
    AlreadyRolled,
    DiceAllIn,
    DiceMissing,
    FrameDisagrees,
    FrameNotFrozen,
    NoSpareLeft,
    ReasonMissing,
    WrongDigits,
    abort_draw,
    call_spare,
    draw_sample,
    roll_dice,
)
from app.rounds.freezing import freeze_frame
from app.rounds.models import Attempt, DiceRoll, FrameCase, RoundState
from app.rounds.queries import drawn_cases, frame_of, rolls_of, standing_attempt
from tests.app.rounds.test_freeze import ENTROPY, events
from tests.cast import KIM, MAX, MONA, NOON
from tests.make import a_planned_round, a_register, a_register_case

PI, E = "31415926535897932384", "27182818284590452353"


def a_frozen_round(session, forms=None, **more):
    a_register(session, forms or {"HVB": 12, "Familjehem": 20})
    round_ = a_planned_round(session, **more)
    return freeze_frame(session, MONA, round_.id, entropy=ENTROPY, now=NOON)


def roll_both(session, round_):
    roll_dice(session, MONA, round_.id, PI, now=NOON)
    roll_dice(session, KIM, round_.id, E, now=NOON)


def draw(session, round_, actor=MONA):
    return draw_sample(session, actor, round_.id, now=NOON)


@pytest.mark.both
def test_the_golden_vector_is_drawn(session):
    export = a_register(session, {}, counted=58)
    for number in range(40):
        session.add(a_register_case(export, f"Ä-{number:03}", form="SÄBO"))
    for number in range(17):
        session.add(a_register_case(export, f"H-{number:03}"))
    session.add(a_register_case(export, "H-900", ended_on=date(2026, 4, 30)))
    round_ = a_planned_round(session, sample_size=15, at_least=5)
    freeze_frame(session, MONA, round_.id, entropy=ENTROPY, now=NOON)
    roll_both(session, round_)

    draw(session, round_)

    attempt = standing_attempt(session, round_.id)
    queue = {"HVB": [], "SÄBO": []}
    for case in frame_of(session, attempt.id):
        queue[case.stratum].append(case.case_number)
    assert attempt.seed == "0e1a2565767f9899934da9d31e57676c0dca91da43b15280af3a87c24070dd90"
    assert queue["HVB"][:8] == [f"H-{n:03}" for n in (9, 16, 12, 13, 1, 4, 10, 0)]
    assert queue["SÄBO"][:13] == [
        f"Ä-{n:03}" for n in (30, 20, 2, 9, 19, 27, 34, 22, 35, 25, 39, 6, 15)
    ]
    assert sorted(case.case_number for case in drawn_cases(session, round_.id)) == sorted(
        queue["HVB"][:5] + queue["SÄBO"][:10]
    )
    ticket = session.exec(select(FrameCase.ticket).where(FrameCase.case_number == "H-005")).one()
    assert ticket == "df0fc1ca5da18734e2bdd037727aa2ac9c126a9e1acc68a4af7c8a2fe8955030"


@pytest.mark.both
def test_a_round_is_drawn_once(session):
    round_ = a_frozen_round(session)
    roll_both(session, round_)
    draw(session, round_)

    with pytest.raises(AlreadyDrawn):
        draw(session, round_)

    assert len(drawn_cases(session, round_.id)) == 10
    assert events(session) == ["FrameFrozen", "DiceRolled", "DiceRolled", "SampleDrawn"]


def test_the_log_holds_neither_seed_nor_digits(session):
    round_ = a_frozen_round(session)
    roll_both(session, round_)
    draw(session, round_)

    told = "".join(session.exec(select(AuditPayload.payload)))

    seed = standing_attempt(session, round_.id).seed
    assert [secret for secret in (PI, E, seed, ENTROPY.hex()) if secret in told] == []


def test_before_the_freeze_there_is_nothing_to_roll_for_or_draw_from(session):
    round_ = a_planned_round(session)

    with pytest.raises(FrameNotFrozen):
        draw(session, round_)
    with pytest.raises(FrameNotFrozen):
        roll_dice(session, MONA, round_.id, PI, now=NOON)


def test_nothing_is_drawn_before_everybody_has_rolled(session):
    round_ = a_frozen_round(session)
    roll_dice(session, MONA, round_.id, PI, now=NOON)

    with pytest.raises(DiceMissing) as refused:
        draw(session, round_)

    assert refused.value.details == {"rolled": 1, "wanted": 2}


def test_one_person_does_not_roll_twice(session):
    round_ = a_frozen_round(session)
    roll_dice(session, MONA, round_.id, PI, now=NOON)

    with pytest.raises(AlreadyRolled):
        roll_dice(session, MONA, round_.id, E, now=NOON)


def test_nobody_rolls_once_all_dice_are_in(session):
    round_ = a_frozen_round(session)
    roll_both(session, round_)

    with pytest.raises(DiceAllIn):
        roll_dice(session, MAX, round_.id, E, now=NOON)


@pytest.mark.parametrize("digits", ["", "123", PI + "1", PI[:-1] + "x", PI[:-1] + "٣"])
def test_a_roll_is_twenty_digits(session, digits):
    round_ = a_frozen_round(session)

    with pytest.raises(WrongDigits):
        roll_dice(session, MONA, round_.id, digits, now=NOON)


def test_digits_may_be_typed_in_groups(session):
    round_ = a_frozen_round(session)

    roll_dice(session, MONA, round_.id, " 31415 92653\t58979 32384 ", now=NOON)

    assert session.exec(select(DiceRoll.digits)).one() == PI


def test_nobody_sees_digits_before_all_are_in(session):
    round_ = a_frozen_round(session)
    attempt = standing_attempt(session, round_.id)

    roll_dice(session, MONA, round_.id, PI, now=NOON)
    early = [roll.digits for roll in rolls_of(session, attempt, round_.people_to_roll)]
    roll_dice(session, KIM, round_.id, E, now=NOON)
    late = [roll.digits for roll in rolls_of(session, attempt, round_.people_to_roll)]

    assert (early, late) == ([None], [PI, E])


def test_with_nobody_to_roll_the_server_draws_alone(session):
    round_ = a_frozen_round(session, people_to_roll=0)

    draw(session, round_)

    assert round_.state == RoundState.drawn
    with pytest.raises(AlreadyDrawn):
        roll_dice(session, MONA, round_.id, PI, now=NOON)


def test_a_frame_that_was_changed_in_the_database_is_not_drawn_from(session):
    round_ = a_frozen_round(session)
    roll_both(session, round_)
    case = session.exec(select(FrameCase).where(FrameCase.case_number == "HVB-003")).one()
    case.case_number = "HVB-900"
    session.add(case)
    session.flush()

    with pytest.raises(FrameDisagrees):
        draw(session, round_)


def test_a_manager_of_one_unit_does_not_draw_for_all(session):
    round_ = a_frozen_round(session, people_to_roll=0)

    with pytest.raises(CoversMoreUnits):
        draw(session, round_, MAX)


@pytest.mark.both
def test_an_aborted_attempt_stays_and_the_next_has_the_next_number(session):
    round_ = a_frozen_round(session)
    roll_dice(session, MONA, round_.id, PI, now=NOON)

    abort_draw(session, MONA, round_.id, "Fel enhet valdes", now=NOON)
    freeze_frame(session, MONA, round_.id, entropy=ENTROPY, now=NOON)

    attempts = session.exec(select(Attempt).order_by(Attempt.number)).all()
    assert [(each.number, each.abort_reason) for each in attempts] == [
        (1, "Fel enhet valdes"),
        (2, None),
    ]
    with pytest.raises(DiceMissing):
        draw(session, round_)
    roll_both(session, round_)
    assert draw(session, round_).state == RoundState.drawn


def test_an_attempt_is_not_aborted_without_a_reason(session):
    round_ = a_frozen_round(session)

    with pytest.raises(ReasonMissing):
        abort_draw(session, MONA, round_.id, "  ", now=NOON)


def test_a_drawn_attempt_cannot_be_aborted(session):
    round_ = a_frozen_round(session, people_to_roll=0)
    draw(session, round_)

    with pytest.raises(AlreadyDrawn):
        abort_draw(session, MONA, round_.id, "Vi gillade den inte", now=NOON)


def test_the_next_spare_is_the_next_by_ticket_in_the_same_stratum(session):
    round_ = a_frozen_round(session, people_to_roll=0)
    draw(session, round_)
    case = drawn_cases(session, round_.id)[0]
    queue = [
        each
        for each in frame_of(session, case.attempt_id)
        if each.stratum == case.stratum and not each.drawn
    ]

    spare = call_spare(session, case, now=NOON)

    assert spare.id == queue[0].id
    assert (spare.drawn, case.replaced) == (True, True)
    assert case.id not in [each.id for each in drawn_cases(session, round_.id)]
    assert len(drawn_cases(session, round_.id)) == 10


def test_a_stratum_without_spares_says_so(session):
    round_ = a_frozen_round(session, forms={"HVB": 3}, census=True, people_to_roll=0)
    draw(session, round_)

    with pytest.raises(NoSpareLeft):
        call_spare(session, drawn_cases(session, round_.id)[0], now=NOON)


@pytest.mark.both
def test_twenty_clicks_at_once_are_one_draw(database):
    with database.writing() as session:
        round_ = a_frozen_round(session, people_to_roll=0)

    def click(_):
        try:
            with database.writing() as session:
                draw(session, round_)
        except AlreadyDrawn:
            return "already drawn"
        return "drawn"

    with ThreadPoolExecutor(20) as pool:
        answers = sorted(pool.map(click, range(20)))

    with database.reading() as session:
        logged = session.exec(select(AuditEntry.seq).where(AuditEntry.event == "SampleDrawn")).all()
        drawn = drawn_cases(session, round_.id)
    assert answers == ["already drawn"] * 19 + ["drawn"]
    assert len(logged) == 1
    assert len(drawn) == 10
