from datetime import datetime
from enum import StrEnum, auto

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from app.db import Table, UtcDateTime, new_id


class ReviewState(StrEnum):
    """Where a review stands. Answers can be given while it is open or returned."""

    open = auto()
    submitted = auto()
    returned = auto()
    approved = auto()
    withdrawn = auto()


CAN_BE_FILLED = (ReviewState.open, ReviewState.returned)


class Review(Table, table=True):
    """One reviewer's reading of one drawn case, against one version of a checklist."""

    __tablename__ = "review"
    __table_args__ = (UniqueConstraint("frame_case_id", "reviewer_id"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    round_id: str = Field(foreign_key="round.id", index=True)
    frame_case_id: str = Field(foreign_key="frame_case.id", index=True)
    reviewer_id: str = Field(foreign_key="person.id", index=True)
    seat: int = 1
    form_name: str
    form_version: str
    state: str = Field(default=ReviewState.open, index=True)
    file_missing: bool = Field(
        default=False, description="the file could not be found: reviewed as missing"
    )
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    submitted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by: str | None = Field(default=None, foreign_key="person.id")


class Answer(Table, table=True):
    """The answer that stands to one question. Written only by the save path."""

    __tablename__ = "answer"
    __table_args__ = (CheckConstraint("version >= 1", name="version_counts_from_one"),)

    review_id: str = Field(foreign_key="review.id", primary_key=True)
    question_id: str = Field(primary_key=True)
    value: str = ""
    reason: str = Field(default="", description="a code of the form, when something is not met")
    comment: str = ""
    version: int
    at: datetime = Field(sa_type=UtcDateTime)
    by: str = Field(foreign_key="person.id")


class AnswerVersion(Table, table=True):
    """An answer as it once stood; nothing that was saved is ever overwritten silently."""

    __tablename__ = "answer_version"

    review_id: str = Field(foreign_key="review.id", primary_key=True)
    question_id: str = Field(primary_key=True)
    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    value: str = ""
    reason: str = Field(default="", description="a code of the form, when something is not met")
    comment: str = ""
    at: datetime = Field(sa_type=UtcDateTime)
    by: str = Field(foreign_key="person.id")


class SaveOperation(Table, table=True):
    """A save that has been done, so that the same save sent again is not done twice."""

    __tablename__ = "save_operation"

    op_id: str = Field(primary_key=True)
    review_id: str = Field(foreign_key="review.id", index=True)
    request_sha256: str
    version: int
    at: datetime = Field(sa_type=UtcDateTime, index=True)


class ReviewReturn(Table, table=True):
    """Why a submitted review went back to its reviewer."""

    __tablename__ = "review_return"

    id: str = Field(default_factory=new_id, primary_key=True)
    review_id: str = Field(foreign_key="review.id", index=True)
    question_id: str | None = None
    comment: str
    at: datetime = Field(sa_type=UtcDateTime)
    by: str = Field(foreign_key="person.id")


class Replacement(Table, table=True):
    """A drawn case that could not be reviewed, and the spare that takes its place."""

    __tablename__ = "replacement"

    id: str = Field(default_factory=new_id, primary_key=True)
    round_id: str = Field(foreign_key="round.id", index=True)
    frame_case_id: str = Field(foreign_key="frame_case.id", index=True)
    spare_id: str | None = Field(default=None, foreign_key="frame_case.id")
    reason: str = Field(description="a code; a file that is missing is no reason")
    explanation: str = ""
    proposed_by: str = Field(foreign_key="person.id")
    proposed_at: datetime = Field(sa_type=UtcDateTime)
    approved: bool | None = None
    decided_by: str | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
