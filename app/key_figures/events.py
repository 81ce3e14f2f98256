from dataclasses import dataclass
from typing import ClassVar

from app.audit.log import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigureNamed(Event):
    object_field: ClassVar[str | None] = "code"

    code: str
    name: str
    measure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigureChanged(Event):
    """A value was typed in or corrected; what it was and what it is, by area."""

    object_field: ClassVar[str | None] = "code"

    code: str
    year: int
    before: dict[str, float]
    after: dict[str, float]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFiguresImported(Event):
    """Values came in from a file: how many were new or other than before, and refused."""

    file_name: str
    file_sha256: str
    new: int
    changed: int
    gone: int
    refused: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonGroupSet(Event):
    year: int
    name: str
    municipalities: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorDefined(Event):
    object_field: ClassVar[str | None] = "factor_id"

    factor_id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorChanged(Event):
    object_field: ClassVar[str | None] = "factor_id"

    factor_id: str
    fields: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthEntered(Event):
    """A month was entered or corrected, one at a time or from a file."""

    object_field: ClassVar[str | None] = "factor_id"

    factor_id: str
    months: list[str]
