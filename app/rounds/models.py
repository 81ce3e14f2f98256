from datetime import date, datetime
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field

from app.db import Table, UtcDateTime, new_id


class RoundState(StrEnum):
    """How far a round has come. It never goes back, but for an aborted draw."""

    planned = auto()
    frozen = auto()
    drawn = auto()
    reviewing = auto()
    closed = auto()


class Round(Table, table=True):
    """A review round: what is reviewed, by which checklist, and how many by chance."""

    __tablename__ = "round"
    __table_args__ = (
        UniqueConstraint("name"),
        CheckConstraint("period_to >= period_from", name="period_runs_forward"),
        CheckConstraint("double_share BETWEEN 0 AND 1", name="double_share_is_a_share"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    name: str
    period_from: date
    period_to: date
    due_on: date
    form_name: str
    form_version: str
    state: str = Field(default=RoundState.planned, index=True)
    placement_forms: list[str] = Field(default_factory=list, sa_type=JSON)
    unit_ids: list[str] = Field(default_factory=list, sa_type=JSON)
    open_in_period: bool = True
    shortest_days: int = 0
    excluded: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    strata_fields: list[str] = Field(default_factory=list, sa_type=JSON)
    size_by: str = "number"
    sample_size: int = 0
    margin: float | None = None
    at_least: int = 2
    census_strata: list[str] = Field(default_factory=list, sa_type=JSON)
    census: bool = False
    double_share: float = 0.0
    hours_per_case: float = 1.5
    people_to_roll: int = 2
    notes: str = ""
    created_by: str = Field(foreign_key="person.id")
    created_at: datetime = Field(sa_type=UtcDateTime)
    published_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Attempt(Table, table=True):
    """One try at drawing a round. An aborted one stays, with its number and its reason."""

    __tablename__ = "attempt"
    __table_args__ = (UniqueConstraint("round_id", "number"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    round_id: str = Field(foreign_key="round.id", index=True)
    number: int
    import_id: str = Field(foreign_key="register_import.id")
    frozen_at: datetime = Field(sa_type=UtcDateTime)
    frozen_by: str = Field(foreign_key="person.id")
    commitment: dict[str, Any] = Field(sa_type=JSON)
    commit_sha256: str
    server_entropy: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    drawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    seed: str | None = None
    aborted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    aborted_by: str | None = Field(default=None, foreign_key="person.id")
    abort_reason: str | None = None


class DiceRoll(Table, table=True):
    """The digits that one person rolled, in her own session, unseen by the others."""

    __tablename__ = "dice_roll"
    __table_args__ = (UniqueConstraint("attempt_id", "person_id"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    attempt_id: str = Field(foreign_key="attempt.id", index=True)
    person_id: str = Field(foreign_key="person.id")
    digits: str
    at: datetime = Field(sa_type=UtcDateTime)
    place: int = Field(description="the order in which the rolls enter the seed")


class FrameCase(Table, table=True):
    """A case as the register had it when the frame was frozen. Never updated from the register."""

    __tablename__ = "frame_case"
    __table_args__ = (
        UniqueConstraint("attempt_id", "case_number"),
        Index("ix_frame_case_round_id_drawn", "round_id", "drawn"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    attempt_id: str = Field(foreign_key="attempt.id", index=True)
    round_id: str = Field(foreign_key="round.id")
    case_number: str
    stratum: str
    unit_id: str = Field(foreign_key="unit.id", index=True)
    caseworker: str | None = None
    placement_form: str
    legal_basis: str | None = None
    age: int | None = None
    sex: str | None = None
    started_on: date | None = None
    ended_on: date | None = None
    provider: str | None = None
    contract_form: str | None = None
    attributes: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    ticket: str | None = None
    place: int | None = Field(default=None, description="in the queue of its stratum, from 1")
    drawn: bool = Field(default=False, description="in the sample, or called in from the spares")
    replaced: bool = Field(default=False, description="taken out of the sample, with a reason")


class ExcludedCase(Table, table=True):
    """A case in the register that the frame leaves out, and why."""

    __tablename__ = "excluded_case"
    __table_args__ = (UniqueConstraint("attempt_id", "case_number"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    attempt_id: str = Field(foreign_key="attempt.id", index=True)
    case_number: str
    stratum: str
    reason: str
