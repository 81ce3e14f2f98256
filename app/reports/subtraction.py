"""What a report must not tell, since other signed reports would be subtracted from it.

The year's count of a group less those of the first two tertials is that of the last one. What is
signed stands, so it is the report that is being written that gives way. Touches no database.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
NEARLY_ZERO = 1e-9
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of counts that a report tells of its days: all but the hidden, and their sum."""

    first: date
    last: date
    hidden: frozenset[str]


def hidden_beside(
    days: Sequence[tuple[str | None, date]], mine: Listed, signed: Sequence[Listed], smallest: int
) -> frozenset[str]:
    """Choose the groups of a list to hide, so that no small count follows from all the lists.

    Parameters
    ----------
    days : sequence of (group, day)
        What is counted. None is no group: only the sum of a list has it.
    mine : Listed
        The list that is being written, with what it hides for its own sake.
    signed : sequence of Listed
        Those that readers have already.
    smallest : int
        The smallest count that may be told.

    Returns
    -------
    frozenset of str
        At least what `mine` hides. What follows without any group of `mine` is past hiding.
    """
    beside = [each for each in signed if each.first <= mine.last and mine.first <= each.last]
    if not beside:
        return mine.hidden
    table = _Table(days, mine, beside, smallest)
    while (leaked := table.leak()) is not None:
        table.hide(leaked)
    return frozenset(mine.hidden | table.gone)


class _Table:
    """Counts by group and by spans of days between which no list begins or ends."""

    def __init__(
        self,
        days: Sequence[tuple[str | None, date]],
        mine: Listed,
        signed: Sequence[Listed],
        smallest: int,
    ) -> None:
        self.mine, self.signed, self.smallest = mine, signed, smallest
        self.gone = set(mine.hidden)
        lists = (mine, *signed)
        edges = sorted({day for each in lists for day in (each.first, each.last + DAY)})
        self.spans = list(pairwise(edges))
        inside = [(key, day) for key, day in days if edges[0] <= day < edges[-1]]
        self.groups = sorted({key for key, _ in inside if key is not None})
        # Where nothing lacks a group, as no deviation lacks a kind, readers know it.
        apart = any(key is None for key, _ in inside)
        self.keys = [*self.groups, None] if apart else [*self.groups]
        rows = {key: place for place, key in enumerate(self.keys)}
        self.counts = np.zeros((len(rows), len(self.spans)))
        for key, day in inside:
            span = next(place for place, (_, end) in enumerate(self.spans) if day < end)
            self.counts[rows[key], span] += 1

    def leak(self) -> Floats | None:
        """Find a small count that follows, and would not if nothing but a sum were told here."""
        if not self.groups:
            return None
        small = np.array(list(self._small())).reshape(-1, self.counts.size)
        small = small[~_follows(small, self._known(set(self.groups)))]
        found = np.flatnonzero(_follows(small, self._known(self.gone)))
        return small[found[0]] if len(found) else None

    def hide(self, leaked: Floats) -> None:
        """Hide the smallest group that the leak cannot do without."""
        shown = [key for key in self.groups if key not in self.gone]
        needed = [
            key
            for key in shown
            if not _follows(leaked[np.newaxis], self._known(self.gone | {key})).any()
        ]
        self.gone.add(min(needed or shown, key=lambda key: (self._size(key), key)))

    def _known(self, hidden: set[str]) -> list[Floats]:
        """List what readers know when these groups are hidden in the list that is written."""
        lists = [(each, each.hidden) for each in self.signed]
        told = [row for each, gone in lists for row in self._told(each, gone)]
        return told + self._told(self.mine, hidden)

    def _size(self, key: str) -> float:
        return float(self.counts[self.groups.index(key), self._within(self.mine)].sum())

    def _within(self, each: Listed) -> Flags:
        return np.array([each.first <= first <= each.last for first, _ in self.spans])

    def _told(self, each: Listed, hidden: frozenset[str] | set[str]) -> list[Floats]:
        """Write what a list tells as sums over the table: of all, and of each group it shows."""
        within = self._within(each)
        shown = [place for place, key in enumerate(self.groups) if key not in hidden]
        return [self._sum(slice(None), within), *(self._sum(place, within) for place in shown)]

    def _sum(self, rows: slice | int | Flags, spans: Flags) -> Floats:
        marks = np.zeros(self.counts.shape)
        marks[rows] = spans
        return marks.ravel()

    def _small(self) -> Iterator[Floats]:
        """List the counts that may not be told: of a group, or of what lists hide together."""
        parts = list(self._parts())
        unshown = self._unshown()
        sets: list[int | Flags] = [*range(len(self.counts)), *self._hidden_sets()]
        for rows in sets:
            for spans in parts:
                marks = self._sum(rows, spans)
                for sought in (marks, marks * unshown):
                    if 0 < sought @ self.counts.ravel() < self.smallest:
                        yield sought

    def _unshown(self) -> Floats:
        """Mark the counts that no signed list tells by themselves."""
        told = np.array([row for each in self.signed for row in self._told(each, each.hidden)])
        return np.asarray(1.0 - told[told.sum(axis=1) == 1].sum(axis=0)).clip(0.0)

    def _parts(self) -> Iterator[Flags]:
        """List runs of spans, and what is left of a list beside them."""
        within = self._within(self.mine)
        places = np.arange(len(self.spans))
        for first, last in combinations(range(len(self.spans) + 1), 2):
            run = (first <= places) & (places < last)
            yield run
            if (run & within).any() and (within & ~run).any():
                yield within & ~run

    def _hidden_sets(self) -> Iterator[Flags]:
        lists = [self.gone, *(each.hidden for each in self.signed)]
        marks = [np.array([key is None or key in hidden for key in self.keys]) for hidden in lists]
        yield from marks
        for one, other in combinations(marks, 2):
            yield from (one | other, one & other)


def _follows(sought: Floats, told: Sequence[Floats]) -> Flags:
    """Tell which sums are sums and differences of what is told."""
    if not len(sought):
        return np.zeros(0, dtype=bool)
    _, sizes, rows = np.linalg.svd(np.array(told), full_matrices=False)
    within = sought @ rows[sizes > NEARLY_ZERO].T
    return np.asarray((sought**2).sum(axis=1) - (within**2).sum(axis=1) < NEARLY_ZERO)
