from datetime import date, datetime
from enum import StrEnum, auto

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from app.db import Table, UtcDateTime, new_id


class MailState(StrEnum):
    """Where a mail is. A replaced one waited so long that a newer one says it instead."""

    waiting = auto()
    sent = auto()
    failed = auto()
    replaced = auto()


class OutboxMail(Table, table=True):
    """One mail with all that a person is reminded of on a day. Never more than one a day."""

    __tablename__ = "outbox_mail"
    __table_args__ = (
        UniqueConstraint("person_id", "day"),
        CheckConstraint("tries >= 0", name="tries_not_negative"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    person_id: str = Field(foreign_key="person.id")
    day: date = Field(index=True)
    address: str
    subject: str
    text: str
    matters: int = Field(default=1, description="how many things it reminds of")
    state: str = Field(default=MailState.waiting, index=True)
    tries: int = 0
    try_at: datetime = Field(sa_type=UtcDateTime, description="not before this moment")
    held_until: datetime | None = Field(
        default=None, sa_type=UtcDateTime, description="a sender has it in hand until then"
    )
    error: str = ""
    made_at: datetime = Field(sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Reminded(Table, table=True):
    """That a person was reminded of a thing at a step of its way; so that it is done once."""

    __tablename__ = "reminded"

    person_id: str = Field(foreign_key="person.id", primary_key=True)
    key: str = Field(primary_key=True, description="kind, thing, day and step")
    mail_id: str = Field(foreign_key="outbox_mail.id", index=True)


class ReminderChoice(Table, table=True):
    """How a person wants to be reminded. Without a row: by mail, and with no calendar."""

    __tablename__ = "reminder_choice"

    person_id: str = Field(foreign_key="person.id", primary_key=True)
    by_mail: bool = True
    feed_hash: str | None = Field(default=None, unique=True, description="of the secret address")
    feed_made_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    feed_read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class JobLease(Table, table=True):
    """Who runs a job right now, so that two runs at once do its work once."""

    __tablename__ = "job_lease"

    job: str = Field(primary_key=True)
    held_until: datetime = Field(sa_type=UtcDateTime)
    ran_at: datetime | None = Field(default=None, sa_type=UtcDateTime, description="to the end")
    outcome: str = ""
