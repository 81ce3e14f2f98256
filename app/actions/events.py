from dataclasses import dataclass
from typing import ClassVar

from app.audit.log import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class _AboutAction(Event):
    object_field: ClassVar[str | None] = "action_id"

    action_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPlanned(_AboutAction):
    """An action was planned, for these deviations if any."""

    deviation_ids: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionChanged(_AboutAction):
    fields: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionStarted(_AboutAction):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionDone(_AboutAction):
    next_id: str | None = None
    """The next of its series, when it is to be done again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionReopened(_AboutAction):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionAbandoned(_AboutAction):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionHandedOver(_AboutAction):
    from_id: str | None
    to_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingCounted(_AboutAction):
    invited: int
    attended: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectVerified(_AboutAction):
    """It was seen, in this way, whether an action helped; with that it is closed."""

    by: str
    effect: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReReviewAsked(Event):
    object_field: ClassVar[str | None] = "frame_case_id"

    frame_case_id: str
    re_review_id: str
    reviewer_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReReviewWithdrawn(Event):
    object_field: ClassVar[str | None] = "frame_case_id"

    frame_case_id: str
    re_review_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReReviewViewed(Event):
    """Somebody looked at what a re-review is about, or what it found."""

    object_field: ClassVar[str | None] = "frame_case_id"

    frame_case_id: str
    re_review_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReReviewDone(Event):
    object_field: ClassVar[str | None] = "frame_case_id"

    frame_case_id: str
    re_review_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionViewed(Event):
    """Somebody looked at an action that concerns a single case."""

    object_field: ClassVar[str | None] = "frame_case_id"

    frame_case_id: str
    action_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanImported(Event):
    actions: int
    refused: int
    file_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanExported(Event):
    format: str
    actions: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardMeetingsSet(Event):
    """The days on which the board meets in a year, as they were written down."""

    year: int
    days: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyWritten(Event):
    object_field: ClassVar[str | None] = "finding_id"

    finding_id: str
    sha256: str
