"""The way of an action in a real browser: planned, done, read again, closed; and no barrier on it."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from app.actions.models import Action, ReReview
from tests.app.actions.plans import a_finding
from tests.app.actions.test_effect import QUESTION, a_mended_case, ask
from tests.cast import KIM, MONA, RUT

pytestmark = pytest.mark.xdist_group("browser")
AXE = Path(__file__).parents[2] / "vendor" / "axe.min.js"


def barriers(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found["violations"]]


def test_an_action_goes_from_plan_to_verified_effect_and_no_page_has_a_barrier(
    windows, live, session, database
):
    asked = a_finding(session, "Säkerställ att vårdplaner finns.")
    session.commit()
    found = {}
    page = windows.open(MONA, bypass_csp=True)
    page.goto(f"{live.url}/external-findings/{asked.id}")
    found["finding"] = barriers(page)
    page.get_by_role("link", name="Planera en åtgärd").click()
    found["form"] = barriers(page)
    page.get_by_label("Vad som ska göras").fill("Mall för vårdplan")
    page.get_by_label("Klart senast").fill("2026-12-31")
    page.get_by_label("Ansvarig person").select_option(label="Rut Lind")
    page.get_by_role("button", name="Lägg in i planen").click()
    expect(page.get_by_role("heading", name="Mall för vårdplan")).to_be_visible()
    home = page.url

    hers = windows.open(RUT, bypass_csp=True)
    hers.goto(home)
    hers.get_by_role("button", name="Påbörja arbetet").click()
    hers.get_by_label("Vad som visar att den är genomförd").fill("I drift sedan 1 december.")
    hers.get_by_role("button", name="Markera som genomförd").click()
    expect(hers.get_by_text("Väntar på att effekten ska verifieras")).to_be_visible()
    found["action"] = barriers(hers)

    quality = windows.open(KIM, bypass_csp=True, viewport={"width": 390, "height": 800})
    quality.goto(home + "/effect")
    found["effect"] = barriers(quality)
    quality.get_by_label("Går inte att avgöra").check()
    quality.get_by_label("Vad som visar det").fill("För få ärenden än.")
    quality.get_by_role("button", name="Avsluta åtgärden med detta").click()
    expect(quality.get_by_text("Avslutad, effekt verifierad").first).to_be_visible()
    for name in ("/actions", "/actions/figures", "/actions/orphans", "/actions/import"):
        quality.goto(live.url + name)
        found[name] = barriers(quality)

    assert {name: some for name, some in found.items() if some} == {}
    with database.reading() as reading:
        action = reading.exec(select(Action)).one()
        assert (action.state, action.effect) == ("verified", "cannot_tell")


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
