"""Who sits where in a round, who may sit there, and what stands in the way."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, cast

from app.assignment.matching import DrawnCase, Matching, Reviewer, Rule, Seat, breaks
from app.assignment.matching import match_reviewers as match
from app.assignment.models import Assignment
from app.assignment.obstacles import Obstacle, kept_against_rules, obstacles
from app.assignment.rules import capacity, in_own_unit
from app.assignment.work import gather
from app.organisation.models import Person
from app.rounds.models import FrameCase, Round, RoundState

Place = tuple[str, int]
"""A case and the number of one of its seats."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A seat that its reviewer must not have, and the rule that says so."""

    place: Place
    reviewer_id: str
    rule: Rule


@dataclass(frozen=True)
class Seating:
    """Everything that sharing out the cases of a round depends on, at one moment.

    ``hours`` are those of the reviewers who take part; ``people`` also holds those who do not,
    ``able`` are those of them who can review now. ``twice`` are the cases with two seats.
    """

    round_: Round
    cases: Mapping[str, FrameCase]
    unit_names: Mapping[str, str]
    people: Mapping[str, Person]
    able: frozenset[str]
    hours: Mapping[str, float]
    conflicts: Mapping[str, frozenset[str]]
    twice: frozenset[str]
    rows: Mapping[Place, Assignment]

    @property
    def published(self) -> bool:
        return self.round_.state in {RoundState.reviewing, RoundState.closed}

    @cached_property
    def drawn(self) -> Mapping[str, DrawnCase]:
        return {
            case.id: DrawnCase(case.id, case.unit_id, case.caseworker, case.case_number)
            for case in self.cases.values()
        }

    @cached_property
    def reviewers(self) -> Mapping[str, Reviewer]:
        """Give those who can be given cases: who takes part and is still here."""
        return {
            id_: Reviewer(
                id_,
                self.people[id_].unit_id,
                self.people[id_].caseworker,
                hours,
                self.conflicts.get(id_, frozenset()),
            )
            for id_, hours in self.hours.items()
            if id_ in self.able
        }

    @cached_property
    def seats(self) -> list[Seat]:
        """List the seats that somebody has."""
        return [
            Seat(case_id, number_of(seat), row.reviewer_id, row.own_unit)
            for (case_id, seat), row in self.rows.items()
            if row.reviewer_id is not None
        ]

    @cached_property
    def wanted(self) -> list[Place]:
        """List all seats there should be, case by case."""
        return [
            (case_id, seat)
            for case_id in self.cases
            for seat in ((1, 2) if case_id in self.twice else (1,))
        ]

    @cached_property
    def empty(self) -> list[Place]:
        taken = {(seat.case_id, seat.seat) for seat in self.seats}
        return [place for place in self.wanted if place not in taken]

    @property
    def pinned(self) -> list[Seat]:
        """List the seats that were filled by hand and are to stay."""
        return [seat for seat in self.seats if self.rows[seat.case_id, seat.seat].pinned]

    @cached_property
    def load(self) -> Counter[str]:
        return Counter(seat.reviewer_id for seat in self.seats)

    def capacity(self, reviewer_id: str) -> int:
        """Count the cases that somebody has time for; none if she does not take part."""
        reviewer = self.reviewers.get(reviewer_id)
        return capacity(reviewer, self.round_.hours_per_case) if reviewer else 0

    @property
    def room(self) -> int:
        return sum(self.capacity(reviewer_id) for reviewer_id in self.reviewers)

    def reader(self, place: Place) -> str | None:
        row = self.rows.get(place)
        return row.reviewer_id if row else None

    def in_own_unit(self, case_id: str, reviewer_id: str) -> bool:
        return in_own_unit(self.drawn[case_id], self.reviewers[reviewer_id])

    @cached_property
    def _hers(self) -> Mapping[str, list[Seat]]:
        hers = defaultdict(list)
        for seat in self.seats:
            hers[seat.reviewer_id].append(seat)
        return hers

    def rules_against(self, place: Place, reviewer_id: str) -> list[Rule]:
        """List the rules that giving her this seat would break, the one who has it aside."""
        others = [
            seat for seat in self._hers.get(reviewer_id, ()) if (seat.case_id, seat.seat) != place
        ]
        return breaks(
            self.drawn[place[0]],
            self.reviewers[reviewer_id],
            others,
            hours_per_case=self.round_.hours_per_case,
        )

    def breaches(self, places: Collection[Place] | None = None) -> list[Breach]:
        """Find the seats, among these or all, whose reviewer must not have them."""
        found = []
        for place in self.wanted if places is None else places:
            reviewer_id = self.reader(place)
            if reviewer_id in self.reviewers:
                against = self.rules_against(place, cast("str", reviewer_id))
                found += [
                    Breach(place, cast("str", reviewer_id), rule)
                    for rule in against
                    if rule.forbids
                ]
        return found

    def with_wishes(self, wishes: Mapping[Place, str | None]) -> "Seating":
        """Give the seating as it would be if these seats went to these people."""
        rows = dict(self.rows)
        for (case_id, seat), reviewer_id in wishes.items():
            rows[case_id, seat] = Assignment(
                round_id=self.round_.id, frame_case_id=case_id, seat=seat, reviewer_id=reviewer_id
            )
        return replace(self, rows=rows)

    def in_the_way(self, fixed: Collection[Seat]) -> list[Obstacle]:
        """Tell what keeps the other seats from being filled; nothing if they can be."""
        hours_per_case = self.round_.hours_per_case
        cases, reviewers = self.drawn.values(), self.reviewers.values()
        work = gather(
            cases, reviewers, twice=self.twice, hours_per_case=hours_per_case, fixed=fixed
        )
        return [
            *kept_against_rules(cases, reviewers, fixed),
            *obstacles(work, fixed, hours_per_case),
        ]

    def match(self, fixed: Collection[Seat]) -> Matching:
        """Fill every seat but the fixed ones, or raise with what stands in the way."""
        return match(
            list(self.drawn.values()),
            list(self.reviewers.values()),
            twice=self.twice,
            hours_per_case=self.round_.hours_per_case,
            fixed=fixed,
        )

    def only(self, case_id: str) -> "Seating":
        """Give the seating in which no case but this one has an empty seat.

        One case is not to wait for what keeps another from being read; what people have to
        read of the others still counts.
        """
        kept: dict[Place, Assignment] = {}
        filled: Counter[str] = Counter()
        for place, row in self.rows.items():
            if place[0] == case_id:
                kept[place] = row
            elif row.reviewer_id is not None:
                filled[place[0]] += 1
                kept[place[0], filled[place[0]]] = row
        return replace(
            self,
            rows=kept,
            cases={id_: case for id_, case in self.cases.items() if id_ == case_id or filled[id_]},
            twice=frozenset(
                id_ for id_ in self.twice if id_ == case_id or filled[id_] == len((1, 2))
            ),
        )


def number_of(seat: int) -> Literal[1, 2]:
    return 2 if seat == len((1, 2)) else 1
