from datetime import date, datetime
from enum import StrEnum, auto

from sqlalchemy import JSON, CheckConstraint, UniqueConstraint
from sqlmodel import Field

from app.db import Table, UtcDateTime, new_id
from app.web.as_read import stamp


class Area(StrEnum):
    """Whose value it is: our own, that of similar municipalities, or the whole country's."""

    own = auto()
    similar = auto()
    country = auto()


class Source(StrEnum):
    """Where a value comes from. What we have worked out ourselves is never called Kolada's."""

    kolada = auto()
    own_calculation = auto()


class Better(StrEnum):
    """Which way is better."""

    more = auto()
    less = auto()


class KeyFigure(Table, table=True):
    """A key figure of Kolada, by its code. Its name is what somebody has read there."""

    __tablename__ = "key_figure"

    code: str = Field(primary_key=True)
    place: int = Field(description="in the order of the page")
    name: str = ""
    measure: str = Field(default="", description="what the values are in: kronor, per cent …")
    read_on: date | None = Field(default=None, description="when the name was read in Kolada")

    @property
    def as_read(self) -> str:
        """Stand for its name, so that a form can tell what its writer had read."""
        return stamp(self.name, self.measure, self.read_on)


class KeyFigureValue(Table, table=True):
    """The value of a key figure for a year. What is missing has no row, and is never nothing."""

    __tablename__ = "key_figure_value"

    code: str = Field(foreign_key="key_figure.code", primary_key=True)
    year: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    area: str = Field(primary_key=True)
    value: float
    source: str = Source.kolada
    at: datetime = Field(sa_type=UtcDateTime)
    by: str = Field(foreign_key="person.id")


class ComparisonGroup(Table, table=True):
    """Which municipalities were the similar ones in a year, and what the group is called."""

    __tablename__ = "comparison_group"

    year: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    name: str
    municipalities: list[str] = Field(default_factory=list, sa_type=JSON)
    at: datetime = Field(sa_type=UtcDateTime)
    by: str = Field(foreign_key="person.id")


class MonthlyFactor(Table, table=True):
    """Something critical that is counted every month: so many of so many."""

    __tablename__ = "monthly_factor"
    __table_args__ = (
        UniqueConstraint("key"),
        CheckConstraint("target IS NULL OR target BETWEEN 0 AND 1", name="target_is_a_share"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    name: str
    key: str = Field(description="the name trimmed and casefolded")
    counted: str = Field(description="what is counted, in words")
    of: str = Field(description="of what it is a share, in words")
    target: float | None = Field(default=None, description="a share")
    better: str = Better.more
    baseline: int | None = Field(
        default=None, description="how many of the first months make the limits; all if not said"
    )
    active: bool = True
    created_at: datetime = Field(sa_type=UtcDateTime)
    created_by: str = Field(foreign_key="person.id")

    @property
    def as_read(self) -> str:
        """Stand for what is followed, so that a form can tell what its writer had read."""
        wanted = (self.target, self.better, self.baseline, self.active)
        return stamp(self.name, self.counted, self.of, *wanted)


class MonthlyValue(Table, table=True):
    """What a month came to."""

    __tablename__ = "monthly_value"
    __table_args__ = (CheckConstraint("met >= 0 AND met <= counted", name="no_more_than_counted"),)

    factor_id: str = Field(foreign_key="monthly_factor.id", primary_key=True)
    month: date = Field(primary_key=True, description="its first day")
    met: int
    counted: int
    note: str = ""
    at: datetime = Field(sa_type=UtcDateTime)
    by: str = Field(foreign_key="person.id")
