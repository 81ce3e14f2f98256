"""Which groups of a line must be left out so that nothing can be learnt of fewer than five files.

The figures of a line hang together in more ways than rows and columns: units and strata cut
across each other, and a weighted share is one more sum of the same numbers. What follows from
sums follows by linear algebra, so that is what is asked: can what is told be added and
subtracted until it speaks of a group that is too small? Touches no database.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sampling import mask_groups

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
NEARLY_ZERO = 1e-9


@dataclass(frozen=True, slots=True)
class Withheld:
    """What is left out of a line. ``counts``: the counts of the whole go, its share stays."""

    units: Flags
    strata: Flags
    whole: bool
    counts: bool


def withheld(base: Counts, weight: Floats, smallest: int) -> Withheld:
    """Choose the groups of a line to leave out.

    Parameters
    ----------
    base : ndarray of int, shape (units, strata)
        The files each share rests on.
    weight : ndarray, shape (strata,)
        How many cases of the frame a file of the stratum stands for.
    smallest : int
        The smallest number of files that anything may be told of.

    Returns
    -------
    Withheld
        Groups without any file are not left out: there is nobody in them.
    """
    units, strata = base.sum(axis=1), base.sum(axis=0)
    if 0 < base.sum() < smallest:
        return Withheld(units > 0, strata > 0, whole=True, counts=True)
    line = _Told(base, weight, smallest, _few(units, smallest), _few(strata, smallest))
    while (leak := line.leak()) is not None:
        line.hide_one_more(leak)
    return Withheld(line.units, line.strata, line.whole, line.counts)


def _few(sizes: Counts, smallest: int) -> Flags:
    """Leave out small groups of one list, and others until what is left out is not small."""
    hidden, total = mask_groups(sizes, smallest=smallest)
    return np.asarray((hidden | total) & (sizes > 0))


class _Told:
    """What is told of a line so far, as sums over its cells of unit and stratum."""

    def __init__(
        self, base: Counts, weight: Floats, smallest: int, units: Flags, strata: Flags
    ) -> None:
        self.base, self.smallest = base, smallest
        self.units, self.strata = units, strata
        self.whole = self.counts = False
        self.unit, self.stratum = (place.astype(int) for place in np.nonzero(base))
        self.files = base[self.unit, self.stratum]
        self.weight = weight[self.stratum] / max(float(weight.max(initial=0.0)), NEARLY_ZERO)

    def leak(self) -> Floats | None:
        """Find a group too small to be told of that what is told adds up to."""
        targets = self._targets()
        if not len(targets):
            return None
        _, sums = self._sums()
        if not len(sums):
            return None
        _, sizes, rows = np.linalg.svd(sums, full_matrices=False)
        within = targets @ rows[sizes > NEARLY_ZERO].T
        beyond = (targets**2).sum(axis=1) - (within**2).sum(axis=1)
        told = np.flatnonzero(beyond < NEARLY_ZERO)
        return targets[told[0]] if len(told) else None

    def hide_one_more(self, leak: Floats) -> None:
        """Leave out the smallest group that the leak needs; of the whole, its counts first."""
        names, sums = self._sums()
        part, *_ = np.linalg.lstsq(sums.T, leak, rcond=None)
        used = {names[place] for place in np.flatnonzero(np.abs(part) > NEARLY_ZERO)}
        groups = [name for name in used if name[0] != "whole"]
        if groups:
            kind, place = min(groups, key=lambda name: (self._size(name), name))
            (self.units if kind == "unit" else self.strata)[place] = True
        elif not self.counts:
            self.counts = True
        else:
            self.whole = True

    def _size(self, name: tuple[str, int]) -> int:
        axis = 1 if name[0] == "unit" else 0
        return int(self.base.sum(axis=axis)[name[1]])

    def _sums(self) -> tuple[list[tuple[str, int]], Floats]:
        """List what is told: of each shown group its plain and its weighted sum."""
        names: list[tuple[str, int]] = []
        sums: list[Floats] = []
        for kind, places, hidden in (
            ("unit", self.unit, self.units),
            ("stratum", self.stratum, self.strata),
        ):
            for place in np.unique(places[~hidden[places]]):
                inside = (places == place) * 1.0
                names += [(kind, int(place))] * 2
                sums += [inside, inside * self.weight]
        if not self.whole:
            names += [("whole", 0)] * (1 if self.counts else 2)
            sums += [self.weight] if self.counts else [self.weight, np.ones(len(self.files))]
        return names, np.array(sums).reshape(len(sums), len(self.files))

    def _targets(self) -> Floats:
        """List the groups that may not be told of: small ones, and what is left beside others."""
        gone_unit, gone_stratum = self.units[self.unit], self.strata[self.stratum]
        marks = [gone_unit, gone_stratum, gone_unit & gone_stratum, gone_unit | gone_stratum]
        for unit in np.unique(self.unit):
            marks += [self.unit == unit, (self.unit == unit) & gone_stratum]
        for stratum in np.unique(self.stratum):
            marks += [self.stratum == stratum, (self.stratum == stratum) & gone_unit]
        marks += list(np.eye(len(self.files), dtype=bool))
        table = np.array(marks)
        sizes = table @ self.files
        small = table[(sizes > 0) & (sizes < self.smallest)]
        return np.asarray(small, dtype=np.float64)
