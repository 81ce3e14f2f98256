"""How the register speaks to a person: names of fields, columns to choose, differences, bars."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from app.errors import N_
from app.register.comparison import ORE, Changed
from app.register.forms import ATTRIBUTE, DELIMITERS
from app.register.reading import Field, ParsedRegister
from app.web.language import day, gettext, number, percent

FIELD_NAMES: dict[str, str] = {
    Field.case_number: N_("Case number"),
    Field.unit: N_("Unit"),
    Field.caseworker: N_("Caseworker"),
    Field.placement_form: N_("Placement form"),
    Field.legal_basis: N_("Legal basis"),
    Field.age: N_("Age"),
    Field.sex: N_("Sex"),
    Field.started_on: N_("Placed from"),
    Field.ended_on: N_("Placed until"),
    Field.provider: N_("Provider"),
    Field.contract_form: N_("Contract form"),
    Field.day_rate: N_("Day rate"),
    Field.protected: N_("Protected identity"),
}
_COLUMN_NAMES = {
    **FIELD_NAMES,
    "day_rate_ore": FIELD_NAMES[Field.day_rate],
    "attributes": N_("Own facts"),
}
ENCODING_NAMES = (
    ("utf-8", "UTF-8"),
    ("cp1252", "Windows-1252"),
    ("iso8859-15", "ISO 8859-15"),
    ("utf-16", "UTF-16"),
    ("cp850", "DOS (850)"),
    ("mac_roman", "Mac Roman"),
)
_DELIMITER_NAMES = {
    "semicolon": N_("Semicolon"),
    "comma": N_("Comma"),
    "tab": N_("Tab"),
    "bar": N_("Vertical bar"),
}
SEXES = {"F": N_("Girl"), "P": N_("Boy")}
AGES = ((0, 3), (4, 6), (7, 9), (10, 12), (13, 15), (16, 17), (18, 25))
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
    chosen |= dict.fromkeys(parsed.columns.attributes.values(), ATTRIBUTE)
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
            gettext(_COLUMN_NAMES[name]),
            _written(name, before),
            _written(name, after),
        )
        for case in changed
        for name, (before, after) in case.differences.items()
    ]


def _written(name: str, value: Any) -> str:
    match value:
        case None | "":
            return "–"
        case bool():
            return gettext("Yes") if value else gettext("No")
        case date():
            return day(value, "short")
        case int() if name == "day_rate_ore":
            return number(value / ORE, 2)
        case dict():
            return ", ".join(f"{key}: {kept}" for key, kept in sorted(value.items())) or "–"
        case _:
            return gettext(SEXES[value]) if name == "sex" else str(value)


def delimiter_names() -> list[tuple[str, str]]:
    return [(name, gettext(text)) for name, text in _DELIMITER_NAMES.items()]


def delimiter_of(sign: str | None) -> str:
    """Give the name that the forms have for a separator; a tab cannot be seen."""
    return next((name for name, written in DELIMITERS.items() if written == sign), "")


def column_choices() -> list[tuple[str, str]]:
    """List what a column can be read as."""
    fields = [(str(field), gettext(name)) for field, name in FIELD_NAMES.items()]
    return [("", gettext("Do not read")), *fields, (ATTRIBUTE, gettext("Keep as an own fact"))]


def bars(counts: Mapping[tuple[Any, ...], int], parameter: str) -> list[dict[str, Any]]:
    """Give a bar for each count, the longest first, that leads to its cases.

    The keys are what the register is filtered by, under the name of ``parameter``, and the label.
    """
    largest, total = max(counts.values(), default=0), sum(counts.values())
    return [
        {
            "label": label,
            "href": f"/register?{urlencode({parameter: key})}#cases",
            "done": count,
            "total": largest,
            "text": f"{number(count)} ({percent(count / total)})",
        }
        for (key, label), count in sorted(counts.items(), key=lambda row: (-row[1], row[0][1]))
    ]


def ages(counts: Mapping[tuple[Any, ...], int]) -> list[dict[str, Any]]:
    """Give the rows of the pyramid: girls to the left, boys to the right, the youngest first."""
    rows = []
    for low, high in AGES:
        girls, boys = (
            sum(
                count
                for (age, sex), count in counts.items()
                if sex == wanted and age is not None and low <= age <= high
            )
            for wanted in SEXES
        )
        label = f"{low}–{high}" if high < AGES[-1][1] else f"{low}+"
        row = {"label": label, "left": girls, "right": boys}
        rows.append(row | {"left_text": number(girls), "right_text": number(boys)})
    return rows if any(row["left"] or row["right"] for row in rows) else []
