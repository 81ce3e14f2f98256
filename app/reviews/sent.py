"""Reading one answer from a request, as a form or as JSON."""

import json
import unicodedata
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from app.errors import N_, DomainError
from app.reviews.judging import Sent
from app.web.errors import NotUnderstood

MOST_BYTES = 64 * 1024
SINGLE = ("version", "op_id", "reason", "comment")
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


class AnswerTooLarge(DomainError):
    """An answer is a few words; a whole document is a mistake, or somebody else's text."""

    status = 413
    message = N_("This is far too long for an answer. Nothing was saved.")


class SentAnswer(BaseModel):
    """What the save path reads from a request; anything else in it is ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    version: int = Field(ge=0)
    op_id: UUID
    value: tuple[str, ...] | None = None
    reason: str | None = None
    comment: str | None = None
    clear: bool = False

    @field_validator("value", mode="before")
    @classmethod
    def _one_or_several(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    @field_validator("value", "reason", "comment")
    @classmethod
    def _readable(cls, value: Any) -> Any:
        for text in value if isinstance(value, tuple) else (value or "",):
            if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in text.replace("\n", "")):
                raise ValueError("holds signs that are no text")
        return value

    @property
    def sent(self) -> Sent:
        return Sent(() if self.clear else self.value, self.reason, self.comment)


async def _read(request: Request) -> SentAnswer:
    if int(request.headers.get("content-length") or 0) > MOST_BYTES:
        raise AnswerTooLarge
    if len(await request.body()) > MOST_BYTES:
        raise AnswerTooLarge
    try:
        return SentAnswer.model_validate(await _fields(request))
    except (ValidationError, ValueError) as fault:
        raise NotUnderstood from fault


async def _fields(request: Request) -> dict[str, Any]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        fields = json.loads(await request.body())
        return _with_plain_lines(fields) if isinstance(fields, dict) else {}
    if kind not in FORM_TYPES:
        return {}
    form = await request.form()
    single = {
        name: form[name] for name in ("version", "op_id", "reason", "comment") if name in form
    }
    several = {"value": tuple(form.getlist("value"))} if "value" in form else {}
    return _with_plain_lines({**single, **several, "clear": "clear" in form})


def _with_plain_lines(fields: dict[str, Any]) -> dict[str, Any]:
    """Write line breaks and tabs in one way, so that the same text is the same text."""
    return {name: _plain(value) for name, value in fields.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    if isinstance(value, list | tuple):
        return tuple(_plain(part) for part in value)
    return value


AnAnswer = Annotated[SentAnswer, Depends(_read)]
