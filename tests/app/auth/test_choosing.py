from datetime import timedelta

import pytest
from sqlmodel import select

from app.audit.models import AuditEntry
from app.auth.choosing import (
    LINK_LASTS,
    LinkSpent,
    choose_password,
    invited,
    issue_link,
    will_have_second_factor,
)
from app.auth.models import Credential, OneTimeLink
from app.auth.sessions import open_session, signed_in
from app.organisation.models import Person
from tests.app.auth.door import HASH, has_second_factor
from tests.cast import ADA, MONA, NOON, RUT


def a_link(session, person=RUT, now=NOON):
    return issue_link(session, ADA, person.id, lasts=LINK_LASTS, now=now)


@pytest.mark.both
def test_a_link_lets_its_owner_choose_a_password_once(session):
    token = a_link(session)

    choose_password(session, token, HASH, now=NOON)

    assert session.get(Credential, "rut").password_hash == HASH
    with pytest.raises(LinkSpent):
        choose_password(session, token, HASH, now=NOON)


def test_a_link_grows_old(session):
    token = a_link(session)

    assert invited(session, token, now=NOON + LINK_LASTS - timedelta(seconds=1)).id == "rut"
    with pytest.raises(LinkSpent):
        invited(session, token, now=NOON + LINK_LASTS)


def test_a_new_link_makes_the_old_one_worthless(session):
    old, new = a_link(session), a_link(session)

    assert invited(session, new, now=NOON).id == "rut"
    with pytest.raises(LinkSpent):
        invited(session, old, now=NOON)


def test_a_link_cannot_be_made_up(session):
    a_link(session)

    with pytest.raises(LinkSpent):
        invited(session, "made-up", now=NOON)


def test_the_link_itself_is_not_in_the_database(session):
    token = a_link(session)

    assert token not in session.exec(select(OneTimeLink)).one().model_dump().values()


def test_who_is_shut_out_cannot_use_a_link(session):
    token = a_link(session)
    session.get(Person, "rut").active = False

    with pytest.raises(LinkSpent):
        invited(session, token, now=NOON)


def test_a_new_password_signs_out_everywhere(session):
    opened = open_session(session, RUT.id, now=NOON, second_factor=False)

    choose_password(session, a_link(session), HASH, now=NOON)

    assert signed_in(session, opened, now=NOON) is None
    events = session.exec(select(AuditEntry.event).order_by(AuditEntry.seq)).all()
    assert events == ["LinkIssued", "PasswordChanged", "SessionsEnded"]


@pytest.mark.parametrize(("person", "secured"), [(RUT, False), (MONA, True)])
def test_roles_that_see_more_need_a_second_factor(session, person, secured):
    assert will_have_second_factor(session, person.id) is secured


def test_who_has_set_up_a_second_factor_has_one(session):
    has_second_factor(session, RUT)

    assert will_have_second_factor(session, RUT.id)
