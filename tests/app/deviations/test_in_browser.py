"""From a failed answer to a handled deviation, in a real browser, with no barrier on the way."""

from datetime import timedelta

from playwright.sync_api import expect

from tests.app.deviations.failing import a_failing_review
from tests.barriers import barriers
from tests.cast import KIM, NOON


def see_no_barrier(page):
    """Look at the page as it stands, on a phone too."""
    assert barriers(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.set_viewport_size({"width": 1280, "height": 900})


def test_a_failed_answer_becomes_a_deviation_that_somebody_handles(windows, live, database):
    with database.writing() as session:
        round_, review = a_failing_review(session)
    page = windows.open(KIM)
    page.goto(f"{live.url}/rounds/{round_.id}/reviews/{review.id}")
    see_no_barrier(page)

    page.get_by_role("button", name="Godkänn granskningen").click()
    expect(page.locator("main")).to_contain_text("Kritiska brister som väntar")
    page.get_by_role("link", name="Gå dit").click()
    page.get_by_role("button", name="Gör en avvikelse", exact=True).first.click()
    page.get_by_text("Ingen avvikelse behövs").last.click()
    page.get_by_label("Därför att").last.fill("Samtalen finns i en annan akt.")
    page.get_by_role("button", name="Ingen avvikelse", exact=True).last.click()
    expect(page.locator("main")).to_contain_text("Allt kritiskt är avgjort")
    see_no_barrier(page)

    page.locator("main a", has_text="Inte uppfyllt").first.click()
    see_no_barrier(page)
    handle(page)

    for address in ("/deviations", "/deviations/figures", f"/rounds/{round_.id}/deficiencies"):
        page.goto(live.url + address)
        see_no_barrier(page)


def handle(page):
    """Give the deviation an owner and a day, and close it with a note."""
    page.goto(page.url)
    page.locator("#owner_id").select_option("mona")
    page.locator("#due_on").fill(str(NOON.date() + timedelta(days=400)))
    page.get_by_role("button", name="Spara").click()
    page.get_by_role("button", name="Börja hantera den").click()
    page.get_by_text("Hanterad: avsluta den").click()
    page.get_by_label("Hur hanterades den?").fill("Planen är skriven.")
    page.get_by_role("button", name="Avsluta avvikelsen").click()
    expect(page.locator("main")).to_contain_text("Avvikelsen är hanterad och avslutad")
