from datetime import timedelta

import pytest
from sqlmodel import select

from app.auth.models import SignInSession
from app.auth.sessions import open_session, signed_in
from tests.cast import NOON, RUT


@pytest.mark.parametrize(
    ("minutes_idle", "alive"), [(30, True), (30.1, False)], ids=["in time", "too late"]
)
def test_a_session_falls_idle(session, minutes_idle, alive):
    token = open_session(session, RUT.id, now=NOON, second_factor=False)

    found = signed_in(session, token, now=NOON + timedelta(minutes=minutes_idle))

    assert (found is not None) is alive


def test_a_session_ends_after_ten_hours_however_busy(session):
    token = open_session(session, RUT.id, now=NOON, second_factor=False)
    opened = session.exec(select(SignInSession)).one()
    late = NOON + timedelta(hours=10, seconds=1)
    opened.seen_at = late
    session.flush()

    assert signed_in(session, token, now=late) is None
