"""What a later stop of the story shows on the page of an earlier one.

An earlier stop does not know of a later one, so its page has a place and no more: who fills it
is written in ``app/beside.py``, as what follows from events is in ``app/reactions.py``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from sqlmodel import Session

from app.auth.actor import Actor


@dataclass(frozen=True, slots=True)
class Part:
    """A template of the later stop, and what it shows."""

    template: str
    shown: Mapping[str, Any] = field(default_factory=dict)


Filler = Callable[[Session, Actor, Any], Part | None]
Beside = Mapping[str, Sequence[Filler]]


def beside(
    request: Request, template: str, session: Session, actor: Actor, thing: Any
) -> list[Part]:
    """Give the parts that others have for the page of a thing."""
    fillers: Beside = request.app.state.beside
    found = [fill(session, actor, thing) for fill in fillers.get(template, ())]
    return [part for part in found if part is not None]
