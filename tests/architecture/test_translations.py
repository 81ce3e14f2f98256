"""Every text has its Swedish, and every Swedish text has a use."""

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from app.web.language import catalogue
from app.web.render import APP

METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
PLACES = re.compile(r"%\((\w+)\)")


# Refusals of an answer are written where answers are read, and shown by the pages.
HOMES = (APP, APP.parent / "review_forms")


@cache
def written() -> frozenset[str | tuple[str, ...]]:
    return frozenset(
        tuple(found[2]) if isinstance(found[2], list | tuple) else found[2]
        for home in HOMES
        for found in extract_from_dir(home, METHODS, keywords=KEYWORDS)
    )


def test_every_text_is_said_in_swedish():
    swedish = catalogue()

    missing = sorted(str(text) for text in written() if not said(swedish, text))

    assert missing == []


def said(swedish, text) -> bool:
    message = swedish.get(text if isinstance(text, str) else text[0])
    return bool(
        message and all([message.string] if isinstance(message.string, str) else message.string)
    )


@pytest.mark.parametrize(
    "path", sorted(APP.glob("**/sv.po")), ids=lambda path: str(Path(path).parent.name)
)
def test_a_catalogue_has_no_text_without_a_use(path):
    used = {text if isinstance(text, str) else text[0] for text in written()}

    unused = sorted(
        str(message.id)
        for message in _messages(path)
        if (message.id if isinstance(message.id, str) else message.id[0]) not in used
    )

    assert unused == []


def _messages(path):
    from babel.messages.pofile import read_po  # noqa: PLC0415 (only this test reads one file)

    with path.open("rb") as file:
        return [message for message in read_po(file, locale="sv") if message.id]


def test_what_is_put_into_a_text_is_put_into_its_swedish_too():
    wrong = []
    for message in catalogue():
        if not message.id:
            continue
        source = [message.id] if isinstance(message.id, str) else list(message.id)
        target = [message.string] if isinstance(message.string, str) else list(message.string)
        if not set(PLACES.findall(" ".join(target))) <= set(PLACES.findall(" ".join(source))):
            wrong.append(source[0])

    assert wrong == []


def test_a_text_has_one_swedish_wherever_it_is_shown():
    said_in: dict[object, set[object]] = {}
    for path in sorted(APP.glob("**/sv.po")):
        for message in _messages(path):
            said_in.setdefault(str(message.id), set()).add(str(message.string))

    assert {text: swedish for text, swedish in said_in.items() if len(swedish) > 1} == {}
