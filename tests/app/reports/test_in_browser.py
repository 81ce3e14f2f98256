import pytest
from playwright.sync_api import expect
from sqlmodel import select

from app.reports.models import AreaWords, Report
from tests.app.reports.reported import a_closed_round, a_draft, content, write_everything
from tests.barriers import barriers
from tests.cast import KIM


@pytest.fixture
def draft(database):
    with database.writing() as session:
        a_closed_round(session)
        report = a_draft(session)
        red = content(session, report).red[0]
    return report.id, red


def test_from_a_red_question_to_a_signed_report(windows, live, database, draft):
    report_id, red = draft
    page = windows.open(KIM)
    page.goto(f"{live.url}/reports/{report_id}/analysis")
    assert barriers(page) == []
    area = page.locator(".area", has=page.locator(f'[id="area-{red.area}"]'))
    area.get_by_label("Vad vi ser").fill("Vi ser brister.")
    area.get_by_role("button", name="Spara orden").click()
    expect(area.get_by_text("Orden är sparade.")).to_be_visible()
    area.get_by_label("Med ord").fill("Utbildning i höst.")
    area.get_by_role("button", name="Spara beslutet").click()
    expect(area.get_by_text("Åtgärda: Utbildning i höst.").first).to_be_visible()
    expect(page.locator("#progress")).to_contain_text("kan inte undertecknas")

    with database.writing() as session:
        assert session.exec(select(AreaWords)).one().seen == "Vi ser brister."
        write_everything(session, session.get_one(Report, report_id))
    page.reload()
    page.locator("#progress summary", has_text="Underteckna rapporten").click()
    page.get_by_role("button", name="Underteckna och frys").click()

    expect(page.get_by_text("Rapporten är undertecknad.")).to_be_visible()
    expect(page.locator(".signature")).to_contain_text("Kim Öst")
    assert barriers(page) == []


def test_words_that_do_not_arrive_are_not_called_saved(windows, live, draft):
    report_id, red = draft
    page = windows.open(KIM)
    page.goto(f"{live.url}/reports/{report_id}/analysis")
    area = page.locator(".area", has=page.locator(f'[id="area-{red.area}"]'))
    area.get_by_label("Vad vi ser").fill("Vi ser brister.")
    save = area.get_by_role("button", name="Spara orden")

    page.context.set_offline(True)
    save.click()

    expect(area.get_by_role("alert")).to_contain_text("inget har sparats")
    expect(area.get_by_label("Vad vi ser")).to_have_value("Vi ser brister.")
    page.context.set_offline(False)
    save.click()
    expect(area.get_by_text("Orden är sparade.")).to_be_visible()
    expect(area.get_by_role("alert")).to_have_count(0)
