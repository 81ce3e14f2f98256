"""Whether it helped, what the figures and the board are told of it, and what the log holds."""

import re
from collections.abc import Sequence

from playwright.sync_api import expect

from tests.story.desk import Desk

CANNOT_TELL, BETTER = "Kan inte avgöras", "Bättre än vad slumpen förklarar."
ARROW = re.compile("[↑↓↗↘▲▼]")


def cannot_be_told(quality: Desk, round_: str, action: str, pair: str) -> None:
    """Read a change that chance explains: it is said so, without an arrow, and closes nothing."""
    quality.go(f"{action}/effect")
    section = quality.page.locator(f"section:has(> h3:text-is('{pair}'))")
    expect(section).to_contain_text(CANNOT_TELL)
    expect(section).to_contain_text("ryms inom vad slumpen förklarar")
    assert not ARROW.search(section.inner_text())
    quality.go(f"{round_}/change")
    quality.lookout.look_on_a_phone(quality.page)
    row = quality.page.locator("#questions tr", has_text="D1 Finns")
    expect(row).to_contain_text(CANNOT_TELL)
    assert not ARROW.search(row.inner_text())
    expect(quality.page.locator("#sure")).not_to_contain_text("D1 Finns")


def surely_better(reader: Desk, round_: str, since: str) -> None:
    """Read among what has surely changed that the question is better than in a round before."""
    reader.go(f"{round_}/change")
    reader.page.get_by_label("Jämför med").select_option(label=since)
    reader.press("Jämför")
    expect(reader.page.locator("#sure li", has_text="D1 Finns")).to_contain_text("Bättre")
    reader.lookout.look_on_a_phone(reader.page)
    reader.lookout.look_in_the_dark(reader.page)


def verify_by_change(quality: Desk, action: str, pair: str) -> None:
    """Close the action by a change that chance does not explain."""
    quality.go(f"{action}/effect")
    section = quality.page.locator(f"section:has(> h3:text-is('{pair}'))")
    expect(section).to_contain_text(BETTER)
    quality.lookout.look_on_a_phone(quality.page)
    with quality.page.expect_navigation(wait_until="load"):
        section.get_by_role("button", name="Avsluta åtgärden med detta").click()
    quality.sees("är avslutad.")
    quality.sees(BETTER)


def close_deviation(quality: Desk, deviation: str, note: str) -> None:
    quality.go(deviation)
    quality.unfold("Hanterad: avsluta den")
    quality.page.locator("[name=note]").first.fill(note)
    quality.press("Avsluta avvikelsen")
    quality.sees("Avvikelsen är hanterad och avslutad.")
    quality.lookout.look_on_a_phone(quality.page)
    quality.lookout.look_in_the_dark(quality.page)


def figures_say(reader: Desk, path: str, *sentences: str) -> None:
    reader.go(path)
    text = " ".join(reader.page.locator("main").inner_text().split())
    for sentence in sentences:
        assert sentence in text, (sentence, text)
    reader.lookout.look_on_a_phone(reader.page)
    reader.lookout.look_in_the_dark(reader.page)


def begin_report(writer: Desk, year: int) -> str:
    """Begin the report of a year; its figures are there before the first word is written."""
    writer.go(f"/reports?year={year}")
    writer.lookout.look_on_a_phone(writer.page)
    card = writer.page.locator("article.card", has_text=f"Kvalitetsberättelse {year}")
    with writer.page.expect_navigation(wait_until="load"):
        card.get_by_role("button", name="Påbörja rapporten").click()
    writer.lookout.look(writer.page)
    return writer.page.url.removeprefix(writer.lookout.home).removesuffix("/analysis")


def log_holds(auditor: Desk, steps: Sequence[tuple[str, str]]) -> None:
    """Find every step in the log, with who took it."""
    auditor.go("/log")
    for what, who in steps:
        auditor.page.get_by_label("Vad som gjordes").select_option(label=what)
        auditor.press("Visa")
        expect(auditor.page.locator("tbody tr", has_text=who).first).to_be_visible()
    auditor.press("Kontrollera loggen")
    auditor.sees("Loggen är hel:")
