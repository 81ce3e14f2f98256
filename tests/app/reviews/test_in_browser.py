import re

import pytest
from playwright.sync_api import expect
from sqlmodel import select

from app.auth.models import SignInSession
from app.reviews.models import Answer
from tests.app.reviews.saves import save
from tests.cast import RUT
from tests.make import a_review

SAVED = re.compile(r"^Sparat \d\d:\d\d:\d\d$")
FIRST = "#q-inquiry_on_file"
PLAN = "#q-care_plan_exists"


@pytest.fixture
def page(windows, live, review):
    window = windows.open(RUT)
    window.goto(f"{live.url}/reviews/{review}")
    return window


def state(page, question):
    return page.locator(f"{question} .saved-text")


def choose(page, question, answer):
    page.locator(f"{question} .segment.{answer}").click()


def stored(database, question="inquiry_on_file"):
    with database.reading() as session:
        return session.exec(select(Answer).where(Answer.question_id == question)).one_or_none()


def test_an_answer_is_saved_as_it_is_given_and_stands_after_reloading(page, database):
    choose(page, FIRST, "yes")
    expect(state(page, FIRST)).to_have_text(SAVED)
    page.locator(f"{FIRST} summary", has_text="Kommentar").click()
    page.locator(f"{FIRST} textarea").fill("Finns i pärmen.")
    expect(state(page, FIRST)).to_have_text("Sparar…")
    expect(state(page, FIRST)).to_have_text(SAVED)
    page.reload()

    expect(page.locator(f"{FIRST} .segment.yes input")).to_be_checked()
    expect(page.locator(f"{FIRST} textarea")).to_have_value("Finns i pärmen.")
    assert (stored(database).value, stored(database).version) == ("yes", 2)


def test_an_answer_brings_its_follow_up_and_takes_it_away(page):
    expect(page.locator("#q-care_plan_contents")).to_have_count(0)

    choose(page, PLAN, "yes")

    expect(page.locator("#q-care_plan_contents")).to_be_visible()
    expect(page.locator(f"{PLAN} ~ #q-care_plan_contents")).to_have_count(1)
    expect(page.locator('#navigator a[href="#q-care_plan_contents"]')).to_have_count(1)

    choose(page, PLAN, "no")

    expect(page.locator("#q-care_plan_contents")).to_be_hidden()
    expect(page.locator('#navigator a[href="#q-care_plan_contents"]')).to_have_count(0)
    expect(page.locator(f"{PLAN}-reason")).to_be_visible()


def test_a_follow_up_can_be_answered_at_once(page, database):
    choose(page, PLAN, "yes")
    choose(page, "#q-care_plan_contents", "partly")

    expect(state(page, "#q-care_plan_contents")).to_have_text(SAVED)
    assert stored(database, "care_plan_contents").value == "partly"


def test_a_time_limit_is_worked_out_while_she_writes(page):
    considerations = page.locator("#q-considerations .written input.input")
    considerations.first.fill("2025-06-01")
    page.locator("#q-considerations [data-add]").click()
    considerations.last.fill("1 februari 2026")
    considerations.last.press("Tab")

    expect(page.locator("#q-considerations .understood")).to_have_text(
        "1 juni 2025, 1 februari 2026"
    )
    expect(page.locator("#q-considerations_every_6_months .result")).to_contain_text("för sent")
    expect(considerations.last).to_have_value("1 februari 2026")


def test_two_windows_show_both_texts_and_she_chooses(page, database):
    other = page.context.new_page()
    other.goto(page.url)
    choose(page, FIRST, "no")
    expect(state(page, FIRST)).to_have_text(SAVED)

    choose(other, FIRST, "yes")

    clash = other.locator(f"{FIRST} .conflict")
    expect(clash).to_contain_text("Nej")
    expect(clash).to_contain_text("Ja")
    expect(state(other, FIRST)).to_have_text("EJ SPARAT")
    assert stored(database).value == "no"

    clash.get_by_role("button", name="Spara mitt").click()

    expect(state(other, FIRST)).to_have_text(SAVED)
    assert (stored(database).value, stored(database).version) == ("yes", 2)


def test_in_a_conflict_she_may_keep_what_was_saved(page, database, review):
    save(database, review, value="no", comment="Från den andra fliken")

    choose(page, FIRST, "yes")
    page.locator(f"{FIRST} [data-choose=saved]").click()

    expect(page.locator(f"{FIRST} .segment.no input")).to_be_checked()
    expect(page.locator(f"{FIRST} textarea")).to_have_value("Från den andra fliken")
    expect(page.locator("#saved")).not_to_contain_text("EJ SPARAT")
    assert stored(database).version == 1


def test_while_the_server_is_away_nothing_is_called_saved_and_nothing_is_lost(page, live, database):
    live.stop()
    choose(page, FIRST, "yes")
    expect(state(page, FIRST)).to_have_text("EJ SPARAT")
    expect(page.locator("#saved .saved-text")).to_have_text("EJ SPARAT")
    expect(page.locator("#unsaved-banner")).to_be_visible()
    page.locator(f"{FIRST} summary", has_text="Kommentar").click()
    page.locator(f"{FIRST} textarea").fill("Skrivet utan kontakt.")

    live.start()

    expect(state(page, FIRST)).to_have_text(SAVED, timeout=20_000)
    expect(page.locator("#unsaved-banner")).to_be_hidden()
    assert stored(database).comment == "Skrivet utan kontakt."


def test_when_she_is_signed_out_her_text_stays_and_is_saved_after(page, windows, database):
    with database.writing() as session:
        for opened in session.exec(select(SignInSession)):
            session.delete(opened)

    choose(page, FIRST, "yes")

    expect(state(page, FIRST)).to_have_text("EJ SPARAT")
    expect(page.locator("#unsaved-banner")).to_contain_text("logga in i en ny flik")
    assert stored(database) is None

    windows.sign_in(page.context, RUT)

    expect(state(page, FIRST)).to_have_text(SAVED, timeout=20_000)
    assert stored(database).value == "yes"


def test_what_is_no_answer_is_told_beside_the_field(page, database):
    page.locator("#q-visits .written input.input").first.fill("i våras")
    page.locator("#q-visits .written input.input").first.press("Tab")

    expect(page.locator("#q-visits .field-error")).to_have_text(
        "Skriv datumet som år-månad-dag, till exempel 2026-03-01."
    )
    expect(state(page, "#q-visits")).to_have_text("EJ SPARAT")
    assert stored(database, "visits") is None


def test_the_keyboard_answers_and_goes_on(page, database):
    page.keyboard.press("n")
    expect(state(page, FIRST)).to_have_text(SAVED)
    page.keyboard.press("Enter")
    page.keyboard.press("j")

    expect(state(page, "#q-placement_decided_by_committee")).to_have_text(SAVED)
    assert stored(database).value == "no"
    assert stored(database, "placement_decided_by_committee").value == "yes"


def test_letters_are_letters_while_she_writes(page, database):
    page.locator(f"{FIRST} summary", has_text="Kommentar").click()
    page.locator(f"{FIRST} textarea").press_sequentially("jn?")

    expect(state(page, FIRST)).to_have_text(SAVED)
    expect(page.locator("#keys")).to_be_hidden()
    assert (stored(database).value, stored(database).comment) == ("", "jn?")


def test_the_keys_are_explained_and_can_be_switched_off(page):
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.get_by_label("Använd kortkommandon").uncheck()
    page.keyboard.press("Escape")
    page.reload()

    page.keyboard.press("j")

    expect(page.locator(f"{FIRST} .segment.yes input")).not_to_be_checked()
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_a_window_with_unsaved_text_does_not_close_by_mistake(page, live):
    live.stop()
    choose(page, FIRST, "yes")
    expect(state(page, FIRST)).to_have_text("EJ SPARAT")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))

    page.close(run_before_unload=True)
    page.wait_for_timeout(300)

    assert asked == ["beforeunload"]
    live.start()


def test_answers_given_here_can_be_handed_in_here(windows, live, database):
    with database.writing() as session:
        review = a_review(session, form_name="placed_child_short").id
    page = windows.open(RUT)
    page.goto(f"{live.url}/reviews/{review}")
    for _ in range(40):
        left = page.locator("#next-unanswered")
        if left.is_hidden():
            break
        question = left.get_attribute("href")
        answer(page, question)
        expect(state(page, question)).to_have_text(SAVED)
    page.get_by_role("button", name="Lämna in").click()

    expect(page.locator("#messages")).to_contain_text("är inlämnat")


def answer(page, question):
    form = page.locator(f"{question} .answer-form")
    match form.get_attribute("data-kind"):
        case "met":
            choose(page, question, "yes")
        case "number":
            form.locator("input.input").fill("4")
            form.locator("input.input").press("Tab")
        case _:
            form.locator("input.input").first.fill("2026-02-01")
            form.locator("input.input").first.press("Tab")
