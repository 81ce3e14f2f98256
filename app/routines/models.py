from datetime import date, datetime

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field

from app.db import Table, UtcDateTime, new_id
from app.web.as_read import stamp


class Routine(Table, table=True):
    """A written routine, and when it was decided and last revised. Its text lies elsewhere."""

    __tablename__ = "routine"
    __table_args__ = (UniqueConstraint("key"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    name: str
    key: str = Field(description="the name trimmed and casefolded")
    owner_role: str = ""
    decided_on: date | None = None
    revised_on: date | None = None
    revise_by: date | None = None
    link: str = Field(default="", description="where it lies in the process tool")
    question_ids: list[str] = Field(default_factory=list, sa_type=JSON)
    replaced_by: str | None = Field(default=None, foreign_key="routine.id")
    active: bool = True
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: str = Field(foreign_key="person.id")

    @property
    def as_read(self) -> str:
        """Stand for what is written about it, so that a form can tell what its writer had read."""
        return stamp(
            self.name,
            self.owner_role,
            self.decided_on,
            self.revised_on,
            self.revise_by,
            self.link,
            self.question_ids,
        )
