"""Uploaded exports that somebody is looking at. In memory only: the file never touches a disk."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from app.db import new_id
from app.errors import N_, NotFound
from app.register.opening import SentFile


class HasRows(Protocol):
    """What a file was understood to be: a register, or a table of another kind."""

    @property
    def rows_read(self) -> int: ...


P = TypeVar("P", bound=HasRows)

KEPT = timedelta(minutes=30)
MOST = 8
# Memory is shared by everybody: a register of one municipality is a few hundred rows.
MOST_ROWS = 150_000


class DraftGone(NotFound):
    """An export is held for half an hour at most, is brought in once, and survives no restart."""

    message = N_(
        "The file is not held any more: it has been brought in or put away, or half an hour has "
        "passed. Look whether it is there already, or choose the file again."
    )


@dataclass(frozen=True, slots=True)
class Draft(Generic[P]):
    """An export as it was sent, and what it was understood to say."""

    id: str
    person_id: str
    at: datetime
    file: SentFile
    parsed: P


class Drafts(Generic[P]):
    """Holds a few exports for a short time, each for the person who sent it."""

    def __init__(self) -> None:
        self._held: dict[str, Draft[P]] = {}
        self._lock = threading.Lock()

    def hold(
        self,
        person_id: str,
        file: SentFile,
        parsed: P,
        *,
        now: datetime,
        replacing: str | None = None,
    ) -> Draft[P]:
        draft = Draft(replacing or new_id(), person_id, now, file, parsed)
        with self._lock:
            self._forget_old(now)
            self._held.pop(draft.id, None)
            while self._held and (len(self._held) >= MOST or self._rows(draft) > MOST_ROWS):
                self._held.pop(next(iter(self._held)))
            self._held[draft.id] = draft
        return draft

    def find(self, person_id: str, draft_id: str, *, now: datetime) -> Draft[P]:
        with self._lock:
            return self._find(person_id, draft_id, now)

    @contextmanager
    def taking(self, person_id: str, draft_id: str, *, now: datetime) -> Iterator[Draft[P]]:
        """Give a draft to one request alone, so that a second click finds none.

        If the import fails the draft is there again.
        """
        with self._lock:
            draft = self._find(person_id, draft_id, now)
            del self._held[draft.id]
        try:
            yield draft
        except BaseException:
            with self._lock:
                self._held[draft.id] = draft
            raise

    def forget(self, draft_id: str) -> None:
        with self._lock:
            self._held.pop(draft_id, None)

    def _find(self, person_id: str, draft_id: str, now: datetime) -> Draft[P]:
        self._forget_old(now)
        draft = self._held.get(draft_id)
        if draft is None or draft.person_id != person_id:
            raise DraftGone
        return draft

    def _rows(self, one_more: Draft[P]) -> int:
        held = [*self._held.values(), one_more]
        return sum(draft.parsed.rows_read for draft in held)

    def _forget_old(self, now: datetime) -> None:
        for old in [draft.id for draft in self._held.values() if now - draft.at > KEPT]:
            del self._held[old]
