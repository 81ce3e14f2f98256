"""The pages where people make, see and revoke the keys of their programs, in both languages."""

from datetime import timedelta

import pytest
from lxml import html
from sqlmodel import select

from app.api.description import description_of
from app.api.routes import router
from app.auth.models import ApiToken
from app.auth.scopes import Scope
from app.clock import now as clock
from app.organisation.models import Role, RoleGrant
from tests.app.account.test_in_browser import look_at
from tests.app.api.programs import Program, a_program, a_token
from tests.cast import KIM, SAM

WORDS = {
    "sv": ("Nycklar för program", "Ny nyckel", "Din nya nyckel", "Så läser du från ett program"),
    "en": ("Keys for programs", "New key", "Your new key", "How to read from a program"),
}
OVER = {"sv": ("Har gått ut", "Återkallad"), "en": ("Expired", "Revoked")}
KEY = {"name": "Power BI", "scopes": ["summary", "answers"], "days": "30"}


def heading(answer):
    return html.fromstring(answer.text).findtext(".//h1").strip()


@pytest.fixture(params=["sv", "en"])
def language(browser, request):
    browser.sign_in(KIM)
    browser.post("/language", data={"language": request.param, "next": "/"})
    return request.param


def test_every_page_of_the_keys_speaks_both_languages(browser, language):
    paths = ("/account/tokens", "/account/tokens/new", "/account/tokens/help")

    listed, new, about = (browser.get(path) for path in paths)
    made = browser.post("/account/tokens", data=KEY)

    assert tuple(heading(each) for each in (listed, new, made, about)) == WORDS[language]
    assert all("%(" not in each.text for each in (listed, new, made, about))
    words = html.fromstring(about.text).text_content()
    assert [path for path in description_of(router)["paths"] if path not in words] == []


def test_a_key_is_seen_once_and_by_nobody_on_the_way(browser):
    browser.sign_in(KIM)

    made = browser.post("/account/tokens", data=KEY)

    token = html.fromstring(made.text).get_element_by_id("token").text
    assert Program(browser, token).get("/rounds").status_code == 200
    browser.sign_in(KIM)
    later = [browser.get(path).text for path in ("/account/tokens", "/account", "/account/tokens")]
    assert all(token not in each for each in later)
    assert token[:14] in later[0]
    assert made.headers["cache-control"] == "no-store"
    assert made.history == []


def test_a_key_that_is_over_says_why_and_cannot_be_revoked_again(
    browser, session, database, language
):
    for scope in (Scope.summary, Scope.answers):
        a_token(database, KIM, scope)
    expired, revoked = session.exec(select(ApiToken)).all()
    expired.expires_at = clock() - timedelta(seconds=1)
    revoked.revoked_at = clock()
    session.commit()

    page = html.fromstring(browser.get("/account/tokens").text)

    said = [page.get_element_by_id(f"token-{each.id}") for each in (expired, revoked)]
    assert [each.xpath("string(.//*[contains(@class, 'tag')])").strip() for each in said] == list(
        OVER[language]
    )
    assert [each.xpath(".//form") for each in said] == [[], []]


def test_somebody_elses_key_cannot_be_revoked_from_the_page(browser, session, database):
    a_token(database, KIM, Scope.summary)
    key = session.exec(select(ApiToken)).one().id
    session.add(RoleGrant(person_id=SAM.id, role=Role.quality, unit_id=None))
    session.commit()
    browser.sign_in(SAM)

    foreign, none = (browser.post(f"/account/tokens/{each}/revoke") for each in (key, "nothing"))

    assert (foreign.status_code, none.status_code) == (404, 404)
    session.expire_all()
    assert session.exec(select(ApiToken)).one().revoked_at is None


def test_who_loses_the_role_has_a_key_that_opens_nothing_and_no_page(browser, session):
    program = a_program(browser, KIM, Scope.summary)
    grant = session.exec(select(RoleGrant).where(RoleGrant.person_id == KIM.id)).one()
    grant.role = Role.reviewer
    session.commit()

    refused = program.get("/rounds")
    browser.sign_in(KIM)

    assert (refused.status_code, refused.json()["code"]) == (401, "token_invalid")
    assert browser.get("/account/tokens").status_code == 403
    assert "/account/tokens" not in browser.get("/account").text


def test_a_form_that_asks_for_too_much_makes_no_key(browser, session):
    browser.sign_in(KIM)
    wrong = ({"days": "366"}, {"days": "0"}, {"scopes": []}, {"scopes": ["everything"]})

    codes = [browser.post("/account/tokens", data={**KEY, **each}).status_code for each in wrong]

    assert codes == [422] * len(wrong)
    assert session.exec(select(ApiToken)).all() == []


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_everybody_can_use_the_pages_of_the_keys(windows, live, session, database, width, scheme):
    for _ in range(3):
        a_token(database, KIM, *Scope)
    expired, revoked, _ = session.exec(select(ApiToken)).all()
    expired.expires_at = revoked.revoked_at = clock()
    session.commit()
    how = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    page = windows.open(KIM, **how)
    paths = [f"/account/tokens{rest}" for rest in ("", "/new", "/help")]

    said, wrong = look_at(page, live.url, paths)
    page.goto(f"{live.url}/account/tokens/new")
    page.get_by_label("Vad är den till för?").fill("Power BI")
    page.get_by_role("button", name="Gör nyckeln").click()
    key = page.locator("#token")

    assert wrong == {}
    assert said == []
    assert key.inner_text().startswith("stickprov_")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
