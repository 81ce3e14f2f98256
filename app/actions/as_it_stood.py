"""An action as it stood before a moment: every field that was changed later is undone."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from app.actions.models import Action, ActionChange


def as_it_stood(action: Action, later: Iterable[ActionChange]) -> Action:
    """Give a copy of an action as it stood before a moment. Touches no database.

    ``later`` are its changes from that moment on, newest first. Every change of an action is kept
    field by field and never changed itself, so nothing has to be frozen when a day has passed:
    what happens afterwards only adds what is undone here.
    """
    stood = action.model_dump()
    for change in later:
        stood[change.field] = _read(change.field, change.before)
    return Action(**stood)


def _read(field: str, kept: str) -> Any:
    """Give a value back as it was before the history wrote it down as text."""
    if not kept and Action.model_fields[field].default is None:
        return None
    return _reader(field).validate_python(kept)


@cache
def _reader(field: str) -> TypeAdapter[Any]:
    kind: Any = Action.model_fields[field].annotation
    return TypeAdapter(kind)
