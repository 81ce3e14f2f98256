from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum, auto
from math import floor
from typing import Literal
from unicodedata import normalize

from app.errors import N_

# 0.3 hours at 0.1 hours a case are three cases, whatever binary fractions make of it.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class DrawnCase:
    """A case to be read: whose it is, and where it stands in lists."""

    id: str
    unit: str
    caseworker: str | None
    sort_key: str


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Somebody who reads cases: where she works, her own code in the case system, her time."""

    id: str
    unit: str | None
    caseworker: str | None
    hours: float
    conflicts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Seat:
    """One reading of one case by one person."""

    case_id: str
    seat: Literal[1, 2]
    reviewer_id: str
    own_unit: bool


class Rule(StrEnum):
    """What may speak against giving a case to somebody.

    The norm is the rule on bias of the Administrative Procedure Act (förvaltningslagen
    2017:900, 16–18 §§): whoever has handled a case, or is close to it, does not judge it.
    """

    own_case = auto()
    conflict = auto()
    already_reads = auto()
    over_hours = auto()
    own_unit = auto()

    @property
    def forbids(self) -> bool:
        """Say whether the rule is binding; the own unit only calls for a warning."""
        return self is not Rule.own_unit

    @property
    def message(self) -> str:
        return MESSAGES[self]


MESSAGES = {
    Rule.own_case: N_("The reviewer has handled the case."),
    Rule.conflict: N_("The reviewer has declared a conflict of interest."),
    Rule.already_reads: N_("The reviewer already reads the case."),
    Rule.over_hours: N_("The hours are not enough for one more case."),
    Rule.own_unit: N_("The case belongs to the reviewer’s own unit."),
}


def code_of(caseworker: str | None) -> str | None:
    """Write a caseworker's code as it is compared: registers differ in case and blanks."""
    return normalize("NFC", caseworker or "").strip().casefold() or None


def in_own_unit(case: DrawnCase, reviewer: Reviewer) -> bool:
    return bool(case.unit) and case.unit == reviewer.unit


def capacity(reviewer: Reviewer, hours_per_case: float) -> int:
    """Count the whole cases her hours are enough for."""
    return floor(reviewer.hours / hours_per_case + ROUNDING)


def bars(case: DrawnCase, reviewer: Reviewer) -> list[Rule]:
    """List the rules that keep her from the case whatever else she reads."""
    rules = []
    code = code_of(case.caseworker)
    if code is not None and code == code_of(reviewer.caseworker):
        rules.append(Rule.own_case)
    if case.id in reviewer.conflicts:
        rules.append(Rule.conflict)
    return rules


def breaks(
    case: DrawnCase, reviewer: Reviewer, seats: Collection[Seat], *, hours_per_case: float
) -> list[Rule]:
    """List the rules that giving her the case would break, beside the seats already taken.

    When somebody is to be replaced, her seat is not among ``seats``.
    """
    rules = bars(case, reviewer)
    hers = [seat for seat in seats if seat.reviewer_id == reviewer.id]
    if any(seat.case_id == case.id for seat in hers):
        rules.append(Rule.already_reads)
    if len(hers) >= capacity(reviewer, hours_per_case):
        rules.append(Rule.over_hours)
    if in_own_unit(case, reviewer):
        rules.append(Rule.own_unit)
    return rules
