"""Who reads which case: never her own, never under a conflict, fairly within everybody's hours."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from app.assignment.balance import balance
from app.assignment.obstacles import Kind, NoAssignment, Obstacle, kept_against_rules, obstacles
from app.assignment.rules import DrawnCase, Reviewer, Rule, Seat, breaks
from app.assignment.twice import choose_twice
from app.assignment.work import deal, gather

__all__ = [
    "DrawnCase",
    "Kind",
    "Matching",
    "NoAssignment",
    "Obstacle",
    "Reviewer",
    "Rule",
    "Seat",
    "breaks",
    "choose_twice",
    "match_reviewers",
]


@dataclass(frozen=True, slots=True)
class Matching:
    """Every seat with somebody in it, those that were kept included.

    ``optimal`` is false when time ran out before the matching was proved to be the fairest.
    """

    seats: list[Seat]
    load: dict[str, int]
    own_unit_seats: int
    optimal: bool


def match_reviewers(
    cases: Collection[DrawnCase],
    reviewers: Collection[Reviewer],
    *,
    twice: Collection[str],
    hours_per_case: float,
    fixed: Collection[Seat] = (),
    time_limit: float = 10,
) -> Matching:
    """Give every case a reader, or two, so that the rules hold and the load is even.

    Nobody gets a case she has handled, one she has declared a conflict for, both seats of a
    case, or more than her hours are enough for. Within that, as few seats as possible go to the
    case's own unit; then the highest load within each one's hours is made as low, and the
    lowest as high, as it can be. The seats in ``fixed`` stay as they are. The order of what
    comes in plays no part.

    Raises ``NoAssignment`` with everything that stands in the way.
    """
    _check(cases, reviewers, twice, hours_per_case, fixed)
    against = list(kept_against_rules(cases, reviewers, fixed))
    work = gather(cases, reviewers, twice=twice, hours_per_case=hours_per_case, fixed=fixed)
    against += obstacles(work, fixed, hours_per_case)
    if against:
        raise NoAssignment(against)
    if not work.needed:
        return _matching(cases, reviewers, fixed, optimal=True)
    balanced = balance(work, time_limit)
    return _matching(
        cases, reviewers, [*fixed, *deal(work, balanced.shares)], optimal=balanced.optimal
    )


def _matching(
    cases: Iterable[DrawnCase],
    reviewers: Iterable[Reviewer],
    seats: Iterable[Seat],
    *,
    optimal: bool,
) -> Matching:
    order = {case.id: (case.sort_key, case.id) for case in cases}
    seats = sorted(seats, key=lambda seat: (order[seat.case_id], seat.seat))
    load = Counter(seat.reviewer_id for seat in seats)
    everybody = sorted({reviewer.id for reviewer in reviewers} | set(load))
    return Matching(
        seats,
        {reviewer_id: load[reviewer_id] for reviewer_id in everybody},
        sum(seat.own_unit for seat in seats),
        optimal,
    )


def _check(
    cases: Collection[DrawnCase],
    reviewers: Collection[Reviewer],
    twice: Collection[str],
    hours_per_case: float,
    fixed: Collection[Seat],
) -> None:
    """Refuse what only a mistake in the program can bring about."""
    known = {case.id for case in cases}
    if len(known) < len(cases) or len({reviewer.id for reviewer in reviewers}) < len(reviewers):
        raise ValueError("A case or a reviewer stands in the list twice.")
    if unknown := ({*twice} | {seat.case_id for seat in fixed}) - known:
        raise ValueError(f"These cases are not among the drawn ones: {sorted(unknown)}.")
    if len({(seat.case_id, seat.seat) for seat in fixed}) < len(fixed):
        raise ValueError("A seat is taken by two people.")
    if hours_per_case <= 0 or any(reviewer.hours < 0 for reviewer in reviewers):
        raise ValueError("A case takes some time, and nobody has less than none.")
