"""Guessing many at once, and learning from how long an answer takes."""

import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import func, select

from app.audit.models import AuditEntry
from app.auth.sign_in import sign_in
from tests.app.auth.door import AT_WORK, KEY, has_password
from tests.cast import NOON, RUT


def knock(database, username):
    return sign_in(database, KEY, username, "fel lösenord", AT_WORK, now=NOON)


def work_done(database, username):
    """Count the calls that a try makes in our own code and in the hashing library."""
    calls = Counter()

    def note(frame, event, _arg):
        code = frame.f_code
        if event == "call" and ("/app/" in code.co_filename or "argon2" in code.co_filename):
            calls[code.co_qualname] += 1

    sys.setprofile(note)
    knock(database, username)
    sys.setprofile(None)
    return calls


@pytest.mark.both
def test_many_guesses_at_once_are_no_more_than_one_after_another(database):
    with database.writing() as session:
        has_password(session, RUT)

    with ThreadPoolExecutor(20) as crowd:
        outcomes = list(crowd.map(lambda _: knock(database, "rut"), range(20)))

    with database.reading() as session:
        looked_at = session.exec(select(func.count()).select_from(AuditEntry)).one()
    assert looked_at == 5
    assert sum(outcome.wait > 0 for outcome in outcomes) == 15


def test_a_name_that_does_not_exist_is_as_much_work_as_one_that_does(database):
    with database.writing() as session:
        has_password(session, RUT)
    knock(database, "warm-up")

    real, made_up = work_done(database, "rut"), work_done(database, "nobody")

    assert real["PasswordHasher.verify"] == 1
    assert real == made_up


def test_a_name_without_a_password_is_as_much_work_too(database):
    with database.writing() as session:
        has_password(session, RUT)
    knock(database, "warm-up")

    assert work_done(database, "sam") == work_done(database, "rut")
