from collections import Counter
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor, inf
from time import monotonic

from app.assignment.flow import fill
from app.assignment.programme import Limits, Programme
from app.assignment.work import Shares, Work


@dataclass(frozen=True, slots=True)
class Balanced:
    """The shares, and whether they are proved to be the best there are."""

    shares: Shares
    optimal: bool


def balance(work: Work, time_limit: float) -> Balanced:
    """Share the seats out as fairly as can be; ``fill`` must have found that they fit.

    First, as few as possible go to the case's own unit. Then the highest load is made as low
    as it can be, and after that the lowest as high as it can be, each measured against the
    reviewer's own hours: a bound is moved for as long as a solution exists within it. Among
    what remains, every solution is the one with the smallest sum of load² / capacity, which
    evens out those in between.
    """
    deadline = monotonic() + time_limit
    most = tuple(min(room, work.needed) for room in work.room)
    limits = Limits(own_unit=inf, least=(0,) * len(most), most=most)
    programme = Programme(work)
    found = programme.solve(limits, time_limit)
    if found.shares is None:
        return Balanced(fill(work).shares, optimal=False)
    limits = replace(limits, own_unit=_own_unit(work, found.shares))
    search = _Search(work, programme, deadline, found.shares, limits, found.proved)
    while search.lower_the_highest():
        pass
    search.limits = search.no_higher(max(search.loads()))
    while search.raise_the_lowest():
        pass
    return Balanced(search.best, search.proved)


@dataclass
class _Search:
    """The best shares so far, and the limits that whatever is better must keep within."""

    work: Work
    programme: Programme
    deadline: float
    best: Shares
    limits: Limits
    proved: bool

    def lower_the_highest(self) -> bool:
        return self._within(self.no_higher(max(self.loads()) - self._step()))

    def raise_the_lowest(self) -> bool:
        return self._within(self.no_lower(min(self.loads()) + self._step()))

    def loads(self) -> list[Fraction]:
        """Measure the loads of all who can be given more, as shares of what they have time for."""
        taken = Counter[int]()
        for (_, place), seats in self.best.items():
            taken[place] += seats
        return [
            Fraction(self.work.held[place] + taken[place], self.work.capacities[place])
            for place in self._readers()
        ]

    def no_higher(self, load: Fraction) -> Limits:
        most = list(self.limits.most)
        for place in self._readers():
            seats = floor(load * self.work.capacities[place]) - self.work.held[place]
            most[place] = min(most[place], seats)
        return replace(self.limits, most=tuple(most))

    def no_lower(self, load: Fraction) -> Limits:
        least = list(self.limits.least)
        for place in self._readers():
            seats = ceil(load * self.work.capacities[place]) - self.work.held[place]
            least[place] = max(least[place], seats)
        return replace(self.limits, least=tuple(least))

    def _readers(self) -> list[int]:
        readers = {place for group in self.work.groups for place in group.readers}
        return sorted(place for place in readers if self.work.room[place])

    def _step(self) -> Fraction:
        """Give less than lies between any two different loads."""
        return Fraction(1, 2 * max(self.work.capacities) ** 2)

    def _within(self, limits: Limits) -> bool:
        """Go on to the best shares within narrower limits, if there are any."""
        pairs = zip(limits.least, limits.most, strict=True)
        if any(least > most for least, most in pairs):
            return False
        found = self.programme.solve(limits, self.deadline - monotonic())
        self.proved = self.proved and found.proved
        if found.shares is None:
            return False
        self.best, self.limits = found.shares, limits
        return True


def _own_unit(work: Work, shares: Shares) -> int:
    return sum(
        seats for (number, place), seats in shares.items() if place in work.groups[number].own_unit
    )
