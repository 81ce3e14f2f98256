"""What happens when cases are shared out; reviews open and withdraw by listening to some of it."""

from dataclasses import dataclass
from typing import ClassVar

from app.audit.log import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewersChosen(Event):
    object_field: ClassVar[str | None] = "round_id"

    round_id: str
    hours: dict[str, float]
    double_share: float
    hours_per_case: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentProposed(Event):
    object_field: ClassVar[str | None] = "round_id"

    round_id: str
    seats: int
    kept: int
    in_own_unit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentAdjusted(Event):
    """A manager gave a seat of the draft to somebody by hand, or emptied it."""

    object_field: ClassVar[str | None] = "frame_case_id"

    frame_case_id: str
    seat: int
    left_by: str | None
    taken_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentPublished(Event):
    """From now on each reviewer has her cases: every published seat is a review to open."""

    object_field: ClassVar[str | None] = "round_id"

    round_id: str
    seats: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatTaken(Event):
    """After publishing, somebody was given a case: open a review for her.

    She may have had the case before; then her withdrawn review is the one to open again.
    """

    object_field: ClassVar[str | None] = "frame_case_id"

    round_id: str
    frame_case_id: str
    reviewer_id: str
    seat: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatLeft(Event):
    """After publishing, a case was taken from somebody: withdraw her review of it."""

    object_field: ClassVar[str | None] = "frame_case_id"

    round_id: str
    frame_case_id: str
    reviewer_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictDeclared(Event):
    object_field: ClassVar[str | None] = "frame_case_id"

    frame_case_id: str
    reviewer_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictWithdrawn(Event):
    object_field: ClassVar[str | None] = "frame_case_id"

    frame_case_id: str
    reviewer_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewerRecused(Event):
    """A reviewer stepped down from a case of her own accord; ``SeatLeft`` follows."""

    object_field: ClassVar[str | None] = "frame_case_id"

    frame_case_id: str
    reviewer_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseReassigned(Event):
    """A manager moved a published case. Whoever has begun to read it may object by raising."""

    object_field: ClassVar[str | None] = "frame_case_id"

    frame_case_id: str
    seat: int
    left_by: str | None
    taken_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpareSeated(Event):
    """A spare that was called in got as many reviewers as the case it stands in for."""

    object_field: ClassVar[str | None] = "frame_case_id"

    frame_case_id: str
    replaced_case_id: str
    seats: int
