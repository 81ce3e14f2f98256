import re

import pytest
from playwright.sync_api import expect

from app.clock import now
from app.key_figures.models import Area, Source
from app.key_figures.months import FactorPlan, define_factor, enter_months
from app.key_figures.service import set_values
from app.reminders.outbox import today_of
from tests.app.key_figures.test_months import month
from tests.app.reminders.due import TODAY, an_action
from tests.barriers import barriers
from tests.cast import KIM, MAX, NOON


@pytest.fixture
def late(database):
    with database.writing() as session:
        days = (today_of(now()) - TODAY).days
        return an_action(session, days=days - 2).id


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_manager_begins_with_what_is_late(windows, live, late, scheme):
    page = windows.open(MAX, color_scheme=scheme)

    page.goto(live.url)

    expect(page).to_have_url(f"{live.url}/todo")
    expect(page.locator(".menu-count .count")).to_have_text("1")
    expect(page.locator(".todo-item.late")).to_contain_text("2 dagar för sent")
    link = page.get_by_role("link", name="Ny checklista för uppföljning")
    expect(link).to_have_attribute("href", f"/actions/{late}")
    assert barriers(page) == []


def test_she_takes_it_to_her_calendar(windows, live):
    page = windows.open(MAX)
    page.goto(f"{live.url}/account/reminders")

    page.get_by_role("button", name="Skapa en adress för min kalender").click()

    address = page.locator("#feed-address").inner_text()
    assert re.fullmatch(rf"{live.url}/calendar/[\w-]{{43}}\.ics", address)
    assert barriers(page) == []
    fetched = page.request.get(address)
    assert fetched.text().startswith("BEGIN:VCALENDAR")


@pytest.mark.parametrize("width", [390, 1280])
def test_key_figures_can_be_read_by_everybody(windows, live, database, width):
    with database.writing() as session:
        for year in (2021, 2022, 2024):
            values = {Area.own: year - 2000.0, Area.similar: 20.0, Area.country: None}
            set_values(session, KIM, "N33001", year, values, Source.kolada, now=NOON)
        plan = FactorPlan(name="Besök i tid", counted="besök i tid", of="besök", active=True)
        factor = define_factor(session, KIM, plan, now=NOON)
        enter_months(session, KIM, factor.id, [month(each) for each in range(12)], now=NOON)
    page = windows.open(KIM, viewport={"width": width, "height": 800})

    for address in ("", "/N33001", "/monthly", f"/monthly/{factor.id}"):
        page.goto(f"{live.url}/key-figures{address}")
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
