from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum, auto
from typing import Literal

from app.register.reading.reasons import TEXTS, Message, Reason

Sex = Literal["F", "P"]


class Field(StrEnum):
    """What a column of the register can be."""

    case_number = auto()
    unit = auto()
    caseworker = auto()
    placement_form = auto()
    legal_basis = auto()
    age = auto()
    sex = auto()
    started_on = auto()
    ended_on = auto()
    provider = auto()
    contract_form = auto()
    day_rate = auto()
    protected = auto()


REQUIRED = (Field.case_number, Field.unit)


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """What is read, by the name of its column; every other column is left unread.

    ``attributes`` are further columns kept on purpose, by the name they are kept under.
    """

    fields: Mapping[Field, str] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)

    def missing(self, required: Iterable[Field] = REQUIRED) -> tuple[Field, ...]:
        return tuple(wanted for wanted in required if wanted not in self.fields)

    def found_in(self, header: Sequence[str]) -> "ColumnMap":
        """Keep what has its column in a header."""
        return ColumnMap(
            {wanted: column for wanted, column in self.fields.items() if column in header},
            {name: column for name, column in self.attributes.items() if column in header},
        )

    def columns(self) -> tuple[str, ...]:
        return (*self.fields.values(), *self.attributes.values())


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a person says when the file was recognised wrongly. ``header_row`` counts from 1."""

    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None
    sheet: str | None = None
    required: tuple[Field, ...] = REQUIRED


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One case as the register has it. ``row`` is its row in the file, from 1."""

    row: int
    case_number: str
    unit: str | None = None
    caseworker: str | None = None
    placement_form: str | None = None
    legal_basis: str | None = None
    age: int | None = None
    sex: Sex | None = None
    started_on: date | None = None
    ended_on: date | None = None
    provider: str | None = None
    contract_form: str | None = None
    day_rate: Decimal | None = None
    protected: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that is not read, and why. ``value`` is what stood there, identity numbers blotted."""

    row: int
    column: str | None
    value: str
    reason: Reason
    params: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def message(self) -> Message:
        return Message(TEXTS[self.reason], self.params)


@dataclass(frozen=True, slots=True)
class Notice:
    """What was read or left out in a way that a person should know."""

    reason: Reason
    column: str | None = None
    params: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def message(self) -> Message:
        return Message(TEXTS[self.reason], self.params)


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row as it stands in the file, to be looked at and never stored."""

    row: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedRegister:
    """A file that was read. Nothing is interpreted as long as a required field is ``missing``."""

    file_kind: str
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    sheets: tuple[str, ...]
    header: tuple[str, ...]
    header_row: int
    columns: ColumnMap
    missing: tuple[Field, ...]
    rows: tuple[RegisterRow, ...]
    refusals: tuple[Refusal, ...]
    rows_read: int
    rows_refused: int
    notices: tuple[Notice, ...]
    preview: tuple[PreviewRow, ...]
