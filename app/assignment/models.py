from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from app.db import Table, UtcDateTime, new_id


class ReviewerInRound(Table, table=True):
    """A reviewer who takes part in a round, and the hours she has for it."""

    __tablename__ = "reviewer_in_round"
    __table_args__ = (
        UniqueConstraint("round_id", "person_id"),
        CheckConstraint("hours >= 0", name="hours_not_negative"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    round_id: str = Field(foreign_key="round.id", index=True)
    person_id: str = Field(foreign_key="person.id")
    hours: float


class Conflict(Table, table=True):
    """A reviewer must not review this case: she knows the family, or worked on it before."""

    __tablename__ = "conflict"
    __table_args__ = (UniqueConstraint("frame_case_id", "person_id"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    frame_case_id: str = Field(foreign_key="frame_case.id", index=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    reason: str
    at: datetime = Field(sa_type=UtcDateTime)


class Assignment(Table, table=True):
    """A seat at a case, and the reviewer in it. A draft until the assignment is published.

    A seat that was left after publishing, and that nobody else may take, stands empty.
    """

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("frame_case_id", "seat"),
        UniqueConstraint("frame_case_id", "reviewer_id"),
        CheckConstraint("seat IN (1, 2)", name="one_or_two_reviewers"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    round_id: str = Field(foreign_key="round.id", index=True)
    frame_case_id: str = Field(foreign_key="frame_case.id", index=True)
    reviewer_id: str | None = Field(default=None, foreign_key="person.id", index=True)
    seat: int
    own_unit: bool = False
    pinned: bool = Field(default=False, description="chosen by hand; a new proposal keeps it")
    published: bool = False
