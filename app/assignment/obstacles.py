from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum, auto

from app.assignment.flow import Shortage, fill
from app.assignment.rules import DrawnCase, Reviewer, Rule, Seat, bars
from app.assignment.work import Group, Work
from app.errors import N_, DomainError


class Kind(StrEnum):
    nobody_reviews = auto()
    kept_against_rules = auto()
    nobody_may_read = auto()
    only_one_may_read = auto()
    too_few_hours = auto()
    readers_lack_hours = auto()


MESSAGES = {
    Kind.nobody_reviews: N_("Nobody has been chosen to review. Choose the reviewers first."),
    Kind.kept_against_rules: N_(
        "%(case)s has been given to %(reviewer)s, who may not read it. Take it back first."
    ),
    Kind.nobody_may_read: N_(
        "Nobody may read %(case)s. Reviewers who have handled it: %(own_case)s; who have "
        "declared a conflict of interest: %(conflict)s. Add a reviewer."
    ),
    Kind.only_one_may_read: N_(
        "%(case)s is to be reviewed by two people, but only %(reviewer)s may read it. "
        "Add a reviewer, or have fewer cases reviewed twice."
    ),
    Kind.too_few_hours: N_(
        "The reviews need %(needed)s h, but the reviewers only have time for %(available)s h. "
        "Give them more hours, add a reviewer, or have fewer cases reviewed twice."
    ),
    Kind.readers_lack_hours: N_(
        "Those who may read these cases lack %(lacking)s h together. "
        "Give them more hours, or add a reviewer who may read the cases."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """One thing that must change before the cases can be shared out.

    ``params`` fill the message; ``case`` and ``reviewer`` are ids there, for the page to put
    names to. ``cases`` and ``reviewers`` are all it is about, ``barred`` why each reviewer is
    out of the question.
    """

    kind: Kind
    params: Mapping[str, str | float]
    cases: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    barred: tuple[tuple[str, Rule], ...] = ()

    @property
    def message(self) -> str:
        return MESSAGES[self.kind]


class NoAssignment(DomainError):
    """Rules on bias and hours are never bent to make the numbers fit: people must decide."""

    message = N_("The cases cannot be shared out among the reviewers as things stand.")

    def __init__(self, obstacles: Sequence[Obstacle]) -> None:
        super().__init__()
        self.obstacles = tuple(obstacles)


def kept_against_rules(
    cases: Collection[DrawnCase], reviewers: Collection[Reviewer], fixed: Collection[Seat]
) -> Iterator[Obstacle]:
    """Find seats that were taken before the conflict was known."""
    by_id = {case.id: case for case in cases}
    people = {reviewer.id: reviewer for reviewer in reviewers}
    reads = set()
    for seat in sorted(fixed, key=lambda seat: (seat.case_id, seat.seat)):
        who = (seat.case_id, seat.reviewer_id)
        rules = [Rule.already_reads] if who in reads else []
        reads.add(who)
        if seat.reviewer_id in people:
            rules += bars(by_id[seat.case_id], people[seat.reviewer_id])
        if rules:
            yield Obstacle(
                kind=Kind.kept_against_rules,
                params={"case": seat.case_id, "reviewer": seat.reviewer_id},
                cases=(seat.case_id,),
                reviewers=(seat.reviewer_id,),
                barred=tuple((seat.reviewer_id, rule) for rule in rules),
            )


def obstacles(work: Work, fixed: Collection[Seat], hours_per_case: float) -> list[Obstacle]:
    """Find everything that keeps the open seats from being filled; nothing if they can be."""
    if not work.needed:
        return []
    if not work.reviewers:
        return [Obstacle(kind=Kind.nobody_reviews, params={})]
    return [
        *_unreadable(work, {seat.case_id: seat.reviewer_id for seat in fixed}),
        *_hours(work, hours_per_case),
    ]


def _unreadable(work: Work, kept: Mapping[str, str]) -> Iterator[Obstacle]:
    for group in work.groups:
        if len(group.readers) >= len(group.open_seats):
            continue
        for case in group.cases:
            readers = [work.reviewers[place].id for place in group.readers]
            readers += [kept[case.id]] if case.id in kept else []
            yield _only_one(case, readers[0]) if readers else _nobody(case, work)


def _only_one(case: DrawnCase, reviewer_id: str) -> Obstacle:
    return Obstacle(
        kind=Kind.only_one_may_read,
        params={"case": case.id, "reviewer": reviewer_id},
        cases=(case.id,),
        reviewers=(reviewer_id,),
    )


def _nobody(case: DrawnCase, work: Work) -> Obstacle:
    barred = [(reviewer.id, rule) for reviewer in work.reviewers for rule in bars(case, reviewer)]
    count = Counter(rule for _, rule in barred)
    return Obstacle(
        kind=Kind.nobody_may_read,
        params={
            "case": case.id,
            "own_case": count[Rule.own_case],
            "conflict": count[Rule.conflict],
        },
        cases=(case.id,),
        barred=tuple(barred),
    )


def _hours(work: Work, hours_per_case: float) -> Iterator[Obstacle]:
    room = sum(work.room)
    if work.needed > room:
        yield Obstacle(
            kind=Kind.too_few_hours,
            params={"needed": work.needed * hours_per_case, "available": room * hours_per_case},
        )
    # Seats that nobody may take have been told of; the question now is whether the rest fit.
    takable = replace(work, groups=tuple(_takable(group) for group in work.groups))
    for shortage in fill(takable).shortages:
        if len(shortage.readers) < len(work.reviewers):
            yield _lacking(work, shortage, hours_per_case)


def _takable(group: Group) -> Group:
    return replace(group, open_seats=group.open_seats[: len(group.readers)])


def _lacking(work: Work, shortage: Shortage, hours_per_case: float) -> Obstacle:
    return Obstacle(
        kind=Kind.readers_lack_hours,
        params={"lacking": shortage.seats * hours_per_case},
        cases=tuple(case.id for number in shortage.groups for case in work.groups[number].cases),
        reviewers=tuple(work.reviewers[place].id for place in shortage.readers),
    )
