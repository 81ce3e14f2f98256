from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from app.audit.models import AuditEntry, AuditPayload
from app.auth.models import Credential, SignInFailure, SignInSession
from app.auth.sessions import signed_in, token_hash
from app.auth.sign_in import WRONG, Caller, give_code, sign_in, sign_out
from app.organisation.models import Person
from tests.app.auth.door import (
    AT_WORK,
    ELSEWHERE,
    KEY,
    PASSWORD,
    code_at,
    has_password,
    has_second_factor,
)
from tests.cast import ADA, NOON, RUT

SECOND = timedelta(seconds=1)
ANOTHER_ADDRESS = (Caller(address=f"198.51.100.{number}") for number in range(250))


@pytest.fixture
def rut(database):
    with database.writing() as session:
        has_password(session, RUT)
    return database


@pytest.fixture
def ada(database):
    with database.writing() as session:
        has_second_factor(session, ADA)
    return database


def knock(database, username="rut", password=PASSWORD, caller=AT_WORK, now=NOON):
    return sign_in(database, KEY, username, password, caller, now=now)


def answer(database, half_way, code, caller=AT_WORK, now=NOON):
    with database.writing() as session:
        return give_code(session, KEY, half_way, code, caller, now=now)


def events(database):
    with database.reading() as session:
        return session.exec(select(AuditEntry.event).order_by(AuditEntry.seq)).all()


@pytest.mark.both
def test_the_right_password_opens_a_session(rut):
    outcome = knock(rut)

    with rut.reading() as session:
        found = signed_in(session, outcome.session, now=NOON)
    assert found.actor.id == "rut"
    assert not found.second_factor
    assert events(rut) == ["SignedIn"]


@pytest.mark.parametrize("username", ["RUT", " rut ", "Rut"])
def test_a_user_name_may_be_typed_in_capitals(rut, username):
    assert knock(rut, username=username).session is not None


@pytest.mark.parametrize(
    ("username", "password"),
    [("rut", "fel"), ("nobody", PASSWORD), ("sam", PASSWORD), ("", ""), ("rut", "")],
)
def test_what_is_wrong_is_answered_alike(rut, username, password):
    assert knock(rut, username, password) == WRONG


def test_a_failed_try_is_logged_without_the_name_that_was_typed(rut):
    knock(rut, "rut", "fel")
    knock(rut, "hemligt.namn", "fel")

    with rut.reading() as session:
        entries = session.exec(select(AuditEntry)).all()
        payloads = [row.payload for row in session.exec(select(AuditPayload))]
    assert [entry.event for entry in entries] == ["SignInFailed", "SignInFailed"]
    assert {entry.actor_id for entry in entries} == {None}
    assert not any("rut" in text or "hemligt" in text for text in payloads)


def test_who_is_shut_out_does_not_get_in(rut):
    with rut.writing() as session:
        session.get(Person, "rut").active = False

    assert knock(rut) == WRONG


def test_the_token_is_not_in_the_database(rut):
    outcome = knock(rut)

    with rut.reading() as session:
        stored = session.exec(select(SignInSession.token_hash)).one()
    assert stored == token_hash(outcome.session) != outcome.session
    assert len(outcome.session) >= 43  # 256 bits in base64


def test_signing_in_again_ends_the_session_before(rut):
    first = knock(rut)
    second = knock(rut, caller=replace(AT_WORK, session=first.session))

    with rut.reading() as session:
        assert signed_in(session, first.session, now=NOON) is None
        assert signed_in(session, second.session, now=NOON) is not None


def test_three_browsers_at_a_time(rut):
    opened = [knock(rut, now=NOON + number * SECOND).session for number in range(4)]

    with rut.reading() as session:
        alive = [signed_in(session, token, now=NOON + 4 * SECOND) for token in opened]
    assert [found is not None for found in alive] == [False, True, True, True]


def test_signing_out_ends_the_session(rut):
    outcome = knock(rut)

    with rut.writing() as session:
        sign_out(session, outcome.session, now=NOON)

    with rut.reading() as session:
        assert signed_in(session, outcome.session, now=NOON) is None
    assert events(rut) == ["SignedIn", "SignedOut"]


def test_from_the_sixth_wrong_password_on_one_waits(rut):
    outcomes = [knock(rut, password="fel") for _ in range(8)]

    assert [outcome.wait for outcome in outcomes] == [0, 0, 0, 0, 0, 1, 1, 1]


def test_the_wait_is_the_same_for_a_name_that_does_not_exist(rut):
    outcomes = [knock(rut, "nobody", "fel") for _ in range(6)]

    assert [outcome.wait for outcome in outcomes] == [0, 0, 0, 0, 0, 1]


def test_while_one_waits_even_the_right_password_is_not_looked_at(rut):
    for _ in range(5):
        knock(rut, password="fel")

    assert knock(rut).session is None
    assert knock(rut, now=NOON + SECOND).session is not None


def test_a_thousand_names_from_one_address_are_slowed_as_well(rut):
    outcomes = [knock(rut, f"name{number}", "fel") for number in range(7)]

    assert [outcome.wait > 0 for outcome in outcomes] == [False] * 5 + [True] * 2


def test_nobody_can_shut_out_the_owner(rut):
    """Somebody guesses all day from everywhere; she comes in with the browser she always uses."""
    known = replace(AT_WORK, known=knock(rut).known)
    for _ in range(50):
        knock(rut, password="fel", caller=next(ANOTHER_ADDRESS))
    assert knock(rut, caller=ELSEWHERE).wait > 0

    assert knock(rut, caller=known).session is not None


def test_a_browser_that_somebody_else_has_used_is_not_known(rut):
    with rut.writing() as session:
        has_password(session, ADA)
    adas = replace(ELSEWHERE, known=knock(rut, "ada").known)
    for _ in range(50):
        knock(rut, password="fel", caller=next(ANOTHER_ADDRESS))

    assert knock(rut, caller=adas).wait > 0


def test_a_known_browser_can_guess_no_faster(rut):
    known = replace(AT_WORK, known=knock(rut).known)

    outcomes = [knock(rut, password="fel", caller=known) for _ in range(7)]

    assert [outcome.wait > 0 for outcome in outcomes] == [False] * 5 + [True] * 2


def test_the_right_password_forgives_the_mistakes_before_it(rut):
    for _ in range(4):
        knock(rut, password="fel")
    knock(rut)

    with rut.reading() as session:
        own = session.exec(select(SignInFailure)).all()
    assert len(own) == 4  # those of the address are forgotten after ten minutes
    assert knock(rut, password="fel", caller=ELSEWHERE).wait == 0


@pytest.mark.both
def test_with_a_second_factor_the_password_is_half_the_way(ada):
    outcome = knock(ada, "ada")

    assert (outcome.session, outcome.person_id) == (None, "ada")
    opened = answer(ada, outcome.half_way, code_at(NOON))
    with ada.reading() as session:
        assert signed_in(session, opened.session, now=NOON).second_factor


def test_a_code_opens_once(ada):
    half_way = knock(ada, "ada").half_way
    answer(ada, half_way, code_at(NOON))

    assert answer(ada, half_way, code_at(NOON)) == WRONG


def test_half_way_is_not_in(ada):
    half_way = knock(ada, "ada").half_way

    with ada.reading() as session:
        assert signed_in(session, half_way, now=NOON) is None


def test_half_way_does_not_last(ada):
    half_way = knock(ada, "ada").half_way
    late = NOON + timedelta(minutes=5, seconds=1)

    assert answer(ada, half_way, code_at(late), now=late) is None


@pytest.mark.parametrize(
    "half_way",
    ["", "made up", KEY.seal("[9e9,{}]", purpose="other")],
    ids=["empty", "made up", "sealed for something else"],
)
def test_half_way_cannot_be_made_up(ada, half_way):
    assert answer(ada, half_way, code_at(NOON)) is None


def test_a_password_changed_meanwhile_ends_the_way(ada):
    half_way = knock(ada, "ada").half_way
    with ada.writing() as session:
        session.get(Credential, "ada").changed_at = NOON + SECOND

    assert answer(ada, half_way, code_at(NOON)) is None


def test_guessing_codes_grows_slow_too(ada):
    half_way = knock(ada, "ada").half_way

    outcomes = [answer(ada, half_way, "000000", caller=ELSEWHERE) for _ in range(7)]

    assert [outcome.wait for outcome in outcomes] == [0, 0, 0, 0, 0, 1, 1]


def test_a_recovery_code_opens_once_and_says_how_many_are_left(database):
    with database.writing() as session:
        codes = has_second_factor(session, ADA)
    typed = codes[3].upper().replace("-", " ")

    half_way = knock(database, "ada").half_way
    first = answer(database, half_way, typed)
    second = answer(database, half_way, typed)

    assert first.session is not None
    assert second == WRONG
    with database.reading() as session:
        payload = session.exec(
            select(AuditPayload.payload)
            .join(AuditEntry, AuditEntry.seq == AuditPayload.seq)
            .where(AuditEntry.event == "RecoveryCodeUsed")
        ).one()
    assert '"left":9' in payload


def test_somebody_elses_recovery_code_opens_nothing(database):
    with database.writing() as session:
        has_second_factor(session, ADA)
        codes = has_second_factor(session, RUT)

    half_way = knock(database, "ada").half_way

    assert answer(database, half_way, codes[0]) == WRONG
