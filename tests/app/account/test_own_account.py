import re
from datetime import timedelta
from html import unescape

import pyotp
import pytest
from sqlmodel import select

from app.audit.models import AuditEntry
from app.auth.codes import recovery_codes_left
from app.auth.models import Credential, SignInSession
from app.auth.sessions import open_session, token_hash
from app.clock import now
from app.organisation.models import Person
from tests.app.auth.door import PASSWORD, has_password, has_second_factor
from tests.cast import KIM, MONA, RUT, SAM

NEW = "fyrtorn ärtsoppa kompass"


@pytest.fixture
def database(browser):
    return browser.app.state.database


@pytest.fixture
def rut(browser, database):
    with database.writing() as session:
        has_password(session, RUT)
    browser.sign_in(RUT)
    return browser


def long_ago(database, field="proved_at"):
    """Let it be twenty minutes since anybody proved who she is."""
    with database.writing() as session:
        for opened in session.exec(select(SignInSession)):
            setattr(opened, field, now() - timedelta(minutes=20))


def test_the_account_page_shows_ones_own_and_nobody_elses(rut, database):
    with database.writing() as session:
        open_session(session, SAM.id, now=now(), second_factor=False, browser="Sams Firefox/1")

    page = unescape(rut.get("/account").text)

    assert "Rut Lind" in page
    assert "Sam" not in page
    assert "hl101" in page


@pytest.mark.parametrize("sessions", [1, 3])
def test_the_account_page_asks_as_often_however_many_sessions(
    rut, database, count_queries, sessions
):
    with database.writing() as session:
        for _ in range(sessions - 1):
            open_session(session, RUT.id, now=now(), second_factor=False)

    with count_queries(database) as queries:
        rut.get("/account")

    assert len([query for query in queries if query.startswith("SELECT")]) == 9


def test_the_password_is_changed_by_her_who_knows_it(rut):
    old = rut.cookies["s"]

    answer = rut.post("/account/password", data={"current": PASSWORD, "chosen": NEW})

    assert answer.headers["location"] == "/account"
    assert rut.cookies["s"] != old
    assert rut.get("/account").status_code == 200
    rut.post("/sign-out")
    assert rut.post("/sign-in", data={"username": "rut", "password": NEW}).status_code == 303
    assert rut.post("/sign-in", data={"username": "rut", "password": PASSWORD}).status_code == 422


@pytest.mark.parametrize(
    ("current", "chosen", "said"),
    [
        ("fel", NEW, "Det här är inte ditt nuvarande lösenord."),
        (PASSWORD, "kort", "Använd minst 15 tecken"),
        (PASSWORD, "socialtjänst2026", "lätt att gissa"),
        ("", "", "Fyll i det här."),
    ],
)
def test_a_password_that_cannot_be_changed_says_why(rut, database, current, chosen, said):
    answer = rut.post("/account/password", data={"current": current, "chosen": chosen})

    assert answer.status_code == 422
    assert said in unescape(answer.text)
    with database.reading() as session:
        events = session.exec(select(AuditEntry.event)).all()
    assert "PasswordChanged" not in events


def test_a_stolen_session_can_guess_the_password_no_faster(rut):
    answers = [
        rut.post("/account/password", data={"current": "fel", "chosen": NEW}) for _ in range(6)
    ]

    assert "För många försök" in answers[-1].text


def test_changing_the_password_signs_out_the_other_browsers(rut, database):
    with database.writing() as session:
        other = open_session(session, RUT.id, now=now(), second_factor=False)

    rut.post("/account/password", data={"current": PASSWORD, "chosen": NEW})

    with database.reading() as session:
        hashes = session.exec(select(SignInSession.token_hash)).all()
    assert hashes == [token_hash(rut.cookies["s"])]
    assert token_hash(other) not in hashes


def test_one_of_ones_own_browsers_is_signed_out(rut, database):
    with database.writing() as session:
        open_session(session, RUT.id, now=now(), second_factor=False)
    own = token_hash(rut.cookies["s"])
    with database.reading() as session:
        other = session.exec(select(SignInSession.id).where(SignInSession.token_hash != own)).one()

    rut.post(f"/account/sessions/{other}/end")

    with database.reading() as session:
        assert session.exec(select(SignInSession.token_hash)).all() == [own]


@pytest.mark.parametrize("whose", ["sam", "nobody"])
def test_somebody_elses_browser_does_not_exist(rut, database, whose):
    with database.writing() as session:
        open_session(session, SAM.id, now=now(), second_factor=False)
    with database.reading() as session:
        found = session.exec(
            select(SignInSession.id).where(SignInSession.person_id == whose)
        ).one_or_none()

    answer = rut.post(f"/account/sessions/{found or 'nothing'}/end")

    assert answer.status_code == 404
    with database.reading() as session:
        assert len(session.exec(select(SignInSession)).all()) == 2


def test_everywhere_else_is_signed_out(rut, database):
    with database.writing() as session:
        open_session(session, RUT.id, now=now(), second_factor=False)

    rut.post("/account/sessions/end")

    with database.reading() as session:
        assert len(session.exec(select(SignInSession)).all()) == 1
    assert rut.get("/account").status_code == 200


def set_up(browser, wrong_first=False):
    page = unescape(browser.get("/account/second-factor").text)
    secret = re.search(r'class="key">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    lent = re.search(r'name="set_up" value="([^"]+)"', page)[1]
    picture = re.search(r'src="(/account/second-factor/qr\.svg[^"]+)"', page)[1]
    code = "000000" if wrong_first else pyotp.TOTP(secret).now()
    answer = browser.post("/account/second-factor", data={"set_up": lent, "code": code})
    return picture, answer


def test_setting_up_a_second_factor_gives_ten_codes(rut, database):
    old = rut.cookies["s"]

    picture, answer = set_up(rut)

    assert answer.status_code == 200
    assert len(set(re.findall(r"<code>([a-z2-7-]{14})</code>", answer.text))) == 10
    assert rut.cookies["s"] != old
    drawn = rut.get(picture)
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert b"<svg" in drawn.content
    with database.reading() as session:
        assert recovery_codes_left(session, "rut") == 10


def test_the_secret_is_not_readable_in_the_database(rut, database):
    page = rut.get("/account/second-factor").text
    set_up(rut)

    with database.reading() as session:
        stored = session.get(Credential, "rut").totp_secret
    shown = re.search(r'class="key">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    assert shown not in stored
    assert not re.fullmatch(r"[A-Z2-7]+", stored)


def test_a_wrong_code_shows_the_same_picture_again(rut, database):
    _, answer = set_up(rut, wrong_first=True)

    assert answer.status_code == 422
    assert "Koden är fel." in answer.text
    with database.reading() as session:
        assert not session.get(Credential, "rut").totp_confirmed


def test_somebody_elses_set_up_is_not_taken(browser):
    browser.sign_in(KIM)
    page = browser.get("/account/second-factor").text
    lent = re.search(r'name="set_up" value="([^"]+)"', page)[1]
    browser.sign_in(MONA)

    picture = browser.get("/account/second-factor/qr.svg", params={"set_up": lent})
    answer = browser.post("/account/second-factor", data={"set_up": lent, "code": "123456"})

    assert picture.status_code == 404
    assert answer.headers["location"] == "/account/second-factor"


@pytest.mark.parametrize("path", ["/account/second-factor", "/account/recovery-codes"])
def test_the_second_factor_is_for_her_who_has_just_proved_who_she_is(rut, database, path):
    long_ago(database)

    assert rut.get(path).headers["location"] == f"/confirm?next={path}"
    assert rut.post(path).headers["location"].startswith("/confirm")


def test_confirming_leads_back_and_changes_the_token(rut, database):
    long_ago(database)
    old = rut.cookies["s"]

    page = rut.get("/confirm?next=/account/second-factor")
    wrong = rut.post("/confirm", data={"proof": "fel", "next": "/account/second-factor"})
    right = rut.post("/confirm", data={"proof": PASSWORD, "next": "/account/second-factor"})

    assert "Bekräfta att det är du" in page.text
    assert (wrong.status_code, "Lösenordet är fel." in wrong.text) == (422, True)
    assert right.headers["location"] == "/account/second-factor"
    assert rut.cookies["s"] != old
    assert rut.get("/account/second-factor").status_code == 200


def test_with_a_second_factor_a_code_confirms_and_a_password_does_not(browser, database, key):
    with database.writing() as session:
        codes = has_second_factor(session, KIM, key)
    browser.sign_in(KIM)

    assert browser.post("/confirm", data={"proof": PASSWORD}).status_code == 422
    assert browser.post("/confirm", data={"proof": codes[0]}).status_code == 303


def test_new_recovery_codes_make_the_old_ones_worthless(browser, database, key):
    with database.writing() as session:
        old = has_second_factor(session, KIM, key)
    browser.sign_in(KIM)

    page = browser.post("/account/recovery-codes")

    assert len(re.findall(r"<code>[a-z2-7-]{14}</code>", page.text)) == 10
    assert browser.post("/confirm", data={"proof": old[0]}).status_code == 422


def test_without_a_second_factor_there_are_no_recovery_codes(rut):
    assert rut.get("/account/recovery-codes").status_code == 404
    assert rut.post("/account/recovery-codes").status_code == 404


@pytest.mark.parametrize(
    ("path", "field", "value"),
    [
        ("/language", "language", "en"),
        ("/color-scheme", "color_scheme", "dark"),
    ],
)
def test_a_choice_of_looks_is_kept_with_the_person(rut, database, path, field, value):
    answer = rut.post(path, data={field: value, "next": "/account"})

    assert answer.headers["location"] == "/account"
    assert rut.cookies[field] == value
    with database.reading() as session:
        assert getattr(session.get(Person, "rut"), field) == value


def test_a_stranger_may_choose_too(browser):
    browser.post("/language", data={"language": "en"})

    assert "<h1>Sign in</h1>" in browser.get("/sign-in").text


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/language", {"language": "de"}),
        ("/language", {}),
        ("/color-scheme", {"color_scheme": "pink"}),
    ],
)
def test_what_cannot_be_chosen_does_not_exist(browser, path, data):
    assert browser.post(path, data=data).status_code == 404


@pytest.mark.parametrize("path", ["/help", "/accessibility"])
def test_help_is_for_everybody(browser, path):
    assert browser.get(path).status_code == 200
