from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from types import UnionType
from typing import Any, ClassVar, Generic, TypeVar, Union, get_args, get_origin

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails
from starlette.datastructures import FormData

from app.errors import N_
from app.identity_numbers import find_identity_number
from app.web.language import said

IDENTITY = N_(
    "This looks like a personal identity number. Stickprov never holds such numbers: "
    "take it out and use the case number instead."
)

OLDEST = date(1950, 1, 1)
NEWEST = date(2099, 12, 31)
"""Days outside these are slips of the finger: 0026 for 2026, 2206 for 2026."""

_MESSAGES = {
    "missing": N_("Fill this in."),
    "string_too_short": N_("Fill this in."),
    "int_parsing": N_("Write a whole number."),
    "int_from_float": N_("Write a whole number."),
    "float_parsing": N_("Write a number."),
    "date_parsing": N_("Write a date as 2026-03-01."),
    "date_from_datetime_parsing": N_("Write a date as 2026-03-01."),
    "greater_than": N_("This is too small."),
    "greater_than_equal": N_("This is too small."),
    "less_than": N_("This is too large."),
    "less_than_equal": N_("This is too large."),
    "enum": N_("Choose one of the alternatives."),
    "literal_error": N_("Choose one of the alternatives."),
}


class Form(BaseModel):
    """What a page may send: these fields, and no others are read."""

    model_config = ConfigDict(str_strip_whitespace=True, extra="ignore", frozen=True)

    secret_fields: ClassVar[frozenset[str]] = frozenset()
    """Fields that are never shown again and may hold any digits (passwords, codes, dice)."""


M = TypeVar("M", bound=Form)


@dataclass(frozen=True, slots=True)
class Submitted(Generic[M]):
    """A form as it was typed, what it means, and what is wrong with it."""

    typed: dict[str, Any] = field(default_factory=dict)
    meaning: M | None = None
    wrong: dict[str, str] = field(default_factory=dict)


def form_of(model: type[M]) -> Any:
    """Read a form of this kind from the request. What is wrong is told, never raised."""

    async def read(request: Request) -> Submitted[M]:
        return understand(model, _typed(model, await request.form()))

    return Depends(read)


def understand(model: type[M], typed: dict[str, Any]) -> Submitted[M]:
    """Check what was typed, identity numbers first."""
    shown = {name: value for name, value in typed.items() if name not in model.secret_fields}
    wrong = {name: IDENTITY for name, value in shown.items() if _holds_identity(value)}
    if wrong:
        return Submitted(shown, None, wrong)
    try:
        meaning = model.model_validate(_without_blanks(typed))
    except ValidationError as faults:
        return Submitted(shown, None, _worded(faults))
    slips = {name: N_("Check the year.") for name in _slips_of_year(meaning)}
    return Submitted(shown, None if slips else meaning, slips)


def _slips_of_year(meaning: Form) -> Iterator[str]:
    for name, value in meaning:
        if isinstance(value, date) and not OLDEST <= value <= NEWEST:
            yield name


def _worded(faults: ValidationError) -> dict[str, str]:
    wrong: dict[str, str] = {}
    for fault in faults.errors():
        name = str(fault["loc"][0]) if fault["loc"] else "form"
        wrong.setdefault(name, _message(fault))
    return wrong


def _message(fault: ErrorDetails) -> str:
    details = fault.get("ctx", {})
    if fault["type"] == "value_error":
        return str(details.get("error", "")) or N_("This is not right.")
    if fault["type"] == "string_too_long":
        # Said at once, since its numbers are known only here.
        return said(
            N_("This is too long: %(written)s characters, and there is room for %(most)s."),
            {"written": len(str(fault["input"]).strip()), "most": details["max_length"]},
        )
    return _MESSAGES.get(fault["type"], N_("This is not right."))


def _typed(model: type[M], sent: FormData) -> dict[str, Any]:
    return {
        name: sent.getlist(name) if _many(info.annotation) else sent.get(name)
        for name, info in model.model_fields.items()
        if name in sent
    }


def _many(annotation: Any) -> bool:
    if get_origin(annotation) in {Union, UnionType}:
        return any(_many(part) for part in get_args(annotation))
    return get_origin(annotation) in {list, tuple, set, frozenset}


def _holds_identity(value: Any) -> bool:
    texts = value if isinstance(value, list) else [value]
    return any(isinstance(text, str) and find_identity_number(text) for text in texts)


def _without_blanks(typed: dict[str, Any]) -> dict[str, Any]:
    return {name: _as_kept(value) for name, value in typed.items() if value != ""}


def _as_kept(value: Any) -> Any:
    """Give a text with the line breaks of the database, which a browser sends in another way.

    Otherwise every text of several lines would seem changed as soon as its form is sent. A NUL,
    which nobody types and PostgreSQL cannot keep, is left out.
    """
    if isinstance(value, list):
        return [_as_kept(one) for one in value]
    return value.replace("\r\n", "\n").replace("\x00", "") if isinstance(value, str) else value
