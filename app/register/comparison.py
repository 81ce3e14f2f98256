"""What an export changes in the register: pure, rows in and differences out."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.register.reading import RegisterRow

COMPARED = (
    "case_number",
    "unit",
    "caseworker",
    "placement_form",
    "legal_basis",
    "age",
    "sex",
    "started_on",
    "ended_on",
    "provider",
    "contract_form",
    "day_rate_ore",
    "protected",
    "attributes",
)
ORE = 100


def case_key(case_number: str) -> str:
    """Give what two spellings of the same case number have in common."""
    return unicodedata.normalize("NFC", case_number).strip().casefold()


def unit_key(name: str) -> str:
    """Give what two spellings of the same unit have in common."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def facts_of(row: RegisterRow) -> dict[str, Any]:
    """Give what is kept of a row, by the names of the register's columns."""
    return {
        "case_number": row.case_number,
        "unit": row.unit or "",
        "caseworker": row.caseworker,
        "placement_form": row.placement_form or "",
        "legal_basis": row.legal_basis,
        "age": row.age,
        "sex": row.sex,
        "started_on": row.started_on,
        "ended_on": row.ended_on,
        "provider": row.provider,
        "contract_form": row.contract_form,
        "day_rate_ore": None if row.day_rate is None else int(row.day_rate * ORE),
        "protected": row.protected,
        "attributes": dict(row.attributes),
    }


@dataclass(frozen=True, slots=True)
class Changed:
    """A case that is in the register already, and what is different now."""

    case_number: str
    differences: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Difference:
    """What bringing an export in would do."""

    new: tuple[str, ...]
    changed: tuple[Changed, ...]
    unchanged: int
    gone: tuple[str, ...]
    new_units: tuple[str, ...]


def compare(
    rows: Iterable[RegisterRow],
    known: Mapping[str, Mapping[str, Any]],
    units: Iterable[str],
) -> Difference:
    """Compare an export with the register as it stands.

    Parameters
    ----------
    rows
        The rows that can be read.
    known
        By case key: the facts that the register holds, and whether the case was ``gone``.
    units
        The names of the units that exist.
    """
    new: list[str] = []
    changed: list[Changed] = []
    unchanged = 0
    seen: set[str] = set()
    existing = {unit_key(name) for name in units}
    fresh_units: dict[str, str] = {}
    for row in rows:
        key, facts = case_key(row.case_number), facts_of(row)
        seen.add(key)
        if unit_key(facts["unit"]) not in existing:
            fresh_units.setdefault(unit_key(facts["unit"]), facts["unit"])
        before = known.get(key)
        if before is None or before["gone"]:
            new.append(row.case_number)
            continue
        differences = _differences(before, facts)
        if differences:
            changed.append(Changed(row.case_number, differences))
        else:
            unchanged += 1
    gone = [
        facts["case_number"]
        for key, facts in known.items()
        if key not in seen and not facts["gone"]
    ]
    return Difference(
        tuple(new), tuple(changed), unchanged, tuple(gone), tuple(fresh_units.values())
    )


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    different = {
        name: (before[name], after[name])
        for name in COMPARED
        if name != "unit" and before[name] != after[name]
    }
    if unit_key(before["unit"]) != unit_key(after["unit"]):
        different["unit"] = (before["unit"], after["unit"])
    return different
