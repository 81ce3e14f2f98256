from datetime import datetime

from sqlalchemy import Column, LargeBinary, UniqueConstraint
from sqlmodel import Field

from app.db import Table, UtcDateTime


class AuditEntry(Table, table=True):
    """One thing that happened, chained to the one before it. Never changed, never deleted."""

    __tablename__ = "audit_entry"
    __table_args__ = (UniqueConstraint("prev"), UniqueConstraint("hash"))

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    actor_id: str | None = Field(default=None, index=True)
    event: str = Field(index=True)
    object_id: str | None = Field(default=None, index=True)
    commitment: str
    prev: str
    hash: str


class AuditPayload(Table, table=True):
    """What an entry was about. May be disposed of; the chain holds without it."""

    __tablename__ = "audit_payload"

    seq: int = Field(
        primary_key=True, foreign_key="audit_entry.seq", sa_column_kwargs={"autoincrement": False}
    )
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    payload: str
