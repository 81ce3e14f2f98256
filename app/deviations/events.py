"""What happens to deficiencies, deviations, duties, objections and alarms."""

from dataclasses import dataclass
from typing import ClassVar

from app.audit.log import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DeficienciesNoted(Event):
    """The answers about a case fail these questions; ``gone`` no longer stand."""

    object_field: ClassVar[str | None] = "frame_case_id"

    frame_case_id: str
    found: list[str]
    gone: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeficienciesDecided(Event):
    """It was decided what became of deficiencies of one round."""

    object_field: ClassVar[str | None] = "round_id"

    round_id: str
    state: str
    deviation_id: str | None
    deficiency_ids: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationEvent(Event):
    """Something that happened to a deviation."""

    object_field: ClassVar[str | None] = "deviation_id"

    deviation_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationReported(DeviationEvent):
    deficiencies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationChanged(DeviationEvent):
    fields: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationOpened(DeviationEvent): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationClosed(DeviationEvent):
    """What comes later in the story may refuse that a deviation is closed, by reacting to this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationReopened(DeviationEvent): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationWithdrawn(DeviationEvent): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationViewed(DeviationEvent):
    """Somebody saw which cases a deviation is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutySet(DeviationEvent):
    duty: str
    due_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyDone(DeviationEvent):
    duty: str
    done_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyRemoved(DeviationEvent):
    duty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationsExported(Event):
    format: str
    deviations: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionMade(Event):
    object_field: ClassVar[str | None] = "deficiency_id"

    deficiency_id: str
    objection_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionDecided(Event):
    object_field: ClassVar[str | None] = "deficiency_id"

    deficiency_id: str
    objection_id: str
    upheld: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeficiencyViewed(Event):
    """Somebody saw which case a deficiency is about."""

    object_field: ClassVar[str | None] = "frame_case_id"

    frame_case_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmEvent(Event):
    """Something that happened to a protection alarm about a case."""

    object_field: ClassVar[str | None] = "frame_case_id"

    alarm_id: str
    frame_case_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmRaised(AlarmEvent): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmCallMade(AlarmEvent):
    called: str
    answered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmTakenOver(AlarmEvent): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmEnded(AlarmEvent): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmViewed(AlarmEvent): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmContactsChanged(Event):
    roles: list[str]
