import re
from html import unescape

import pytest
from sqlmodel import select

from app.admin.service import set_roles
from app.audit.models import AuditEntry
from app.auth.models import SignInSession
from app.auth.sessions import open_session, signed_in
from app.organisation.models import Person, Role, RoleGrant
from tests.app.auth.door import PASSWORD, has_second_factor
from tests.cast import ADA, AUDREY, KIM, MAX, NOON


def grants_of(session, person_id):
    rows = session.exec(select(RoleGrant).where(RoleGrant.person_id == person_id))
    return {(Role(row.role), row.unit_id) for row in rows}


def events(session):
    return session.exec(select(AuditEntry.event).order_by(AuditEntry.seq)).all()


@pytest.fixture
def ada(browser):
    browser.sign_in(ADA)
    return browser


def test_the_list_shows_who_may_do_what(ada):
    page = unescape(ada.get("/people").text)

    assert "Max Ås" in page
    assert "chef · Enhet Norr" in page
    assert "7 personer" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("text=max", {"Max Ås"}),
        ("text=%25", set()),
        ("role=manager", {"Max Ås", "Mona Ek"}),
        ("unit_id=south", {"Sam Berg"}),
        ("gone=true", set()),
        ("role=king", {"Max Ås", "Mona Ek", "Sam Berg", "Rut Lind"}),
    ],
)
def test_the_list_is_narrowed_down(ada, query, found):
    page = unescape(ada.get(f"/people?{query}").text)

    names = {"Max Ås", "Mona Ek", "Sam Berg", "Rut Lind"}
    assert {name for name in names if f">{name}</a>" in page} == found


def test_the_list_asks_as_often_however_many_people(ada, count_queries):
    database = ada.app.state.database
    with count_queries(database) as one:
        ada.get("/people?text=max")
    with count_queries(database) as all_:
        ada.get("/people")

    assert len(one) == len(all_)


def test_an_auditor_sees_the_list_and_changes_nothing(browser):
    browser.sign_in(AUDREY)

    page = browser.get("/people")

    assert page.status_code == 200
    assert "/people/new" not in page.text
    assert browser.post("/people/rut", data={"name": "X"}).status_code == 403


def test_a_new_person_gets_a_link_that_leads_in(ada):
    page = ada.post(
        "/people",
        data={
            "name": "Tea Holm",
            "username": "tea.holm",
            "hours": "12,5",
            "unit_id": "north",
            "grants": ["reviewer:*", "manager:north", "manager:nowhere", "king:*"],
        },
    )

    address = re.search(r'value="http://testserver(/invite/[^"]+)"', page.text)[1]
    chosen = ada.post(address, data={"chosen": PASSWORD})
    assert chosen.headers["location"] == "/sign-in"
    with ada.app.state.database.reading() as session:
        tea = session.exec(select(Person).where(Person.username == "tea.holm")).one()
        assert tea.hours == 12.5
        assert grants_of(session, tea.id) == {(Role.reviewer, None), (Role.manager, "north")}


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "Fyll i det här."),
        ("username", "tea holm", "Använd bara bokstäver"),
        ("email", "tea", "Skriv e-postadressen"),
        ("hours", "många", "Skriv ett tal."),
        ("hours", "-1", "Talet är för litet."),
        ("name", "18900101-9802", "ser ut som ett personnummer"),
    ],
)
def test_a_form_that_is_wrong_comes_back_as_it_was_typed(ada, field, value, said):
    data = {"name": "Tea Holm", "username": "tea.holm", "title": "Utredare"} | {field: value}

    answer = ada.post("/people", data=data)

    assert answer.status_code == 422
    assert said in unescape(answer.text)
    assert 'value="Utredare"' in answer.text


def test_only_the_declared_fields_change(ada):
    ada.post(
        "/people/rut",
        data={
            "name": "Rut Lind",
            "unit_id": "north",
            "caseworker": "hl101",
            "username": "other",
            "active": "false",
            "id": "x",
            "language": "en",
            "grants": "admin:*",
        },
    )

    with ada.app.state.database.reading() as session:
        rut = session.get(Person, "rut")
        assert (rut.username, rut.active, rut.language) == ("rut", True, "sv")
        assert grants_of(session, "rut") == {(Role.reviewer, "north")}


def test_roles_are_changed_by_ticking(ada):
    page = ada.get("/people/max/roles").text
    answer = ada.post("/people/max/roles", data={"grants": ["quality:*"]})

    assert re.search(r'value="manager:north"[^>]* checked', page)
    assert not re.search(r'value="manager:\*"[^>]* checked', page)
    assert answer.headers["location"] == "/people/max"
    with ada.app.state.database.reading() as session:
        assert grants_of(session, "max") == {(Role.quality, None)}


def test_changing_ones_own_roles_changes_ones_token(ada):
    with ada.app.state.database.writing() as session:
        set_roles(session, ADA, "kim", {(Role.admin, None)}, now=NOON)
    old = ada.cookies["s"]

    ada.post("/people/ada/roles", data={"grants": ["auditor:*"]})

    assert ada.cookies["s"] != old
    assert ada.get("/log/readings").status_code == 200
    assert ada.get("/people/kim").status_code == 403


def test_old_rights_are_gone_at_the_next_click(browser):
    browser.sign_in(MAX)
    before = browser.get("/rounds").status_code
    with browser.app.state.database.writing() as session:
        for grant in session.exec(select(RoleGrant).where(RoleGrant.person_id == "max")):
            session.delete(grant)

    assert (before, browser.get("/rounds").status_code) == (200, 403)


@pytest.mark.parametrize("path", ["/people/new", "/people/rut/roles", "/people/rut/link"])
def test_giving_rights_asks_for_a_proof_first(ada, path):
    with ada.app.state.database.writing() as session:
        session.exec(select(SignInSession)).one().proved_at = NOON.replace(year=2020)

    assert ada.get(path).headers["location"] == f"/confirm?next={path}"


def test_a_lost_telephone_is_taken_away_with_the_link(ada):
    with ada.app.state.database.writing() as session:
        has_second_factor(session, KIM, ada.app.state.data_key)
        token = open_session(session, KIM.id, now=NOON, second_factor=True)

    page = ada.post("/people/kim/link", data={"telephone_lost": "true"})

    assert "/invite/" in page.text
    with ada.app.state.database.reading() as session:
        assert signed_in(session, token, now=NOON) is None
        names = events(session)
    assert "SecondFactorRemoved" in names


@pytest.mark.parametrize("path", ["/people/nobody", "/people/nobody/roles", "/people/nobody/link"])
def test_who_does_not_exist_is_not_found(ada, path):
    assert ada.get(path).status_code == 404


def test_shutting_out_works_without_script(ada):
    assert ada.post("/people/rut/deactivate").headers["location"] == "/people/rut"
    assert "Släpp in igen" in ada.get("/people/rut").text
    ada.post("/people/rut/activate")
    assert "Släpp in igen" not in ada.get("/people/rut").text
