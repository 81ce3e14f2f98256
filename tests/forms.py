"""The forms of a page, filled in as a browser would send them."""

from typing import Any

from lxml import html

from tests.conftest import Browser


def forms_of(page: Any) -> dict[str, dict[str, Any]]:
    """Give what each form of a page holds before anybody types, by the address it is sent to."""
    forms: dict[str, dict[str, Any]] = {}
    for form in html.fromstring(page.text).forms:
        held = forms.setdefault(form.action or "", {})
        for name, sent in form.form_values():
            value = sent.removeprefix("\n")  # the line break after <textarea> is none of its text
            held[name] = [*held[name], value] if name in held else [value]
    return forms


def fill_in(browser: Browser, page: str, action: str = "", **typed: Any) -> Any:
    """Open a page, type in one of its forms, and send it."""
    held = forms_of(browser.get(page))[action or page]
    return browser.post(action or page, data=held | typed)
