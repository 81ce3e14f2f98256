"""Who may be drawn: cases of the register in, eligible and excluded cases out. Pure."""

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.register.comparison import case_key

SEPARATOR = " · "
EVERYBODY = "alla"
UNKNOWN = "uppgift saknas"
ATTRIBUTE = "attribute:"
# The upper age of each group; whoever is older belongs to the last.
AGE_GROUPS = ((6, "0-6 år"), (12, "7-12 år"), (15, "13-15 år"), (17, "16-17 år"), (20, "18-20 år"))
OLDEST = "21 år eller äldre"
SEXES = {"F": "flicka", "P": "pojke"}


class Reason(StrEnum):
    """Why a case is left out of the frame, in the words of the excluded file."""

    protected = "skyddade personuppgifter"
    other_unit = "annan enhet"
    other_form = "annan placeringsform"
    not_begun = "ej påbörjad"
    ended = "avslutad"
    too_short = "för kort"
    singled_out = "undantaget"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A case of the register as it stands, before anybody has said what is to be reviewed."""

    case_number: str
    unit_id: str
    unit: str
    placement_form: str
    caseworker: str | None = None
    legal_basis: str | None = None
    contract_form: str | None = None
    provider: str | None = None
    age: int | None = None
    sex: str | None = None
    started_on: date | None = None
    ended_on: date | None = None
    protected: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Which cases a round is about. No form or no unit named means all of them.

    ``singled_out`` holds the reason for each case that is left out by name, by its case key.
    """

    period_from: date
    period_to: date
    placement_forms: frozenset[str] = frozenset()
    unit_ids: frozenset[str] = frozenset()
    open_in_period: bool = True
    shortest_days: int = 0
    singled_out: Mapping[str, str] = field(default_factory=dict)
    strata_fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Eligible:
    """A case that may be drawn, and among which others."""

    case: Candidate
    stratum: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A case that may not be drawn, and why; ``words`` is what the excluded file says."""

    case_number: str
    stratum: str
    reason: Reason
    words: str


@dataclass(frozen=True, slots=True)
class Population:
    """All cases of the register, each either eligible or left out with its reason.

    ``unmatched`` are the numbers that were singled out and are not in the register.
    """

    eligible: tuple[Eligible, ...]
    left_out: tuple[LeftOut, ...]
    unmatched: tuple[str, ...]

    @property
    def strata(self) -> dict[str, int]:
        """Count the eligible cases of each stratum, by its name."""
        counts = Counter(each.stratum for each in self.eligible)
        return dict(sorted(counts.items()))

    @property
    def reasons(self) -> dict[Reason, int]:
        """Count the cases left out for each reason, in the order the reasons are tried."""
        counts = Counter(each.reason for each in self.left_out)
        return {reason: counts[reason] for reason in Reason if counts[reason]}


def population_of(candidates: Iterable[Candidate], rules: Rules) -> Population:
    """Part the register in those who may be drawn and those who may not."""
    eligible: list[Eligible] = []
    left_out: list[LeftOut] = []
    unmatched = set(rules.singled_out)
    for case in candidates:
        key, stratum = case_key(case.case_number), stratum_of(case, rules.strata_fields)
        unmatched.discard(key)
        reason = _reason(case, key, rules)
        if reason is None:
            eligible.append(Eligible(case, stratum))
        else:
            words = (
                f"{reason}: {rules.singled_out[key]}" if reason is Reason.singled_out else reason
            )
            left_out.append(LeftOut(case.case_number, stratum, reason, str(words)))
    return Population(tuple(eligible), tuple(left_out), tuple(sorted(unmatched)))


def reason_in(words: str) -> Reason:
    """Read the reason back from the words of the excluded file."""
    return Reason(words.partition(":")[0])


def stratum_of(case: Candidate, fields: Iterable[str]) -> str:
    """Name the stratum of a case: its values of the chosen fields, side by side."""
    return SEPARATOR.join(_value(case, field) for field in fields) or EVERYBODY


def _reason(case: Candidate, key: str, rules: Rules) -> Reason | None:
    if case.protected:
        return Reason.protected
    if rules.unit_ids and case.unit_id not in rules.unit_ids:
        return Reason.other_unit
    if rules.placement_forms and case.placement_form not in rules.placement_forms:
        return Reason.other_form
    if reason := _outside(case, rules):
        return reason
    return Reason.singled_out if key in rules.singled_out else None


def _outside(case: Candidate, rules: Rules) -> Reason | None:
    if rules.open_in_period:
        if case.started_on is not None and case.started_on > rules.period_to:
            return Reason.not_begun
        if case.ended_on is not None and case.ended_on < rules.period_from:
            return Reason.ended
    if rules.shortest_days and _days(case, rules.period_to) < rules.shortest_days:
        return Reason.too_short
    return None


def _days(case: Candidate, period_to: date) -> int:
    """Count the days of a placement until it ended or the period did, both days included."""
    if case.started_on is None:
        return 0
    last = period_to if case.ended_on is None else min(case.ended_on, period_to)
    return (last - case.started_on).days + 1


def _age_group(case: Candidate) -> str | None:
    if case.age is None:
        return None
    return next((name for oldest, name in AGE_GROUPS if case.age <= oldest), OLDEST)


FIELDS: Mapping[str, Callable[[Candidate], str | None]] = {
    "unit": lambda case: case.unit,
    "placement_form": lambda case: case.placement_form,
    "legal_basis": lambda case: case.legal_basis,
    "contract_form": lambda case: case.contract_form,
    "provider": lambda case: case.provider,
    "caseworker": lambda case: case.caseworker,
    "sex": lambda case: SEXES.get(case.sex or ""),
    "age_group": _age_group,
}


def _value(case: Candidate, field: str) -> str:
    if field.startswith(ATTRIBUTE):
        value = case.attributes.get(field.removeprefix(ATTRIBUTE))
    else:
        value = FIELDS[field](case)
    return plain(value or "") or UNKNOWN


def plain(text: str) -> str:
    """Write a text on one line, in the one form that can be hashed and read back."""
    words = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(sign for sign in words if unicodedata.category(sign)[0] != "C").strip()
