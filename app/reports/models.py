from datetime import date, datetime
from enum import StrEnum, auto

from sqlalchemy import CheckConstraint, Text, UniqueConstraint
from sqlmodel import Field

from app.db import Table, UtcDateTime, new_id


class ReportKind(StrEnum):
    """What a report is about: one round, or what the board is told three times a year."""

    round = auto()
    t1 = auto()
    t2 = auto()
    annual = auto()


class ReportState(StrEnum):
    """A draft follows the figures; a signed one never changes again."""

    draft = auto()
    signed = auto()


class Decision(StrEnum):
    """What is decided about something red."""

    act = auto()
    accept = auto()
    watch = auto()


class Report(Table, table=True):
    """What the board is told, as of a cut-off day. Signed, it is frozen; then come new editions."""

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("subject", "edition"),
        CheckConstraint("edition >= 1", name="edition_counts_from_one"),
        CheckConstraint("cut_off >= period_from", name="period_runs_forward"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    kind: str
    year: int
    round_id: str | None = Field(default=None, foreign_key="round.id", index=True)
    subject: str = Field(description="what all editions are about: t2-2026, or the round's id")
    period_from: date
    cut_off: date = Field(index=True, description="the last day that counts")
    edition: int = 1
    state: str = Field(default=ReportState.draft, index=True)
    supersedes: str | None = Field(default=None, foreign_key="report.id")
    what_changed: str = ""
    why_changed: str = ""
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: str = Field(foreign_key="person.id")
    content: str = Field(default="", sa_type=Text, description="canonical JSON, frozen by signing")
    sha256: str = ""
    signed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    signed_by: str | None = Field(default=None, foreign_key="person.id")


class AreaWords(Table, table=True):
    """What is written about one area of a report: what we see, why, and what we do."""

    __tablename__ = "area_words"
    __table_args__ = (CheckConstraint("version >= 1", name="version_counts_from_one"),)

    report_id: str = Field(foreign_key="report.id", primary_key=True)
    area: str = Field(primary_key=True)
    seen: str = ""
    why: str = ""
    doing: str = ""
    version: int = 1
    at: datetime = Field(sa_type=UtcDateTime)
    by: str = Field(foreign_key="person.id")


class AreaWordsVersion(Table, table=True):
    """The words about an area as they once stood; nothing saved is overwritten silently."""

    __tablename__ = "area_words_version"

    report_id: str = Field(foreign_key="report.id", primary_key=True)
    area: str = Field(primary_key=True)
    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    seen: str = ""
    why: str = ""
    doing: str = ""
    at: datetime = Field(sa_type=UtcDateTime)
    by: str = Field(foreign_key="person.id")


class RedDecision(Table, table=True):
    """What was decided about one red question: act, accept or watch."""

    __tablename__ = "red_decision"

    report_id: str = Field(foreign_key="report.id", primary_key=True)
    red_id: str = Field(primary_key=True, description="the form and the question")
    decision: str
    words: str = ""
    action_id: str | None = Field(default=None, foreign_key="action.id", index=True)
    watch_until: date | None = None
    at: datetime = Field(sa_type=UtcDateTime)
    by: str = Field(foreign_key="person.id")
