"""The first days: who works here, and what is in the case system."""

import re
from collections.abc import Sequence

from playwright.sync_api import expect

from tests.story.desk import Desk
from tests.story.register import IDENTITY_NUMBER, NAME, Register


def add_units(admin: Desk, names: Sequence[str]) -> None:
    admin.go("/units")
    for name in names:
        admin.write("Enhetens namn", name)
        admin.press("Lägg till")
    expect(admin.page.locator("tbody tr")).to_have_count(len(names))


def add_person(admin: Desk, person: Desk, role: str, *, unit: str = "", code: str = "") -> str:
    """Add somebody with a role in the whole organisation, and give the link to hand over."""
    admin.go("/people")
    admin.press("Lägg till en person")
    admin.write("Användarnamn", person.username)
    admin.write("För- och efternamn", person.name)
    if unit:
        admin.page.get_by_label("Enhet", exact=True).select_option(label=unit)
        admin.page.locator("[name=caseworker]").fill(code)
    admin.page.locator(f'input[name=grants][value="{role}:*"]').check()
    admin.press("Lägg till och skapa en länk")
    return admin.page.get_by_label("Länk", exact=True).input_value()


def bring_in_register(manager: Desk, register: Register) -> None:
    """Look at what the file would do, and bring it in without the row that says too much."""
    manager.go("/register")
    manager.page.set_input_files(
        "input[type=file]",
        {"name": NAME, "mimeType": "text/csv", "buffer": register.export()},
    )
    manager.press("Granska filen")
    result = manager.page.locator("#result .stats")
    expect(result).to_contain_text(re.compile(r"nya\s*39"))
    refusals = manager.page.locator("#refusals")
    expect(refusals).to_contain_text("Utförare")
    expect(manager.page.locator("html")).not_to_contain_text(IDENTITY_NUMBER)
    manager.lookout.look_on_a_phone(manager.page)
    manager.page.get_by_label("Ta in de andra raderna utan den avvisade raden").check()
    manager.press("Ta in 39 placeringar")
    manager.sees("Registret är inläst: 39 nya, 0 ändrade och 0 borta.")
    manager.lookout.look_in_the_dark(manager.page)
