from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.assignment.work import Shares, Work


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on a solution: seats in the own unit, and new seats for each reviewer."""

    own_unit: float
    least: tuple[int, ...]
    most: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Solution:
    """The shares, if any were found, and whether the solver finished."""

    shares: Shares | None
    proved: bool


class Programme:
    """The open seats as an integer programme, built once and solved within changing limits.

    There is one variable for each group and reader, the number of seats she takes there, and
    one for each seat a reviewer has room for, in the order she would take them. The k-th seat
    of somebody who has time for c costs (k - ½) / c, so that those k seats cost k² / 2c and the
    cheapest solution is the most even one. One seat in the own unit costs more than all
    unevenness together.

    Without the bound on the own unit the matrix is that of a flow, and the bound only picks a
    face of what it allows: the solver gets whole numbers without searching for them.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._pairs = [
            (number, place)
            for number, group in enumerate(work.groups)
            for place in group.readers
            if work.room[place]
        ]
        self._turns = [
            (place, turn)
            for place, room in enumerate(work.room)
            for turn in range(1, min(room, work.needed) + 1)
        ]
        own_unit = [place in work.groups[number].own_unit for number, place in self._pairs]
        cost = [
            (work.held[place] + turn - 0.5) / work.capacities[place] for place, turn in self._turns
        ]
        self._costs = np.array([*((work.needed + 1.0) * own for own in own_unit), *cost])
        self._matrix = self._rows(own_unit)

    def solve(self, limits: Limits, seconds: float) -> Solution:
        """Find the cheapest shares within the limits."""
        from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415 (slow to load)

        pairs, turns = self._pairs, self._turns
        needed = [group.needed for group in self._work.groups]
        balanced = [0] * len(self._work.reviewers)
        must = [float(turn <= limits.least[place]) for place, turn in turns]
        may = [float(turn <= limits.most[place]) for place, turn in turns]
        found = milp(
            self._costs,
            integrality=np.repeat([1, 0], [len(pairs), len(turns)]),
            bounds=Bounds(
                [*[0.0] * len(pairs), *must],
                [*(float(len(self._work.groups[number].cases)) for number, _ in pairs), *may],
            ),
            constraints=LinearConstraint(
                self._matrix, [*needed, *balanced, 0], [*needed, *balanced, limits.own_unit]
            ),
            options={"time_limit": max(seconds, 0.0), "mip_rel_gap": 0.0},
        )
        return Solution(None if found.x is None else self._shares(found.x), found.status in {0, 2})

    def _rows(self, own_unit: list[bool]) -> Any:
        """One row for each group, one for each reviewer, and one for the own unit."""
        from scipy.sparse import csr_array  # noqa: PLC0415 (slow to load)

        groups, people = len(self._work.groups), len(self._work.reviewers)
        entries = [
            entry
            for column, (number, place) in enumerate(self._pairs)
            for entry in (
                (number, column, 1),
                (groups + place, column, 1),
                (groups + people, column, own_unit[column]),
            )
        ]
        entries += [
            (groups + place, column, -1)
            for column, (place, _) in enumerate(self._turns, start=len(self._pairs))
        ]
        rows, columns, values = np.array(entries).T
        shape = (groups + people + 1, len(self._costs))
        return csr_array((values, (rows, columns)), shape=shape)

    def _shares(self, solution: NDArray[np.float64]) -> Shares:
        seats = np.rint(solution[: len(self._pairs)]).astype(int).tolist()
        return {pair: taken for pair, taken in zip(self._pairs, seats, strict=True) if taken}
