"""The day comes nearer, passes, and what was to be done is done, read again and found good."""

import urllib.request
from datetime import date
from email.message import EmailMessage

from playwright.sync_api import expect

from tests.story.conftest import House
from tests.story.desk import Desk
from tests.story.reviewing import QUESTION


def wants_to_hear(person: Desk, email: str) -> str:
    """Give an address for mail, and make one for the calendar, which is given back."""
    person.go("/account/reminders")
    person.write("E-postadress", email)
    person.press("Spara")
    person.press("Skapa en adress för min kalender")
    person.lookout.look_on_a_phone(person.page)
    return person.page.locator("#feed-address").inner_text()


def sees_what_to_do(person: Desk, *titles: str) -> None:
    person.go("/todo")
    for title in titles:
        expect(person.page.locator("main").get_by_role("link", name=title)).to_be_visible()
    person.lookout.look_on_a_phone(person.page)
    person.lookout.look_in_the_dark(person.page)


def calendar_holds(address: str, day: date, number: str) -> None:
    """Fetch the calendar as Outlook would, with nothing but its address."""
    with urllib.request.urlopen(address) as answer:
        lines = answer.read().decode().splitlines()
    summaries = [line for line in lines if line.startswith("SUMMARY") and number in line]
    assert summaries, lines
    at = lines.index(summaries[0])
    event = lines[max(at - 8, 0) : at + 8]
    assert f"DTSTART;VALUE=DATE:{day:%Y%m%d}" in event, event


def run_jobs(house: House, mails: list[EmailMessage]) -> dict[str, str]:
    """Let the timer run, and give what was written, by address."""
    mails.clear()
    house.stickprov("jobs", "run")
    return {str(mail["To"]): f"{mail['Subject']}\n{mail.get_content()}" for mail in mails}


def do(owner: Desk, action: str, evidence: str) -> None:
    """Begin, and say what shows that it is done."""
    owner.go(action)
    owner.press("Påbörja arbetet")
    owner.write("Vad som visar att den är genomförd", evidence)
    owner.lookout.look_on_a_phone(owner.page)
    owner.page.locator("#done").get_by_role("button", name="Markera som genomförd").click()
    owner.sees(evidence)
    owner.sees("Genomförd, effekt ej verifierad")


def cannot_close(quality: Desk, deviation: str, *numbers: str) -> None:
    """Try to close the deviation while nobody has seen whether what was done helped."""
    quality.go(deviation)
    quality.unfold("Hanterad: avsluta den")
    quality.page.locator("[name=note]").first.fill("Planen är upprättad.")
    with quality.lookout.refusing(409):
        quality.press("Avsluta avvikelsen")
    quality.sees(f"effekten av {', '.join(numbers)} är inte verifierad")
    expect(quality.page.locator("[name=note]").first).to_have_value("Planen är upprättad.")
    expect(quality.page.locator(".error-summary a")).to_have_attribute("href", "#actions")
    expect(quality.page.locator(".page-header")).to_contain_text("Hanteras")


def cannot_verify_own(owner: Desk, action: str) -> None:
    """See that whoever has done the work is not asked whether it helped."""
    owner.go(f"{action}/effect")
    expect(owner.page.get_by_role("button", name="Avsluta åtgärden med detta")).to_have_count(0)


def ask_for_re_review(quality: Desk, action: str, reader: Desk) -> None:
    """Ask somebody else to read the corrected file again, and only what it failed."""
    page = quality.page
    quality.go(action)
    quality.press("Verifiera effekten")
    asked = page.locator(f"[name=question_ids][value={QUESTION}]")
    expect(asked).to_be_checked()
    expect(page.get_by_role("button", name="Avsluta åtgärden med det omgr")).to_have_count(0)
    page.get_by_label(reader.name).check()
    quality.lookout.look_on_a_phone(page)
    quality.press("Begär omgranskning")
    quality.sees("Omgranskningen är begärd.")


def read_again(reader: Desk, case: str) -> None:
    """Read only what the file failed, as it is now: the plan is there."""
    page = reader.page
    reader.go("/todo")
    reader.lookout.look_on_a_phone(page)
    page.locator("main a[href^='/re-reviews/']").first.click()
    reader.sees(f"Omgranska ärende {case}")
    reader.lookout.look_on_a_phone(page)
    reader.lookout.look_in_the_dark(page)
    questions = page.locator(".review-questions input[type=radio]")
    names = {one.get_attribute("name") for one in questions.all()}
    assert f"value-{QUESTION}" in names
    for name in names:
        page.locator(f"label.segment.yes:has(input[name='{name}'])").click()
    reader.press("Lämna in")
    reader.sees(f"Omgranskningen av {case} är inlämnad.")


def verify_by_re_review(quality: Desk, action: str) -> None:
    quality.go(f"{action}/effect")
    quality.sees("Uppfyllt")
    quality.press("Avsluta åtgärden med det omgranskningen visar")
    quality.sees("är avslutad.")
    quality.sees("Hjälpte")
    quality.lookout.look_on_a_phone(quality.page)
