"""The door in a real browser: nothing refused by the browser's own rules, nothing left behind."""

import pyotp
import pytest

from app.auth.choosing import LINK_LASTS, issue_link
from app.clock import now
from tests.app.auth.door import PASSWORD, has_password
from tests.barriers import barriers
from tests.cast import ADA, AUDREY

OPEN = ["/sign-in", "/help", "/accessibility"]
OF_ADA = ["/people", "/people/new", "/people/rut", "/people/rut/roles", "/people/rut/link"]
OF_ADA += ["/units", "/log", "/account", "/account/second-factor", "/confirm"]
OF_AUDREY = ["/log", "/log/readings?case=x", "/people"]

LEFT_BEHIND = """async () => [
  localStorage.length, sessionStorage.length,
  (await indexedDB.databases()).length, (await caches.keys()).length,
]"""


def look_at(page, url, paths):
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("request", lambda sent: sent.url.startswith((url, "data:")) or said.append(sent.url))
    wrong = {}
    for path in paths:
        answer = page.goto(url + path)
        wrong[path] = barriers(page) if answer.status == 200 else answer.status
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong[path].append("wider than the window")
    return said, {path: fault for path, fault in wrong.items() if fault}


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
@pytest.mark.parametrize(
    ("actor", "paths"),
    [(None, OPEN), (ADA, OF_ADA), (AUDREY, OF_AUDREY)],
    ids=["a stranger", "the administrator", "the auditor"],
)
def test_everybody_can_use_the_pages(windows, live, database, actor, paths, width, scheme):
    with database.writing() as session:
        has_password(session, ADA)
    how = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    page = windows.open(actor, **how) if actor else windows.chromium.new_context(**how).new_page()

    said, wrong = look_at(page, live.url, paths)

    assert wrong == {}
    assert said == []


def test_from_the_link_to_the_first_page_and_out_again(windows, live, database):
    with database.writing() as session:
        token = issue_link(session, AUDREY, "ada", lasts=LINK_LASTS, now=now())
    page = windows.chromium.new_context().new_page()
    page.goto(f"{live.url}/invite/{token}")

    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Välj det här lösenordet").click()
    page.get_by_label("Användarnamn").fill("ada")
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Logga in").click()
    page.wait_for_url("**/account/second-factor")
    assert page.locator("img.qr").evaluate("picture => picture.naturalWidth") > 0
    secret = page.locator("code.key").inner_text().replace(" ", "")
    page.get_by_role("textbox", name="Kod").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Börja använda").click()
    assert page.locator(".codes li").count() == 10
    page.get_by_role("link", name="Jag har sparat dem").click()
    page.wait_for_url("**/people")

    page.locator("details.account summary").click()
    page.get_by_role("button", name="Logga ut").click()
    page.wait_for_url("**/sign-in")

    assert page.evaluate(LEFT_BEHIND) == [0, 0, 0, 0]
    assert not any(cookie["name"] == "s" for cookie in page.context.cookies())
    page.go_back()
    page.wait_for_url("**/sign-in**")
    assert page.get_by_role("heading", name="Logga in").is_visible()
