import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from babel.support import NullTranslations, Translations
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

LANGUAGES = {"sv": "Svenska", "en": "English"}
DEFAULT = "sv"
_SIGN = re.compile(r"(?<=\d) (?=[%§])")
ZONE = ZoneInfo("Europe/Stockholm")

_language: ContextVar[str] = ContextVar("language", default=DEFAULT)


def language() -> str:
    """Tell the language of the page that is being made."""
    return _language.get()


class Language:
    """Choose the language of each page by the reader's own cookie; Swedish otherwise."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            # Programs have no cookies; what they read is the same for all of them.
            cookies = {} if scope["path"].startswith("/api/") else HTTPConnection(scope).cookies
            chosen = cookies.get("language", DEFAULT)
            _language.set(chosen if chosen in LANGUAGES else DEFAULT)
        await self.app(scope, receive, send)


def in_language(code: str) -> Any:
    """Set the language outside a request; give the token that sets it back."""
    return _language.set(code)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Write in somebody else's language inside the block."""
    before = _language.set(code if code in LANGUAGES else DEFAULT)
    try:
        yield
    finally:
        _language.reset(before)


def catalogue() -> Catalog:
    """Gather the Swedish texts that lie beside the pages that show them."""
    whole = Catalog(locale="sv")
    for path in sorted(Path(__file__).parent.parent.glob("**/sv.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="sv"):
                if message.id:
                    whole[message.id] = message
    return whole


@cache
def _translations(code: str) -> NullTranslations:
    if code == "en":
        return NullTranslations()
    binary = BytesIO()
    write_mo(binary, catalogue())
    binary.seek(0)
    return Translations(binary)


def gettext(text: str) -> str:
    """Translate a text to the language of the page. No text stays none."""
    # In a catalogue the empty text stands for its header.
    return _translations(language()).gettext(text) if text else ""


def ngettext(one: str, many: str, number: int) -> str:
    """Translate a text that has a number in it."""
    return _translations(language()).ngettext(one, many, number)


def said(text: str, details: Mapping[str, Any] | None = None) -> str:
    """Translate a message and put its details in."""
    return gettext(text) % details if details else gettext(text)


def day(value: date | None, form: str = "long") -> str:
    """Write a day as the reader does: 22 november 2026 (``short``: 2026-11-22)."""
    if value is None:
        return "–"
    if form == "short":
        return value.strftime("%Y-%m-%d")
    return format_date(value, "d MMMM y", locale=language())


def month(value: date) -> str:
    """Write the month of a day, short: nov."""
    return format_date(value, "MMM", locale=language()).rstrip(".")


def moment(value: datetime | None) -> str:
    """Write a moment in Swedish time."""
    if value is None:
        return "–"
    return format_datetime(value.astimezone(ZONE), "d MMM y HH:mm", locale=language())


def clock_time(value: datetime) -> str:
    """Write the time of day, to the second."""
    return value.astimezone(ZONE).strftime("%H:%M:%S")


def number(value: float, decimals: int = 0) -> str:
    """Write a number with the reader's decimal sign."""
    form = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(value, form, locale=language()))


def percent(share: float | None, decimals: int = 0) -> str:
    """Write a share as a percentage."""
    if share is None:
        return "–"
    form = "#,##0" + ("." + "0" * decimals if decimals else "") + " %"
    return str(format_percent(share, form, locale=language()))


def bound(text: str) -> str:
    """Keep a number and its sign on the same line of a document."""
    return _SIGN.sub("\u00a0", text)
