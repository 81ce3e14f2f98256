from datetime import datetime

from sqlmodel import Field

from app.db import Table, UtcDateTime


class SettledAnswer(Table, table=True):
    """What counts where two reviewers of the same case gave different answers."""

    __tablename__ = "settled_answer"

    frame_case_id: str = Field(foreign_key="frame_case.id", primary_key=True)
    question_id: str = Field(primary_key=True)
    value: str
    reason: str
    by: str = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)
