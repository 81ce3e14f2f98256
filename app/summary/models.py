from datetime import datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field

from app.db import Table, UtcDateTime, new_id


class Summary(Table, table=True):
    """The figures of a round as they stood when it was closed. Never recomputed."""

    __tablename__ = "summary"
    __table_args__ = (UniqueConstraint("round_id"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    round_id: str = Field(foreign_key="round.id")
    closed_at: datetime = Field(sa_type=UtcDateTime)
    closed_by: str = Field(foreign_key="person.id")
    figures: dict[str, Any] = Field(sa_type=JSON)
    sha256: str
