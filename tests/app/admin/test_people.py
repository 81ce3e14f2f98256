from dataclasses import replace

import pytest
from sqlmodel import select

from app.admin.service import (
    Details,
    NoAdministratorLeft,
    OwnAccount,
    RolesCollide,
    UsernameTaken,
    activate_person,
    add_person,
    change_person,
    deactivate_person,
    set_roles,
)
from app.audit.models import AuditEntry, AuditPayload
from app.auth.sessions import open_session, signed_in
from app.errors import NotFound
from app.organisation.models import Person, Role, RoleGrant
from tests.cast import ADA, KIM, MONA, NOON, RUT

TEA = Details(name="Tea Holm", username="Tea.Holm", unit_id="north", hours=12)


def grants_of(session, person_id):
    rows = session.exec(select(RoleGrant).where(RoleGrant.person_id == person_id))
    return {(Role(row.role), row.unit_id) for row in rows}


def events(session):
    return session.exec(select(AuditEntry.event).order_by(AuditEntry.seq)).all()


@pytest.mark.both
def test_somebody_new_gets_what_she_may_do(session):
    tea = add_person(session, ADA, TEA, {(Role.reviewer, None)}, now=NOON)

    assert session.get(Person, tea.id).username == "tea.holm"
    assert grants_of(session, tea.id) == {(Role.reviewer, None)}
    assert events(session) == ["PersonAdded", "RolesChanged"]


def test_names_stay_out_of_the_log(session):
    add_person(session, ADA, TEA, {(Role.reviewer, None)}, now=NOON)

    payloads = " ".join(session.exec(select(AuditPayload.payload)))
    assert "Tea" not in payloads
    assert "tea.holm" not in payloads


@pytest.mark.parametrize("username", ["rut", "RUT", " Rut "])
def test_two_people_never_share_a_user_name(session, username):
    with pytest.raises(UsernameTaken):
        add_person(session, ADA, replace(TEA, username=username), set(), now=NOON)


def test_a_unit_that_does_not_exist_is_not_found(session):
    with pytest.raises(NotFound):
        add_person(session, ADA, replace(TEA, unit_id="nowhere"), set(), now=NOON)


def test_changing_details_says_which_but_not_what(session):
    change_person(
        session,
        ADA,
        "rut",
        Details(name="Rut Ny", username="rut", unit_id="south", caseworker="hl101"),
        now=NOON,
    )

    assert session.get(Person, "rut").name == "Rut Ny"
    assert '"fields":["name","unit_id"]' in session.exec(select(AuditPayload.payload)).one()


def test_changing_nothing_leaves_no_trace(session):
    rut = session.get(Person, "rut")
    details = Details(name=rut.name, username="rut", unit_id="north", caseworker="hl101")

    change_person(session, ADA, "rut", details, now=NOON)

    assert events(session) == []


@pytest.mark.both
def test_new_roles_end_the_sessions_of_the_person(session):
    token = open_session(session, MONA.id, now=NOON, second_factor=True)

    set_roles(session, ADA, "mona", {(Role.manager, "north"), (Role.reviewer, None)}, now=NOON)

    assert signed_in(session, token, now=NOON) is None
    assert grants_of(session, "mona") == {(Role.manager, "north"), (Role.reviewer, None)}
    payloads = session.exec(select(AuditPayload.payload).order_by(AuditPayload.seq)).all()
    assert '"before":["manager"]' in payloads[0]
    assert '"after":["manager in north","reviewer"]' in payloads[0]


def test_the_same_roles_change_nothing(session):
    token = open_session(session, MONA.id, now=NOON, second_factor=True)

    set_roles(session, ADA, "mona", {(Role.manager, None)}, now=NOON)

    assert signed_in(session, token, now=NOON) is not None
    assert events(session) == []


def test_the_whole_organisation_holds_its_units(session):
    set_roles(session, ADA, "mona", {(Role.manager, None), (Role.manager, "north")}, now=NOON)

    assert grants_of(session, "mona") == {(Role.manager, None)}


@pytest.mark.parametrize("alone", [Role.admin, Role.auditor])
@pytest.mark.parametrize("other", [Role.reviewer, Role.manager, Role.quality])
def test_who_hands_out_rights_or_examines_does_nothing_else(session, alone, other):
    with pytest.raises(RolesCollide):
        set_roles(session, ADA, "kim", {(alone, None), (other, None)}, now=NOON)


def test_there_is_always_an_administrator(session):
    with pytest.raises(NoAdministratorLeft):
        set_roles(session, ADA, "ada", {(Role.reviewer, None)}, now=NOON)
    with pytest.raises(NoAdministratorLeft):
        deactivate_person(session, KIM, "ada", now=NOON)


def test_with_two_administrators_one_may_go(session):
    set_roles(session, ADA, "kim", {(Role.admin, None)}, now=NOON)

    set_roles(session, KIM, "ada", {(Role.reviewer, None)}, now=NOON)

    assert grants_of(session, "ada") == {(Role.reviewer, None)}


def test_an_administrator_who_is_shut_out_does_not_count(session):
    set_roles(session, ADA, "kim", {(Role.admin, None)}, now=NOON)
    deactivate_person(session, ADA, "kim", now=NOON)

    with pytest.raises(NoAdministratorLeft):
        set_roles(session, ADA, "ada", set(), now=NOON)


def test_nobody_shuts_herself_out(session):
    set_roles(session, ADA, "kim", {(Role.admin, None)}, now=NOON)

    with pytest.raises(OwnAccount):
        deactivate_person(session, ADA, "ada", now=NOON)


@pytest.mark.both
def test_who_is_shut_out_is_out_at_once_and_everywhere(session):
    tokens = [open_session(session, RUT.id, now=NOON, second_factor=False) for _ in range(3)]

    deactivate_person(session, ADA, "rut", now=NOON)

    assert [signed_in(session, token, now=NOON) for token in tokens] == [None, None, None]
    assert events(session) == ["PersonDeactivated", "SessionsEnded"]


def test_who_is_let_in_again_has_what_she_had(session):
    deactivate_person(session, ADA, "rut", now=NOON)

    activate_person(session, ADA, "rut", now=NOON)

    assert session.get(Person, "rut").active
    assert grants_of(session, "rut") == {(Role.reviewer, "north")}
