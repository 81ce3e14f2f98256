from dataclasses import dataclass
from typing import ClassVar

from app.audit.log import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRegistered(Event):
    object_field: ClassVar[str | None] = "finding_id"

    finding_id: str
    source: str
    diary_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingChanged(Event):
    object_field: ClassVar[str | None] = "finding_id"

    finding_id: str
    fields: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationAdded(Event):
    object_field: ClassVar[str | None] = "finding_id"

    finding_id: str
    recommendation_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationChanged(Event):
    object_field: ClassVar[str | None] = "finding_id"

    finding_id: str
    recommendation_id: str
    fields: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingReplied(Event):
    object_field: ClassVar[str | None] = "finding_id"

    finding_id: str
    replied_on: str
