"""The seats of a round as choices: who sits there, who could, and what speaks against it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.assignment.matching import Rule
from app.assignment.refusals import refusal
from app.assignment.seating import Place, Seating
from app.errors import N_
from app.web.language import gettext, said

SHORT = {
    Rule.own_case: N_("has handled the case"),
    Rule.conflict: N_("conflict of interest"),
    Rule.already_reads: N_("reads the case already"),
    Rule.over_hours: N_("no hours left"),
    Rule.own_unit: N_("own unit"),
}
# These cannot be otherwise whatever else is changed at the same time.
NEVER = {Rule.own_case, Rule.conflict}


@dataclass(frozen=True, slots=True)
class Option:
    """A reviewer as a choice for a seat, with what speaks against her."""

    value: str
    label: str
    chosen: bool
    barred: bool


@dataclass(frozen=True, slots=True)
class SeatShown:
    id: str
    label: str
    options: Sequence[Option]
    empty_value: str
    reader: str
    pinned: bool
    pin_value: str
    own_unit: bool
    error: str


@dataclass(frozen=True, slots=True)
class CaseShown:
    id: str
    number: str
    stratum: str
    unit: str
    twice: bool
    seats: Sequence[SeatShown]

    @property
    def in_own_unit(self) -> bool:
        return any(seat.own_unit for seat in self.seats)


def cases_shown(
    seating: Seating, wishes: Mapping[Place, str | None] | None = None
) -> list[CaseShown]:
    """Give the cases with their seats, as they are or as somebody wished they were."""
    wished = seating.with_wishes(wishes) if wishes else seating
    errors = {
        breach.place: said(found.message, found.details)
        for breach in wished.breaches()
        for found in [refusal(seating, breach)]
    }
    return [
        CaseShown(
            id=case.id,
            number=case.case_number,
            stratum=case.stratum,
            unit=seating.unit_names.get(case.unit_id, ""),
            twice=case.id in seating.twice,
            seats=[
                _seat_shown(wished, seating, (case.id, seat), errors.get((case.id, seat), ""))
                for seat in ((1, 2) if case.id in seating.twice else (1,))
            ],
        )
        for case in seating.cases.values()
    ]


def _seat_shown(wished: Seating, seating: Seating, place: Place, error: str) -> SeatShown:
    case_id, seat = place
    reader = wished.reader(place)
    row = seating.rows.get(place)
    return SeatShown(
        id=f"seat-{case_id}-{seat}",
        label=said(
            N_("Reviewer %(seat)s of %(case)s")
            if case_id in seating.twice
            else N_("Reviewer of %(case)s"),
            {"seat": seat, "case": seating.cases[case_id].case_number},
        ),
        options=_options(wished, place),
        empty_value=f"{case_id}:{seat}:",
        reader=seating.people[reader].name if reader else "",
        pinned=row is not None and row.pinned,
        pin_value=f"{case_id}:{seat}",
        own_unit=reader in seating.reviewers and seating.in_own_unit(case_id, reader or ""),
        error=error,
    )


def _options(seating: Seating, place: Place) -> list[Option]:
    reader = seating.reader(place)
    options = []
    for person_id in seating.people:
        chosen = person_id == reader
        if person_id not in seating.reviewers:
            if chosen:
                gone = said(N_("%(name)s (no longer takes part)"), _name(seating, person_id))
                options.append(Option(_value(place, person_id), gone, chosen=True, barred=False))
            continue
        rules = seating.rules_against(place, person_id)
        label = said(
            N_("%(name)s (%(load)s of %(room)s)"),
            {
                **_name(seating, person_id),
                "load": seating.load[person_id],
                "room": seating.capacity(person_id),
            },
        )
        against = ", ".join(gettext(SHORT[rule]) for rule in rules)
        options.append(
            Option(
                _value(place, person_id),
                f"{label} – {against}" if against else label,
                chosen,
                barred=not chosen and bool(NEVER.intersection(rules)),
            )
        )
    return options


def _value(place: Place, person_id: str) -> str:
    return f"{place[0]}:{place[1]}:{person_id}"


def _name(seating: Seating, person_id: str) -> dict[str, str]:
    return {"name": seating.people[person_id].name}
