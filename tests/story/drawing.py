"""From the plan to a sample that anybody can check."""

import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import expect

from tests.story.desk import Desk
from tests.story.register import Register

ROUND = "Hösten 2025"
SAMPLE = 10
PAPERS = ("Protokoll", "Urvalsramen", "Undantagna ärenden", "Kontrollprogram")


def plan(manager: Desk, register: Register) -> str:
    """Plan a round, watching what it comes to, and give its address."""
    page = manager.page
    manager.go("/rounds")
    manager.press("Ny omgång")
    figures = page.locator("#preview")
    manager.write("Omgångens namn", ROUND)
    page.get_by_label("Granskningsmall").select_option("placed_child_short/2026-1")
    manager.write("Period från", "2025-05-01")
    manager.write("Period till", "2025-10-31")
    manager.write("Granskas senast", (manager.clock() + timedelta(days=28)).date().isoformat())
    page.get_by_label("Ett antal ärenden", exact=True).check()
    manager.write("Antal, vid ett antal ärenden", SAMPLE - 1)
    expect(figures).to_contain_text(f"ärenden i populationen{len(register.frame)}")
    expect(figures).to_contain_text(f"ärenden att dra{SAMPLE - 1}")
    manager.write("Antal, vid ett antal ärenden", SAMPLE)
    manager.write("Minst i varje stratum", 3)
    manager.write("Dubbelgranskas", "20")
    manager.write("Tid per ärende", "1,5")
    expect(figures).to_contain_text(f"ärenden att dra{SAMPLE}")
    expect(figures).to_contain_text("4 av 18")
    manager.lookout.look(page)
    manager.lookout.look_on_a_phone(page)
    manager.press("Spara planen")
    manager.sees("Omgången är planerad.")
    return page.url.removeprefix(manager.lookout.home)


def count(person: Desk, round_: str, found: int) -> None:
    """Count in the case system what the export should have held."""
    person.go(round_)
    person.write("Antal placeringar i verksamhetssystemet", found)
    person.press("Spara antalet")
    person.sees("Antalet stämmer")


def freeze(manager: Desk, round_: str) -> str:
    """Freeze the frame, and give the sum that everybody writes down."""
    manager.go(round_)
    manager.unfold("Frys urvalsramen")
    manager.press("Frys och lås")
    return manager.page.locator("#commit-sum").inner_text()


def roll(person: Desk, round_: str, digits: Sequence[str]) -> None:
    """Type what the dice showed. Time has passed, so she shows once more who she is."""
    person.go(round_)
    person.clock.wait(minutes=6)
    person.press("Skriv in mina tärningar")
    person.prove()
    for box, five in enumerate(digits, start=1):
        person.page.locator(f"#digits-{box}").fill(five)
    person.press("Lämna in mina siffror")
    person.sees("Dina siffror är inne. Ingen kan se dem än.")


def draw(manager: Desk, round_: str) -> dict[str, str]:
    """Draw, and give the cases by number, each with its stratum."""
    manager.go(round_)
    manager.press("Till dragningen")
    if "/confirm?" in manager.page.url:
        manager.prove()
    manager.lookout.look_in_the_dark(manager.page)
    manager.press("Dra urvalet")
    manager.sees("Urvalet är draget.")
    for stratum in manager.page.locator("#sample details:not([open]) > summary").all():
        stratum.click()
    manager.lookout.look_on_a_phone(manager.page)
    return {
        number.inner_text(): table.locator("caption").inner_text()
        for table in manager.page.locator("#sample details table").all()
        for number in table.locator("tbody th").all()
    }


def check_elsewhere(person: Desk, round_: str, written_down: str, to: Path) -> str:
    """Take the papers home, and redo the draw with a program that knows nothing of Stickprov."""
    person.go(round_)
    person.clock.wait(minutes=6)
    person.take_with_proof("Protokoll", to)
    for paper in PAPERS[1:]:
        person.take(paper, to)
    done = subprocess.run(
        [sys.executable, "-I", "verify_draw.py", "transcript.json", "frame.txt", "excluded.txt",
         written_down],
        cwd=to, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
