"""From cells to cases: every row is read whole, or refused with every reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.register.reading.cells import Cell, Row, is_empty, key
from app.register.reading.columns import (
    Column,
    column_of_attribute,
    columns_of_fields,
    unread_column,
)
from app.register.reading.limits import MOST_REFUSALS
from app.register.reading.notices import Notices
from app.register.reading.parsed import ColumnMap, Field, Refusal, RegisterRow
from app.register.reading.reasons import Reason, Unfit


@dataclass(slots=True)
class RowReader:
    """Reads the rows of a table one by one, and remembers what it has met."""

    header: tuple[str, ...]
    columns: ColumnMap
    required: tuple[Field, ...]
    exact_width: bool
    notices: Notices
    rows: list[RegisterRow] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    refused: int = 0
    _fields: dict[Field, Column] = field(init=False)
    _attributes: dict[str, Column] = field(init=False)
    _unread: tuple[Column, ...] = field(init=False)
    _first_row: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._fields = columns_of_fields(self.columns, self.notices)
        self._attributes = {
            name: column_of_attribute(column, self.notices)
            for name, column in self.columns.attributes.items()
        }
        read = self.columns.columns()
        self._unread = tuple(
            unread_column(name, self.notices) for name in self.header if name not in read
        )

    def read(self, number: int, row: Row) -> None:
        refusals = self._wrong_width(number, row)
        if not refusals:
            cells = dict(zip(self.header, row, strict=False))
            found = self._values(number, cells, self._fields, refusals)
            attributes = self._values(number, cells, self._attributes, refusals)
            self._check_whole(number, cells, found, refusals)
            for column in self._unread:
                column.value(number, cells.get(column.name, ""))
        if refusals:
            self.refused += 1
            self.refusals += refusals[: MOST_REFUSALS - len(self.refusals)]
        else:
            self.rows.append(RegisterRow(row=number, attributes=attributes, **found))

    def _wrong_width(self, number: int, row: Row) -> list[Refusal]:
        found, expected = len(row), len(self.header)
        while found > expected and is_empty(row[found - 1]):
            found -= 1
        if found == expected or (found < expected and not self.exact_width):
            return []
        reason = Reason.too_few_cells if found < expected else Reason.too_many_cells
        return [Refusal(number, None, "", reason, {"found": found, "expected": expected})]

    def _values(
        self,
        number: int,
        cells: Mapping[str, Cell],
        columns: Mapping[Any, Column],
        refusals: list[Refusal],
    ) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, column in columns.items():
            cell = cells.get(column.name, "")
            if is_empty(cell):
                continue
            try:
                found[name] = column.value(number, cell)
            except Unfit as unfit:
                refusals.append(column.refusal(number, cell, unfit))
        return found

    def _check_whole(
        self,
        number: int,
        cells: Mapping[str, Cell],
        found: Mapping[str, Any],
        refusals: list[Refusal],
    ) -> None:
        """Check what no cell can show alone: what is missing, the order of days, the key."""
        for wanted in self.required:
            column = self._fields[wanted]
            if is_empty(cells.get(column.name, "")):
                refusals.append(Refusal(number, column.name, "", Reason.missing))
        started: date | None = found.get(Field.started_on)
        ended: date | None = found.get(Field.ended_on)
        if started is not None and ended is not None and ended < started:
            column = self._fields[Field.ended_on]
            unfit = Unfit(Reason.ended_before_started, started=started.isoformat())
            refusals.append(column.refusal(number, ended, unfit))
        if Field.case_number in found:
            first = self._first_row.setdefault(key(found[Field.case_number]), number)
            if first != number:
                column = self._fields[Field.case_number]
                unfit = Unfit(Reason.duplicate, first=first)
                refusals.append(column.refusal(number, found[Field.case_number], unfit))
