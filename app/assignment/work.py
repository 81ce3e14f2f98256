from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from typing import Literal

from app.assignment.rules import DrawnCase, Reviewer, Seat, bars, capacity, in_own_unit

SeatNumber = Literal[1, 2]
# How many seats of a group each reviewer takes, by (group, reviewer).
Shares = Mapping[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class Group:
    """Cases that the same people may read on the same terms: for the matching they are one."""

    cases: tuple[DrawnCase, ...]
    open_seats: tuple[SeatNumber, ...]
    readers: tuple[int, ...]
    own_unit: frozenset[int]

    @property
    def needed(self) -> int:
        return len(self.cases) * len(self.open_seats)


@dataclass(frozen=True, slots=True)
class Work:
    """What is left to share out, and among whom; a reviewer is known by her place in the list.

    ``held`` counts the seats she has already, ``room`` those she can still be given: whoever
    has been given more than her hours keeps it, and gets nothing more.
    """

    reviewers: tuple[Reviewer, ...]
    capacities: tuple[int, ...]
    held: tuple[int, ...]
    groups: tuple[Group, ...]

    @property
    def room(self) -> tuple[int, ...]:
        pairs = zip(self.capacities, self.held, strict=True)
        return tuple(max(0, most - has) for most, has in pairs)

    @property
    def needed(self) -> int:
        return sum(group.needed for group in self.groups)


def gather(
    cases: Iterable[DrawnCase],
    reviewers: Iterable[Reviewer],
    *,
    twice: Collection[str],
    hours_per_case: float,
    fixed: Collection[Seat],
) -> Work:
    """Put the open seats together, in an order that does not depend on how they came in."""
    people = tuple(sorted(reviewers, key=lambda reviewer: reviewer.id))
    load = Counter(seat.reviewer_id for seat in fixed)
    kept = defaultdict(list)
    for seat in fixed:
        kept[seat.case_id].append(seat)
    alike = defaultdict(list)
    for case in sorted(cases, key=lambda case: (case.sort_key, case.id)):
        terms = _terms(case, people, kept[case.id], reviewed_twice=case.id in twice)
        alike[terms].append(case)
    return Work(
        people,
        tuple(capacity(reviewer, hours_per_case) for reviewer in people),
        tuple(load[reviewer.id] for reviewer in people),
        tuple(Group(tuple(members), *terms) for terms, members in alike.items() if terms[0]),
    )


def _terms(
    case: DrawnCase, people: Sequence[Reviewer], kept: Sequence[Seat], *, reviewed_twice: bool
) -> tuple[tuple[SeatNumber, ...], tuple[int, ...], frozenset[int]]:
    wanted: tuple[SeatNumber, ...] = (1, 2) if reviewed_twice else (1,)
    open_seats = tuple(number for number in wanted if all(seat.seat != number for seat in kept))
    reading = {seat.reviewer_id for seat in kept}
    readers = tuple(
        place
        for place, reviewer in enumerate(people)
        if reviewer.id not in reading and not bars(case, reviewer)
    )
    own_unit = frozenset(place for place in readers if in_own_unit(case, people[place]))
    return open_seats, readers, own_unit


def deal(work: Work, shares: Shares) -> Iterator[Seat]:
    """Deal the cases of each group to its readers, as many to each as the shares say.

    The first seat of all cases is dealt before the second; nobody takes more seats of a group
    than it has cases, so that coming round to a case again always finds somebody else.
    """
    for number, group in enumerate(work.groups):
        readers = chain.from_iterable(
            repeat(place, shares.get((number, place), 0)) for place in group.readers
        )
        for turn, place in enumerate(readers):
            seat, case = divmod(turn, len(group.cases))
            yield Seat(
                group.cases[case].id,
                group.open_seats[seat],
                work.reviewers[place].id,
                place in group.own_unit,
            )
