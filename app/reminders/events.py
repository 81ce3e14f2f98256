from dataclasses import dataclass
from typing import ClassVar

from app.audit.log import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindersChosen(Event):
    """Somebody chose how to be reminded. The address itself is not written in the log."""

    object_field: ClassVar[str | None] = "person_id"

    person_id: str
    by_mail: bool
    new_address: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFeedMade(Event):
    object_field: ClassVar[str | None] = "person_id"

    person_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFeedRevoked(Event):
    object_field: ClassVar[str | None] = "person_id"

    person_id: str
