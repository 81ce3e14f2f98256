import pytest
from playwright.sync_api import expect

from tests.cast import MONA
from tests.make import a_register


@pytest.fixture
def page(windows, live, database):
    with database.writing() as session:
        a_register(session, {"HVB": 12, "Familjehem": 20})
    window = windows.open(MONA)
    window.goto(f"{live.url}/rounds/new")
    return window


def test_the_figures_follow_while_somebody_writes(page):
    size = page.locator("#sample_size")
    page.get_by_label("Ett antal ärenden", exact=True).check()

    size.fill("11")

    expect(page.locator("#preview .stats")).to_contain_text("11")
    expect(size).to_be_focused()
    size.fill("33")
    expect(page.locator("#preview")).to_contain_text("Du vill ha 33 ärenden, men det finns 32.")


def test_a_stratum_that_is_ticked_whole_is_drawn_whole_and_stays_ticked(page):
    page.get_by_label("Ett antal ärenden", exact=True).check()
    page.locator("#whole-strata summary").click()

    page.get_by_label("HVB (12)").check()

    expect(page.locator("#preview")).to_contain_text("12 av 12")
    expect(page.get_by_label("HVB (12)")).to_be_checked()
