"""Hiding among others: the cheapest figures to leave out so that a hidden one stays open.

A table with totals is a network: one node a row, one a column, the totals being a row and a
column more, and one arc a figure. Whoever knows the figures shown can shift one unit around
any cycle of hidden figures without contradicting what he sees; so a hidden figure on such a
cycle has at least two values that it may have.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

# What it costs the reader to lose a figure, in the order in which it is missed.
CELL_IN_A_TORN_ROW, CELL, ROW_TOTAL, COLUMN_TOTAL, GRAND_TOTAL = 1.0, 3.0, 6.0, 40.0, 1000.0


class Step(NamedTuple):
    """One way to change one figure: the node it leads to, and where the figure stands."""

    to: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table with totals, and what is hidden in it.

    Attributes
    ----------
    figures : ndarray of int, shape (rows + 1, columns + 1)
    hidden : ndarray of bool, same shape
    least : ndarray of int, same shape
        What a reader knows a hidden figure to be at least.
    steps : list of list of Step
        By the node they leave from.
    """

    figures: NDArray[np.int64]
    hidden: NDArray[np.bool_]
    least: NDArray[np.int64]
    steps: list[list[Step]] = field(init=False)

    def __post_init__(self) -> None:
        rows, columns = self.figures.shape
        steps: list[list[Step]] = [[] for _ in range(rows + columns)]
        for row, column in np.ndindex(rows, columns):
            start, end = self.ends(row, column)
            # A zero is shown, so nobody believes that it hides anything.
            if self.hidden[row, column] or self.figures[row, column] > 0:
                steps[start].append(Step(end, row, column))
            if self.may_fall(row, column):
                steps[end].append(Step(start, row, column))
        object.__setattr__(self, "steps", steps)

    def ends(self, row: int, column: int) -> tuple[int, int]:
        """Give the nodes between which a figure runs, in the direction in which it grows."""
        rows, columns = self.figures.shape
        nodes = (row, rows + column)
        # A total is the sum of its line, so it runs against the figures it adds up.
        return nodes if (row == rows - 1) == (column == columns - 1) else nodes[::-1]

    def may_fall(self, row: int, column: int) -> bool:
        """Say whether a figure could be one less for all a reader knows."""
        return bool(self.figures[row, column] > self.least[row, column])

    def cost(self, row: int, column: int) -> float:
        """Price a figure: a total more than a cell, and a large count a little more."""
        if self.hidden[row, column]:
            return 0.0
        last_row, last_column = (length - 1 for length in self.figures.shape)
        size = float(self.figures[row, column] / (1 + self.figures[-1, -1]))
        match row == last_row, column == last_column:
            case True, True:
                return GRAND_TOTAL
            case True, False:
                return COLUMN_TOTAL + size
            case False, True:
                return ROW_TOTAL + size
            case _:
                torn = self.hidden[row].any()
                return size + (CELL_IN_A_TORN_ROW if torn else CELL)


def hide_in_cycles(table: Table) -> None:
    """Hide more figures, until every hidden one lies on a cycle of hidden ones."""
    open_ = np.zeros_like(table.hidden)
    for row, column in np.argwhere(table.hidden).tolist():
        if open_[row, column]:
            continue
        start, end = table.ends(row, column)
        # Growing by one, the rest of the cycle leads back from its end to its start.
        ways = [_cheapest(table, end, start, (row, column))]
        if table.may_fall(row, column):
            ways.append(_cheapest(table, start, end, (row, column)))
        cycle = min(ways, key=lambda way: way[0])[1]
        for place in [(row, column), *cycle]:
            table.hidden[place] = open_[place] = True


def _cheapest(
    table: Table, start: int, end: int, without: tuple[int, int]
) -> tuple[float, list[tuple[int, int]]]:
    """Find the cheapest path and the figures on it, without the one that is to be hidden."""
    queue: list[tuple[float, int, int, Step | None]] = [(0.0, start, start, None)]
    came: dict[int, tuple[int, Step | None]] = {}
    while queue:
        price, node, before, step = heapq.heappop(queue)
        if node in came:
            continue
        came[node] = (before, step)
        if node == end:
            return price, list(_walk_back(came, end))
        for further in table.steps[node]:
            if further.to not in came and (further.row, further.column) != without:
                cost = price + table.cost(further.row, further.column)
                heapq.heappush(queue, (cost, further.to, node, further))
    return float("inf"), []


def _walk_back(came: dict[int, tuple[int, Step | None]], end: int) -> Iterator[tuple[int, int]]:
    node, step = came[end]
    while step is not None:
        yield step.row, step.column
        node, step = came[node]
