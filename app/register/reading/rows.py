"""From cells to cases: every row is read whole, or refused with every reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.register.reading.cells import Row, is_empty, key
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
    _place: dict[str, int] = field(init=False)
    _attributes: dict[str, Column] = field(init=False)
    _unread: dict[str, Column] = field(init=False)
    _first_row: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        read = self.columns.columns()
        self._fields = columns_of_fields(self.columns, self.notices)
        self._attributes = {
            name: column_of_attribute(column, self.notices)
            for name, column in self.columns.attributes.items()
        }
        self._unread = {
            name: unread_column(name, self.notices) for name in self.header if name not in read
        }
        self._place = {name: place for place, name in enumerate(self.header)}

    def read(self, number: int, row: Row) -> None:
        refusals = self._wrong_width(number, row)
        if not refusals:
            row = row + [""] * (len(self.header) - len(row))
            found = self._values(number, row, self._fields, refusals)
            attributes = self._values(number, row, self._attributes, refusals)
            self._values(number, row, self._unread, refusals)
            self._check_whole(number, found, refusals)
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
        self, number: int, row: Row, columns: Mapping[Any, Column], refusals: list[Refusal]
    ) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, column in columns.items():
            cell = row[self._place[column.name]]
            known = column.known.get((type(cell), cell)) or column.learn(number, cell)
            if known.doubt is not None:
                self.notices.count(known.doubt, column.name, number)
            if known.unfit is not None:
                refusals.append(column.refusal(number, cell, known.unfit))
            elif not known.empty:
                found[name] = known.value
            elif name in self.required:
                refusals.append(column.refusal(number, cell, Unfit(Reason.missing)))
        return found

    def _check_whole(self, number: int, found: Mapping[str, Any], refusals: list[Refusal]) -> None:
        """Check what no cell can show alone: the order of days, and the key."""
        started: date | None = found.get(Field.started_on)
        ended: date | None = found.get(Field.ended_on)
        if started is not None and ended is not None and ended < started:
            unfit = Unfit(Reason.ended_before_started, started=started.isoformat())
            refusals.append(self._fields[Field.ended_on].refusal(number, ended, unfit))
        if Field.case_number in found:
            case_number = found[Field.case_number]
            first = self._first_row.setdefault(key(case_number), number)
            if first != number:
                unfit = Unfit(Reason.duplicate, first=first)
                refusals.append(self._fields[Field.case_number].refusal(number, case_number, unfit))
