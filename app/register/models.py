from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, UniqueConstraint
from sqlmodel import Field

from app.db import Table, UtcDateTime, new_id


class RegisterImport(Table, table=True):
    """One export from the case system that was brought in. The file itself is never kept."""

    __tablename__ = "register_import"

    id: str = Field(default_factory=new_id, primary_key=True)
    at: datetime = Field(sa_type=UtcDateTime, index=True)
    imported_by: str = Field(foreign_key="person.id")
    file_name: str
    file_sha256: str
    rows_read: int
    rows_refused: int
    rows_new: int
    rows_changed: int
    rows_gone: int
    counted_in_source: int | None = Field(
        default=None, description="what a second person counted in the case system"
    )
    counted_by: str | None = Field(default=None, foreign_key="person.id")


class ColumnMemory(Table, table=True):
    """How the columns of an export were understood, kept for the next one like it."""

    __tablename__ = "column_memory"
    __table_args__ = (UniqueConstraint("header_key"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    header_key: str
    columns: dict[str, Any] = Field(sa_type=JSON)
    used_at: datetime = Field(sa_type=UtcDateTime)


class RegisterCase(Table, table=True):
    """A placement as the case system had it at the last import. Known by number, never by name."""

    __tablename__ = "register_case"
    __table_args__ = (
        UniqueConstraint("case_key"),
        CheckConstraint("age IS NULL OR age BETWEEN 0 AND 25", name="age_of_a_young_person"),
        CheckConstraint("ended_on IS NULL OR ended_on >= started_on", name="ends_after_start"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    case_number: str
    case_key: str = Field(description="the number after NFC, trimmed and casefolded")
    unit_id: str = Field(foreign_key="unit.id", index=True)
    caseworker: str | None = None
    placement_form: str
    legal_basis: str | None = None
    age: int | None = None
    sex: str | None = None
    started_on: date | None = None
    ended_on: date | None = None
    provider: str | None = None
    contract_form: str | None = None
    day_rate_ore: int | None = None
    protected: bool = False
    attributes: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    import_id: str = Field(foreign_key="register_import.id", index=True)
    gone: bool = Field(default=False, description="absent from the last import")
