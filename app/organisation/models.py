from datetime import datetime
from enum import StrEnum, auto

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from app.db import Table, UtcDateTime, new_id


class Role(StrEnum):
    """What a person is here to do; the same person may have several roles."""

    reviewer = auto()
    manager = auto()
    quality = auto()
    admin = auto()
    auditor = auto()


class Unit(Table, table=True):
    """A unit of the social service, as the register names it."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("key"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    name: str
    key: str = Field(description="the name trimmed and casefolded")
    active: bool = True


class Person(Table, table=True):
    """Somebody who works in the product. Clients never become persons here."""

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("username"),
        CheckConstraint("hours >= 0", name="hours_not_negative"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    username: str
    name: str
    title: str | None = None
    email: str | None = None
    unit_id: str | None = Field(default=None, foreign_key="unit.id", index=True)
    caseworker: str | None = Field(default=None, description="own code in the case system")
    hours: float = Field(default=16, description="for reviewing, in one round")
    active: bool = True
    language: str = "sv"
    color_scheme: str = "auto"
    created_at: datetime = Field(sa_type=UtcDateTime)


class RoleGrant(Table, table=True):
    """A role that a person has, in one unit or (no unit) in the whole organisation."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("person_id", "role", "unit_id"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    person_id: str = Field(foreign_key="person.id", index=True)
    role: str
    unit_id: str | None = Field(default=None, foreign_key="unit.id")
