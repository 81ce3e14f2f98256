from datetime import date, datetime
from enum import StrEnum, auto

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from app.db import Table, UtcDateTime, new_id
from app.web.as_read import stamp


class FindingSource(StrEnum):
    """Who looked from outside."""

    audit = auto()
    ivo = auto()
    jo = auto()
    other = auto()


class ExternalFinding(Table, table=True):
    """What auditors, IVO or JO found, under its diary number, and when they want an answer."""

    __tablename__ = "external_finding"
    __table_args__ = (UniqueConstraint("source", "diary_number"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    source: str
    diary_number: str
    title: str
    summary: str = ""
    received_on: date
    reply_by: date | None = Field(default=None, index=True)
    replied_on: date | None = None
    owner_id: str | None = Field(default=None, foreign_key="person.id", index=True)
    owner_role: str = ""
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: str = Field(foreign_key="person.id")

    @property
    def as_read(self) -> str:
        """Stand for what is written about it, so that a form can tell what its writer had read."""
        return stamp(
            self.source,
            self.diary_number,
            self.title,
            self.summary,
            self.received_on,
            self.reply_by,
            self.owner_id,
            self.owner_role,
        )


class Recommendation(Table, table=True):
    """One thing that an external finding asks for, and the answer to it."""

    __tablename__ = "recommendation"
    __table_args__ = (UniqueConstraint("external_finding_id", "place"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    external_finding_id: str = Field(foreign_key="external_finding.id", index=True)
    place: int
    text: str
    answer: str = ""
    question_id: str = Field(default="", description="the question that measures it")

    @property
    def as_read(self) -> str:
        """Stand for these words, so that a form can tell which ones its writer had before her."""
        return stamp(self.text, self.answer, self.question_id)
