"""From a failed answer to a deviation that somebody owns, and what is to be done about it."""

import re
from datetime import date

from playwright.sync_api import expect

from tests.story.desk import Desk
from tests.story.reviewing import QUESTION

DEFICIENCY = "section.card:has(h2:has-text('D1'))"


def cannot_approve(quality: Desk, round_: str, case: str) -> None:
    """Try to approve a review with a critical failure that nobody has answered for."""
    quality.go(f"{round_}/progress")
    quality.press(case)
    quality.sees("1 kritisk brist måste avgöras innan granskningen kan godkännas")
    with quality.lookout.refusing(409):
        quality.press("Godkänn granskningen")
    quality.sees("Kritiska brister som väntar på ställningstagande: 1.")
    quality.sees("Avgör för var och en om den blir en avvikelse")
    quality.lookout.look_on_a_phone(quality.page)


def make_deviation(quality: Desk) -> str:
    """Go where the refusal points: make a deviation, approve, and give its address."""
    page = quality.page
    quality.press("Gå dit")
    quality.lookout.look_on_a_phone(page)
    deficiency = page.locator(DEFICIENCY)
    expect(deficiency).to_contain_text("Kritisk")
    with page.expect_navigation(wait_until="load"):
        deficiency.get_by_role("button", name="Gör en avvikelse", exact=True).click()
    quality.sees("Allt kritiskt är avgjort")
    address = deficiency.locator("a[href^='/deviations/']").get_attribute("href") or ""
    quality.press("Tillbaka till granskningen för att godkänna den")
    quality.press("Godkänn granskningen")
    quality.sees("Granskningen är godkänd.")
    return address


def says_nothing_of_the_child(quality: Desk, deviation: str, *never: str) -> None:
    """Read what was drafted: which question, where and why; nothing that points to a child."""
    quality.go(deviation)
    drafted = quality.page.locator("section:has(> header #about), #about").first
    expect(drafted).to_contain_text("Finns en vårdplan som gäller den här placeringen?")
    expect(drafted).to_contain_text("Står inte i akten")
    texts = [quality.page.locator("h1").inner_text(), drafted.inner_text()]
    texts += [box.input_value() for box in quality.page.locator("textarea").all()]
    for word in never:
        assert not [text for text in texts if word.lower() in text.lower()], word


def begin(quality: Desk, deviation: str, owner: Desk, due_on: date) -> None:
    """Say who answers for the deviation and by when; before that, nobody can begin."""
    page = quality.page
    quality.go(deviation)
    quality.sees("Ange nedan vem som ansvarar och till vilken dag. Sedan kan hanteringen börja.")
    page.get_by_label("Ansvarig person").select_option(label=owner.name)
    quality.write("Ansvarig roll", "Enhetschef")
    quality.write("Klar senast", due_on.isoformat())
    page.get_by_label("Orsak", exact=True).select_option(label="Rutinen följdes inte")
    page.locator("[name=immediate_measure]").fill("Handläggaren har fått veta vad som saknas.")
    page.locator("#change").get_by_role("button", name="Spara").click()
    quality.sees("Avvikelsen är sparad.")
    quality.press("Börja hantera den")
    quality.sees("Avvikelsen hanteras från och med nu.")
    quality.lookout.look_on_a_phone(page)
    quality.lookout.look_in_the_dark(page)


def assess_lex_sarah(manager: Desk, deviation: str, diary_number: str) -> None:
    """Decide that the deviation is to be assessed according to lex Sarah, and do it."""
    page = manager.page
    manager.go(deviation)
    manager.unfold("Bedömning enligt lex Sarah")
    manager.press("Det ska göras")
    manager.sees("Sista dagen är antecknad.")
    manager.sees(re.compile(r"senast \d{4}-\d\d-\d\d"))
    manager.unfold("Gjort eller en annan dag")
    page.locator("#diary_number-lex_sarah").fill(diary_number)
    page.locator("#note-lex_sarah").fill("Ett missförhållande, men inte allvarligt.")
    manager.press("Det är gjort")
    manager.sees("Skyldigheten är fullgjord.")
    manager.sees(f"diarienummer {diary_number}")


def plan_correction(quality: Desk, deviation: str, owner: Desk, due_on: date) -> str:
    """Plan that the file is put right; that is seen by reading it again."""
    _plan(quality, deviation, owner, "Upprätta den vårdplan som saknas", due_on)
    quality.page.get_by_label("Den rättade akten omgranskas").check()
    return _put_into_plan(quality)


def plan_routine(quality: Desk, deviation: str, owner: Desk, due_on: date, since: str) -> str:
    """Plan that it does not happen again; that is seen in how the question comes out later."""
    page = quality.page
    _plan(quality, deviation, owner, "Vårdplanen är beslutad innan barnet flyttar", due_on)
    page.get_by_label("Hela verksamheten").check()
    page.get_by_label("En frågas förändring i en senare omgång").check()
    page.locator("[name=question_id]").select_option(QUESTION)
    page.get_by_label("Omgång att mäta från").select_option(label=since)
    quality.lookout.look_on_a_phone(page)
    return _put_into_plan(quality)


def _plan(quality: Desk, deviation: str, owner: Desk, title: str, due_on: date) -> None:
    page = quality.page
    quality.go(deviation)
    quality.press("Planera en åtgärd")
    quality.sees("Gäller 1 avvikelse")
    quality.write("Vad som ska göras", title)
    page.locator("[name=how]").fill("Gruppledaren går igenom planen innan placeringen börjar.")
    page.locator("[name=due_on]").fill(due_on.isoformat())
    page.get_by_label("Ansvarig person").select_option(label=owner.name)
    page.locator("[name=owner_role]").fill("Enhetschef")


def _put_into_plan(quality: Desk) -> str:
    quality.press("Lägg in i planen")
    quality.sees("ligger i planen.")
    return quality.page.url.removeprefix(quality.lookout.home)
