from dataclasses import replace
from datetime import timedelta

import pytest

from app.auth.proof import prove_by_code, prove_by_password
from app.auth.sessions import open_session, signed_in
from app.auth.sign_in import WRONG
from tests.app.auth.door import KEY, PASSWORD, code_at, has_password, has_second_factor
from tests.cast import KIM, NOON, RUT

LATER = NOON + timedelta(minutes=20)


def at_work(database, actor, prepare):
    """Sign somebody in at noon; give her token, and who she is in that session."""
    with database.writing() as session:
        prepare(session, actor)
        token = open_session(session, actor.id, now=NOON, second_factor=True)
        found = signed_in(session, token, now=NOON)
    return token, replace(actor, session_id=found.actor.session_id)


def state_of(database, token, now):
    with database.reading() as session:
        return signed_in(session, token, now=now)


def test_a_proof_lasts_five_minutes_from_signing_in(database):
    token, _ = at_work(database, KIM, has_second_factor)

    found = state_of(database, token, NOON)

    assert found.proved(NOON + timedelta(minutes=5))
    assert not found.proved(NOON + timedelta(minutes=5, seconds=1))


def test_a_code_proves_and_changes_the_token(database):
    token, kim = at_work(database, KIM, has_second_factor)

    with database.writing() as session:
        outcome = prove_by_code(session, KEY, kim, code_at(LATER), now=LATER)

    assert outcome.session != token
    assert state_of(database, token, LATER) is None
    assert state_of(database, outcome.session, LATER).proved(LATER)


def test_a_code_that_opened_the_door_proves_nothing_afterwards(database):
    _, kim = at_work(database, KIM, has_second_factor)

    with database.writing() as session:
        first = prove_by_code(session, KEY, kim, code_at(LATER), now=LATER)
        again = prove_by_code(session, KEY, kim, code_at(LATER), now=LATER)

    assert first.session is not None
    assert again == WRONG


def test_without_a_second_factor_the_password_proves(database):
    token, rut = at_work(database, RUT, has_password)

    wrong = prove_by_password(database, KEY, rut, "fel", now=LATER)
    right = prove_by_password(database, KEY, rut, PASSWORD, now=LATER)

    assert wrong == WRONG
    assert state_of(database, token, LATER) is None
    assert state_of(database, right.session, LATER).proved(LATER)


@pytest.mark.parametrize("code", ["000000", "", "abcd-efgh-jkmn"])
def test_guessing_a_proof_grows_slow(database, code):
    _, kim = at_work(database, KIM, has_second_factor)

    with database.writing() as session:
        outcomes = [prove_by_code(session, KEY, kim, code, now=LATER) for _ in range(7)]

    assert [outcome.wait for outcome in outcomes] == [0, 0, 0, 0, 0, 1, 1]
