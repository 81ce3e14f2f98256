"""How the register speaks to a person: names of fields, columns to choose, differences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.errors import N_
from app.register.comparison import ORE, Changed
from app.register.reading import Field, ParsedRegister
from app.web.language import day, gettext, number

FIELD_NAMES: dict[str, str] = {
    Field.case_number: N_("Case number"),
    Field.unit: N_("Unit"),
    Field.caseworker: N_("Caseworker (code)"),
    Field.placement_form: N_("Placement form"),
    Field.legal_basis: N_("Legal basis"),
    Field.age: N_("Age"),
    Field.sex: N_("Sex"),
    Field.started_on: N_("Start"),
    Field.ended_on: N_("End"),
    Field.provider: N_("Provider"),
    Field.contract_form: N_("Contract form"),
    Field.day_rate: N_("Day rate"),
    Field.protected: N_("Protected identity"),
}
_COLUMN_NAMES = {**FIELD_NAMES, "day_rate_ore": FIELD_NAMES[Field.day_rate]}
EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column of the file: its name, what it is taken for, and what stands in it."""

    name: str
    choice: str
    examples: str


def shown_columns(parsed: ParsedRegister) -> list[ShownColumn]:
    """List the columns of a file in its own order, with the first things that stand in them."""
    chosen = {name: str(field) for field, name in parsed.columns.fields.items()}
    chosen |= dict.fromkeys(parsed.columns.attributes.values(), "attribute")
    below = [row.cells for row in parsed.preview if row.row > parsed.header_row]
    columns = []
    for place, name in enumerate(parsed.header):
        seen = dict.fromkeys(cells[place] for cells in below if place < len(cells) and cells[place])
        columns.append(ShownColumn(name, chosen.get(name, ""), " · ".join(list(seen)[:EXAMPLES])))
    return columns


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One fact of a case that is another than before."""

    case_number: str
    what: str
    before: str
    after: str


def shown_changes(changed: Iterable[Changed]) -> list[ShownChange]:
    """Write out what differs, a line for each fact."""
    return [
        ShownChange(
            case.case_number,
            gettext(_COLUMN_NAMES.get(name, N_("Own attributes"))),
            _written(name, before),
            _written(name, after),
        )
        for case in changed
        for name, (before, after) in case.differences.items()
    ]


def _written(name: str, value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, date):
        return day(value, "short")
    if name == "day_rate_ore":
        return number(value / ORE, 2)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {kept}" for key, kept in sorted(value.items())) or "–"
    return str(value)
