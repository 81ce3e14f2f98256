from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.assignment.work import Shares, Work


@dataclass(frozen=True, slots=True)
class Shortage:
    """Groups that need more seats than those who may read them have room for.

    ``readers`` are those whose room is used up. Others may read some of the groups too, but
    they are counted with every case already: nobody reads a case twice.
    """

    groups: tuple[int, ...]
    readers: tuple[int, ...]
    seats: int


@dataclass(frozen=True, slots=True)
class Filling:
    """As many seats as can be filled, and the shortages that leave the others empty."""

    shares: Shares
    shortages: tuple[Shortage, ...]


def fill(work: Work) -> Filling:
    """Fill as many seats as can be filled, and show why not all of them can.

    Seats flow from the groups to the reviewers. When no further seat gets through, those groups
    and reviewers that it could still reach are the proof: the groups need more than there is
    room for, by exactly as many seats as stay empty (Ford & Fulkerson 1956; Hall 1935).
    """
    from scipy.sparse.csgraph import breadth_first_order, maximum_flow  # noqa: PLC0415 (slow to load)

    groups = len(work.groups)
    source, sink = groups + len(work.reviewers), groups + len(work.reviewers) + 1
    network = _network(work, source, sink)
    flow = maximum_flow(network, source, sink).flow
    left = network - flow
    # A pipe that is full is no way on, not a way of width zero.
    left.eliminate_zeros()
    reached = breadth_first_order(left, source, return_predecessors=False)
    pipes = flow.tocoo()
    shares = {
        (int(number), int(node) - groups): int(seats)
        for number, node, seats in zip(pipes.row, pipes.col, pipes.data, strict=True)
        if number < groups <= node < source and seats > 0
    }
    return Filling(shares, tuple(_shortages(work, {int(node) for node in reached} - {source})))


def _network(work: Work, source: int, sink: int) -> Any:
    from scipy.sparse import csr_array  # noqa: PLC0415 (slow to load)

    groups = len(work.groups)
    arcs = [(source, number, group.needed) for number, group in enumerate(work.groups)]
    arcs += [(groups + place, sink, room) for place, room in enumerate(work.room) if room]
    arcs += [
        (number, groups + place, len(group.cases))
        for number, group in enumerate(work.groups)
        for place in group.readers
    ]
    tails, heads, seats = np.array(arcs, dtype=np.int32).T
    return csr_array((seats, (tails, heads)), shape=(sink + 1, sink + 1))


def _shortages(work: Work, reached: set[int]) -> Iterator[Shortage]:
    """Take what was reached apart, so that groups stand together that compete for readers."""
    full = {node - len(work.groups) for node in reached if node >= len(work.groups)}
    clusters: list[tuple[set[int], set[int]]] = []
    for number in sorted(node for node in reached if node < len(work.groups)):
        numbers, readers = {number}, full.intersection(work.groups[number].readers)
        apart = []
        for cluster in clusters:
            if cluster[1] & readers:
                numbers, readers = numbers | cluster[0], readers | cluster[1]
            else:
                apart.append(cluster)
        clusters = [*apart, (numbers, readers)]
    for numbers, readers in clusters:
        yield Shortage(
            tuple(sorted(numbers)), tuple(sorted(readers)), _missing(work, numbers, readers)
        )


def _missing(work: Work, numbers: set[int], readers: set[int]) -> int:
    groups = [work.groups[number] for number in numbers]
    needed = sum(group.needed for group in groups)
    by_others = sum(len(group.cases) * len(set(group.readers) - readers) for group in groups)
    return needed - by_others - sum(work.room[place] for place in readers)
