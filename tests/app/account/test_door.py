from html import unescape

import pytest
from sqlmodel import select

from app.account.browser_names import browser_name
from app.audit.models import AuditEntry
from app.auth.models import SignInSession
from app.clock import now
from app.main import create_app
from app.organisation.models import Person
from app.settings import Mode
from tests.app.auth.door import PASSWORD, code_at, has_password, has_second_factor
from tests.cast import ADA, MONA, RUT
from tests.conftest import Browser


@pytest.fixture
def database(browser):
    return browser.app.state.database


@pytest.fixture
def rut(database):
    with database.writing() as session:
        has_password(session, RUT)


@pytest.fixture
def ada(database, key):
    with database.writing() as session:
        return has_second_factor(session, ADA, key)


def knock(browser, username="rut", password=PASSWORD, next_="/"):
    return browser.post(
        "/sign-in", data={"username": username, "password": password, "next": next_}
    )


def test_the_door_is_shown(browser):
    page = browser.get("/sign-in?next=/rounds")

    assert page.status_code == 200
    assert "<h1>Logga in</h1>" in page.text
    assert 'name="next" value="/rounds"' in page.text


@pytest.mark.usefixtures("rut")
def test_the_right_password_leads_to_where_one_was_going(browser):
    answer = knock(browser, next_="/reviews")

    assert (answer.status_code, answer.headers["location"]) == (303, "/reviews")
    assert browser.get("/account").status_code == 200


@pytest.mark.usefixtures("rut")
def test_who_is_in_already_goes_on(browser):
    browser.sign_in(RUT)

    assert browser.get("/sign-in?next=/account").headers["location"] == "/account"


@pytest.mark.usefixtures("rut")
@pytest.mark.parametrize(("username", "password"), [("rut", "fel"), ("nobody", "fel")])
def test_the_wrong_password_is_refused_in_the_same_words(browser, username, password):
    answer = knock(browser, username, password)

    assert answer.status_code == 422
    assert "Fel användarnamn eller lösenord" in answer.text
    assert password not in answer.text
    assert "s" not in browser.cookies


def test_an_empty_form_says_what_to_fill_in(browser):
    answer = browser.post("/sign-in", data={"username": "", "password": ""})

    assert answer.status_code == 422
    assert answer.text.count("Fyll i det här.") == 2


@pytest.mark.usefixtures("rut")
def test_too_many_tries_say_how_long_to_wait(browser):
    answers = [knock(browser, password="fel") for _ in range(6)]

    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert answers[-1].headers["retry-after"] == "1"
    assert "Vänta 1 sekund" in answers[-1].text


def test_a_code_is_asked_for_when_there_is_one(browser, ada):
    to_code = knock(browser, "ada", next_="/people")
    page = browser.get(to_code.headers["location"])
    wrong = browser.post("/sign-in/code", data={"code": "000000", "next": "/people"})
    right = browser.post("/sign-in/code", data={"code": ada[0], "next": "/people"})

    assert to_code.headers["location"] == "/sign-in/code?next=/people"
    assert 'name="next" value="/people"' in page.text
    assert wrong.status_code == 422
    assert right.headers["location"] == "/people"
    assert browser.get("/people").status_code == 200


@pytest.mark.usefixtures("ada")
def test_the_code_of_the_telephone_opens(browser):
    knock(browser, "ada")

    answer = browser.post("/sign-in/code", data={"code": code_at(now()), "next": "/"})

    assert answer.status_code == 303


def test_a_code_without_a_password_begins_again(browser):
    assert browser.get("/sign-in/code").headers["location"] == "/sign-in"
    answer = browser.post("/sign-in/code", data={"code": "123456"})
    assert answer.headers["location"] == "/sign-in"


@pytest.mark.usefixtures("ada")
def test_half_way_opens_nothing_else(browser):
    knock(browser, "ada")

    assert browser.get("/people").headers["location"].startswith("/sign-in?next=")


def test_a_role_that_needs_a_second_factor_sets_it_up_before_anything_else(browser, database):
    with database.writing() as session:
        has_password(session, MONA)
    knock(browser, "mona")

    assert browser.get("/rounds").headers["location"] == "/account/second-factor"
    assert browser.get("/account").headers["location"] == "/account/second-factor"
    assert browser.get("/account/second-factor").status_code == 200


@pytest.mark.usefixtures("rut")
def test_the_cookie_is_closed_to_scripts_and_other_sites(browser):
    cookie = next(
        header
        for header in knock(browser).headers.get_list("set-cookie")
        if header.startswith("s=")
    )

    flags = {flag.strip().lower() for flag in cookie.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/"} <= flags
    assert not any(flag.startswith(("max-age", "expires", "domain")) for flag in flags)


def test_over_https_the_cookie_is_bound_to_the_host(settings):
    secure = settings.model_copy(update={"public_url": "https://testserver"})
    with Browser(
        create_app(secure), base_url="https://testserver", follow_redirects=False
    ) as browser:
        with browser.app.state.database.writing() as session:
            has_password(session, RUT)
        answer = browser.post(
            "/sign-in",
            data={"username": "rut", "password": PASSWORD},
            headers={"Sec-Fetch-Site": "same-origin"},
        )

        cookies = answer.headers.get_list("set-cookie")
        named = {cookie.split("=")[0]: cookie for cookie in cookies}
        assert {"__Host-s", "__Host-known"} <= set(named)
        assert all("Secure" in cookie for cookie in cookies)
        assert "domain" not in named["__Host-s"].lower()
        assert answer.headers["strict-transport-security"].startswith("max-age=")
        assert browser.get("/account").status_code == 200


@pytest.mark.usefixtures("rut")
def test_signing_out_ends_the_session_and_empties_the_browser(browser, database):
    knock(browser)
    token = browser.cookies["s"]

    answer = browser.post("/sign-out")

    assert answer.headers["location"] == "/sign-in"
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert "s" not in browser.cookies
    browser.cookies.set("s", token)
    assert browser.get("/account").headers["location"].startswith("/sign-in")
    with database.reading() as session:
        assert session.exec(select(SignInSession)).all() == []


@pytest.mark.usefixtures("rut")
def test_the_page_looks_as_it_was_chosen_elsewhere(browser, database):
    with database.writing() as session:
        person = session.get(Person, "rut")
        person.language, person.color_scheme = "en", "dark"

    knock(browser)

    page = browser.get("/account").text
    assert '<html lang="en" data-color-scheme="dark">' in page
    assert "<h1>My account</h1>" in page


def test_outside_the_demonstration_nobody_signs_in_without_proof(browser):
    answer = browser.post("/sign-in/demo", data={"person_id": "mona"})

    assert answer.status_code == 404
    assert "s" not in browser.cookies


@pytest.fixture
def stage(settings):
    demo = settings.model_copy(update={"mode": Mode.demo})
    with Browser(
        create_app(demo),
        base_url="http://testserver",
        headers={"Sec-Fetch-Site": "same-origin"},
        follow_redirects=False,
    ) as browser:
        yield browser


def test_in_the_demonstration_one_click_is_enough(stage):
    page = unescape(stage.get("/sign-in?next=/rounds").text)
    answer = stage.post("/sign-in/demo", data={"person_id": "mona", "next": "/rounds"})

    assert "Logga in som Mona Ek" in page
    assert 'type="password"' not in page
    assert answer.headers["location"] == "/rounds"
    assert stage.get("/account").status_code == 200


def test_in_the_demonstration_too_it_is_logged(stage):
    stage.post("/sign-in/demo", data={"person_id": "mona"})

    with stage.app.state.database.reading() as session:
        entry = session.exec(select(AuditEntry)).one()
    assert (entry.event, entry.actor_id) == ("SignedIn", "mona")


@pytest.mark.parametrize("person_id", ["", "nobody", "../mona"])
def test_in_the_demonstration_only_its_people_can_be_chosen(stage, person_id):
    assert stage.post("/sign-in/demo", data={"person_id": person_id}).status_code == 404


@pytest.mark.parametrize(
    ("sent", "named"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Firefox/140.0", "Firefox, Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 15_0) Version/18 Safari/605.1", "Safari, Mac"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8.5", "Unknown browser"),
        ("", "Unknown browser"),
    ],
)
def test_a_browser_is_named_so_that_its_owner_knows_it(sent, named):
    assert browser_name(sent) == named
