"""What happens to a round until its sample is drawn. Digits, seeds and case numbers stay out."""

from dataclasses import dataclass
from typing import ClassVar

from app.audit.log import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundEvent(Event):
    """Something that happened to a round."""

    object_field: ClassVar[str | None] = "round_id"

    round_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPlanned(RoundEvent):
    form_name: str
    form_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundChanged(RoundEvent):
    fields: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundDeleted(RoundEvent): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CountConfirmed(RoundEvent):
    import_id: str
    counted: int
    imported: int
    refused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameFrozen(RoundEvent):
    attempt: int
    commit_sha256: str
    frame_sha256: str
    frame_rows: int
    excluded_rows: int
    sizes: dict[str, int]
    people_to_roll: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DiceRolled(RoundEvent):
    attempt: int
    place: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleDrawn(RoundEvent):
    attempt: int
    commit_sha256: str
    seed_sha256: str
    drawn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawAborted(RoundEvent):
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleViewed(RoundEvent): ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawVerified(RoundEvent):
    attempt: int
    holds: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDownloaded(RoundEvent):
    attempt: int
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpareCalled(Event):
    """The next spare took the place of a case that cannot be reviewed."""

    object_field: ClassVar[str | None] = "frame_case_id"

    frame_case_id: str
    replaces: str
