from dataclasses import dataclass
from typing import ClassVar

from app.audit.log import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAdded(Event):
    object_field: ClassVar[str | None] = "person_id"

    person_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonChanged(Event):
    object_field: ClassVar[str | None] = "person_id"

    person_id: str
    fields: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RolesChanged(Event):
    """Which roles somebody had and has now, each as ``role`` or ``role in <unit id>``."""

    object_field: ClassVar[str | None] = "person_id"

    person_id: str
    before: list[str]
    after: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDeactivated(Event):
    object_field: ClassVar[str | None] = "person_id"

    person_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonActivated(Event):
    object_field: ClassVar[str | None] = "person_id"

    person_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitAdded(Event):
    object_field: ClassVar[str | None] = "unit_id"

    unit_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChanged(Event):
    object_field: ClassVar[str | None] = "unit_id"

    unit_id: str
    fields: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogChecked(Event):
    entries: int
    faults: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingsViewed(Event):
    """Somebody looked up who has read a case."""

    frame_case_ids: list[str]
