"""Uploaded exports that somebody is looking at. In memory only: the file never touches a disk."""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from app.db import new_id
from app.errors import N_, NotFound
from app.register.reading import ColumnMap, ParsedRegister, ReadOptions

KEPT = timedelta(minutes=30)
MOST = 8


class DraftGone(NotFound):
    """An export is held for half an hour at most, and never through a restart."""

    message = N_("The file is no longer held. Choose it again; nothing had been saved.")


@dataclass(frozen=True, slots=True)
class Draft:
    """An export as it was sent, and what it was understood to say."""

    id: str
    person_id: str
    at: datetime
    file_name: str
    content: bytes
    options: ReadOptions
    parsed: ParsedRegister

    @property
    def file_sha256(self) -> str:
        return sha256(self.content).hexdigest()

    @property
    def columns(self) -> ColumnMap:
        return self.parsed.columns


class Drafts:
    """Holds a few exports for a short time, each for the person who sent it."""

    def __init__(self) -> None:
        self._held: dict[str, Draft] = {}
        self._lock = threading.Lock()

    def hold(
        self,
        person_id: str,
        file_name: str,
        content: bytes,
        options: ReadOptions,
        parsed: ParsedRegister,
        *,
        now: datetime,
        replacing: str | None = None,
    ) -> Draft:
        draft = Draft(replacing or new_id(), person_id, now, file_name, content, options, parsed)
        with self._lock:
            self._forget_old(now)
            self._held.pop(draft.id, None)
            while len(self._held) >= MOST:
                self._held.pop(next(iter(self._held)))
            self._held[draft.id] = draft
        return draft

    def find(self, person_id: str, draft_id: str, *, now: datetime) -> Draft:
        with self._lock:
            self._forget_old(now)
            draft = self._held.get(draft_id)
        if draft is None or draft.person_id != person_id:
            raise DraftGone
        return draft

    def forget(self, draft_id: str) -> None:
        with self._lock:
            self._held.pop(draft_id, None)

    def _forget_old(self, now: datetime) -> None:
        for old in [draft.id for draft in self._held.values() if now - draft.at > KEPT]:
            del self._held[old]
