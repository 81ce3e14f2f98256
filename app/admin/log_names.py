"""Names for the keys in the log, so that people can read it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.audit.models import AuditEntry
from app.organisation.models import Person, Unit
from app.reviews.models import Review
from app.rounds.models import FrameCase, Round


@dataclass(frozen=True, slots=True)
class EntryShown:
    """An entry, with names for who did it and to what."""

    entry: AuditEntry
    details: list[tuple[str, Any]]
    who: str | None
    what: str | None


def with_names(session: Session, rows: Sequence[tuple[AuditEntry, str | None]]) -> list[EntryShown]:
    """Look up all the names of a page at once, however many entries it has."""
    keys = {key for entry, _ in rows for key in (entry.actor_id, entry.object_id) if key}
    names = dict(_names(session, keys)) if keys else {}
    return [
        EntryShown(
            entry,
            _details(entry, payload),
            names.get(entry.actor_id or "", entry.actor_id),
            names.get(entry.object_id or "", entry.object_id),
        )
        for entry, payload in rows
    ]


def _details(entry: AuditEntry, payload: str | None) -> list[tuple[str, Any]]:
    """Give what an entry says beyond who and to what; nothing once that has been disposed of."""
    said = json.loads(payload) if payload else {}
    return [(name, value) for name, value in said.items() if value != entry.object_id]


def _names(session: Session, keys: set[str]) -> Iterable[tuple[str, str]]:
    named: tuple[tuple[Any, Any], ...] = (
        (Person.id, Person.name),
        (Unit.id, Unit.name),
        (Round.id, Round.name),
        (FrameCase.id, FrameCase.case_number),
    )
    for key, name in named:
        yield from (tuple(row) for row in session.execute(select(key, name).where(key.in_(keys))))
    reviews = (
        select(col(Review.id), col(FrameCase.case_number))
        .join(FrameCase, col(FrameCase.id) == col(Review.frame_case_id))
        .where(col(Review.id).in_(keys))
    )
    yield from (tuple(row) for row in session.execute(reviews))
