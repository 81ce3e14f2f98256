"""How the sharing out of cases looks on its page: hours, loads and obstacles in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from app.assignment.conflicts import ConflictReason
from app.assignment.models import Conflict
from app.assignment.obstacles import Obstacle
from app.assignment.rules import ROUNDING
from app.assignment.seating import Seating
from app.errors import N_
from app.organisation.models import Person
from app.web.language import gettext, number, said


@dataclass(frozen=True, slots=True)
class Capacity:
    """What the reviews take, and what the reviewers have; ``seats`` are readings of a case."""

    cases: int
    twice: int
    reviewers: int
    seats: int
    room: int
    needed_hours: float
    hours: float

    @property
    def enough(self) -> bool:
        return self.seats <= self.room


def capacity_of(cases: int, twice: int, hours: Iterable[float], hours_per_case: float) -> Capacity:
    """Compare the reviews with the hours; only whole cases are read."""
    given = list(hours)
    seats = cases + twice
    return Capacity(
        cases=cases,
        twice=twice,
        reviewers=len(given),
        seats=seats,
        room=sum(floor(time / hours_per_case + ROUNDING) for time in given),
        needed_hours=seats * hours_per_case,
        hours=sum(given),
    )


def number_twice(cases: int, double_share: float) -> int:
    """Count the cases that a share of them is, as the lot does."""
    return ceil(Fraction(str(double_share)) * cases)


@dataclass(frozen=True, slots=True)
class ReviewerShown:
    """Somebody who could take part: her hours, her load, and what she reads."""

    person: Person
    unit: str
    takes_part: bool
    hours: str
    load: int
    room: int
    cases: Sequence[tuple[str, str, bool]]

    @property
    def label(self) -> str:
        return self.person.name

    @property
    def done(self) -> int:
        return min(self.load, self.room)

    @property
    def total(self) -> int:
        return max(self.room, 1)

    @property
    def text(self) -> str:
        return said(N_("%(load)s of %(room)s cases"), {"load": self.load, "room": self.room})


def reviewers_shown(seating: Seating) -> list[ReviewerShown]:
    """Give everybody who reviews, by name, with what she reads."""
    return [
        ReviewerShown(
            person=person,
            unit=seating.unit_names.get(person.unit_id or "", ""),
            takes_part=person_id in seating.hours,
            hours=hours_typed(seating.hours.get(person_id, person.hours)),
            load=seating.load[person_id],
            room=seating.capacity(person_id),
            cases=[
                (case.case_number, seating.unit_names.get(case.unit_id, ""), seat.own_unit)
                for seat in seating.seats
                if seat.reviewer_id == person_id
                for case in [seating.cases[seat.case_id]]
            ],
        )
        for person_id, person in seating.people.items()
    ]


def hours_typed(hours: float) -> str:
    """Write hours as they are typed: 16, or 12,5."""
    return number(hours, 0 if hours == int(hours) else 1)


@dataclass(frozen=True, slots=True)
class ObstacleShown:
    text: str
    cases: Sequence[str]
    reviewers: Sequence[str]
    barred: Sequence[tuple[str, str]]


def obstacles_shown(seating: Seating, obstacles: Iterable[Obstacle]) -> list[ObstacleShown]:
    """Put what stands in the way into words, with names and case numbers."""
    return [_obstacle_shown(seating, obstacle) for obstacle in obstacles]


def _obstacle_shown(seating: Seating, obstacle: Obstacle) -> ObstacleShown:
    params: dict[str, str] = {}
    for name, value in obstacle.params.items():
        if name == "case":
            params[name] = seating.cases[str(value)].case_number
        elif name == "reviewer":
            params[name] = seating.people[str(value)].name
        else:
            params[name] = hours_typed(float(value))
    named = "case" in params
    return ObstacleShown(
        text=said(obstacle.message, params),
        cases=[] if named else [seating.cases[id_].case_number for id_ in obstacle.cases],
        reviewers=[] if named else [seating.people[id_].name for id_ in obstacle.reviewers],
        barred=[(seating.people[id_].name, gettext(rule.message)) for id_, rule in obstacle.barred],
    )


@dataclass(frozen=True, slots=True)
class ConflictShown:
    case_id: str
    number: str
    person_id: str
    name: str
    reason: str


def conflicts_shown(seating: Seating, conflicts: Iterable[Conflict]) -> list[ConflictShown]:
    return [
        ConflictShown(
            case_id=conflict.frame_case_id,
            number=seating.cases[conflict.frame_case_id].case_number,
            person_id=conflict.person_id,
            name=seating.people[conflict.person_id].name,
            reason=gettext(ConflictReason(conflict.reason).label),
        )
        for conflict in conflicts
        if conflict.frame_case_id in seating.cases and conflict.person_id in seating.people
    ]
