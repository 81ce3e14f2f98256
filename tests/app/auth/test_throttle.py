from datetime import timedelta

import pytest
from sqlmodel import select

from app.auth.models import SignInFailure
from app.auth.throttle import NO_WAIT, Subject, count_try, forgive_all, wait_after, wait_for
from tests.cast import NOON

ACCOUNT = Subject("account")
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("tries", "seconds"),
    [(0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (10, 32), (11, 64), (12, 64), (5000, 64)],
)
def test_from_the_sixth_try_on_each_takes_twice_as_long(tries, seconds):
    assert wait_after(tries) == timedelta(seconds=seconds)


def test_five_mistakes_cost_nothing(session):
    for _ in range(4):
        count_try(session, ACCOUNT, now=NOON)

    assert wait_for(session, ACCOUNT, now=NOON) == NO_WAIT

    count_try(session, ACCOUNT, now=NOON)

    assert wait_for(session, ACCOUNT, now=NOON) == SECOND
    assert wait_for(session, ACCOUNT, now=NOON + SECOND) == NO_WAIT


@pytest.mark.both
def test_whoever_guesses_without_pause_gets_fewer_than_100_tries_in_any_hour(session):
    now, guesses = NOON, []
    while now < NOON + timedelta(hours=2):
        wait = wait_for(session, ACCOUNT, now=now)
        if wait:
            now += wait
        else:
            count_try(session, ACCOUNT, now=now)
            guesses.append(now)
            now += timedelta(milliseconds=50)

    in_an_hour = [
        sum(start <= guess < start + timedelta(hours=1) for guess in guesses) for start in guesses
    ]
    assert max(in_an_hour) <= 100


def test_after_an_hour_it_is_forgotten(session):
    for _ in range(20):
        count_try(session, ACCOUNT, now=NOON)

    assert wait_for(session, ACCOUNT, now=NOON + timedelta(hours=1)) == NO_WAIT


def test_other_accounts_do_not_wait(session):
    for _ in range(20):
        count_try(session, ACCOUNT, now=NOON)

    assert wait_for(session, Subject("another"), now=NOON) == NO_WAIT


def test_the_right_password_begins_anew(session):
    for _ in range(20):
        count_try(session, ACCOUNT, now=NOON)

    forgive_all(session, ACCOUNT, now=NOON)

    assert wait_for(session, ACCOUNT, now=NOON) == NO_WAIT


def test_what_is_forgotten_is_cleared_away(session):
    count_try(session, Subject("somebody else"), now=NOON - timedelta(hours=2))

    forgive_all(session, ACCOUNT, now=NOON)

    assert session.exec(select(SignInFailure)).all() == []


def test_a_clock_put_back_a_day_makes_nobody_wait_for_a_day(session):
    for _ in range(20):
        count_try(session, ACCOUNT, now=NOON)

    assert wait_for(session, ACCOUNT, now=NOON - timedelta(days=1)) == timedelta(seconds=64)
