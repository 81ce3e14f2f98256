"""The way of an action in a real browser: planned, done, closed; and no barrier on it."""

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from app.actions.models import Action, ReReview
from tests.app.actions.plans import a_closed_action, a_finding, an_action
from tests.app.actions.test_effect import QUESTION, a_mended_case, ask
from tests.barriers import barriers
from tests.cast import KIM, MONA, RUT


@pytest.fixture
def window(windows):
    return windows.open


def test_an_action_goes_from_plan_to_verified_effect(window, live, session, database):
    asked = a_finding(session, "Säkerställ att vårdplaner finns.")
    session.commit()
    home = plan(window(MONA), f"{live.url}/external-findings/{asked.id}")
    do(window(RUT), home)
    verify(window(KIM, viewport={"width": 390, "height": 800}), home)

    with database.reading() as reading:
        action = reading.exec(select(Action)).one()
        assert (action.state, action.effect) == ("verified", "cannot_tell")


def plan(page: Page, finding: str) -> str:
    page.goto(finding)
    assert barriers(page) == []
    page.get_by_role("link", name="Planera en åtgärd").click()
    assert barriers(page) == []
    saving = page.get_by_label("Planerad besparing")
    expect(saving).to_be_hidden()
    page.get_by_label("Slag").select_option(label="Ekonomi")
    expect(saving).to_be_visible()
    page.get_by_label("Vad som ska göras").fill("Mall för vårdplan")
    page.get_by_label("Klart senast").fill("2026-12-31")
    page.get_by_label("Ansvarig person").select_option(label="Rut Lind")
    page.get_by_role("button", name="Lägg in i planen").click()
    expect(page.get_by_role("heading", name="Mall för vårdplan")).to_be_visible()
    return page.url


def do(page: Page, home: str) -> None:
    page.goto(home)
    page.get_by_role("button", name="Påbörja arbetet").click()
    page.get_by_label("Vad som visar att den är genomförd").fill("I drift sedan 1 december.")
    page.get_by_role("button", name="Markera som genomförd").click()
    expect(page.get_by_text("Väntar på att effekten ska verifieras")).to_be_visible()
    assert barriers(page) == []


def verify(page: Page, home: str) -> None:
    page.goto(home + "/effect")
    assert barriers(page) == []
    page.get_by_label("Kan inte avgöras").check()
    page.get_by_label("Vad som visar det").fill("För få ärenden än.")
    page.get_by_role("button", name="Avsluta åtgärden med detta").click()
    expect(page.get_by_text("Avslutad, effekt verifierad").first).to_be_visible()


def test_no_page_of_the_plan_has_a_barrier(window, live, session):
    a_closed_action(session)
    an_action(session, owner_id=None)
    a_finding(session, "Säkerställ att vårdplaner finns.")
    session.commit()
    page = window(KIM)
    found = {}
    paths = ("", "/figures", "/orphans", "/import", "/print")
    for path in (*(f"/actions{name}" for name in paths), "/external-findings"):
        page.goto(live.url + path)
        found[path] = barriers(page)

    assert {path: some for path, some in found.items() if some} == {}


def test_a_corrected_file_is_read_again_with_javascript_off(windows, live, session, database):
    asked = ask(session, a_mended_case(session))
    session.commit()
    page = windows.open(RUT, java_script_enabled=False)
    page.goto(f"{live.url}/re-reviews/{asked.id}")
    page.locator(f"#q-{QUESTION} .segment.yes").click()
    page.get_by_role("button", name="Lämna in").click()

    expect(page.get_by_text("är inlämnad")).to_be_visible()
    with database.reading() as reading:
        assert reading.get(ReReview, asked.id).done_at is not None
