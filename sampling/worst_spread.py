"""The ways of lying in the strata that a sample would have shown too little, or too much, of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sampling.spread_chances import Scores, Stratum

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Whole = NDArray[np.int64]

# Far more than the rounding of the sums; what lies nearer to the bound is counted in whole numbers.
NEAR = 1e-9


def marked_between(strata: Sequence[Stratum], tail: Fraction) -> tuple[int, int]:
    """Find the smallest and the largest number of marked cases that is not rejected.

    Parameters
    ----------
    strata : sequence of Stratum
    tail : Fraction in (0, 1)
        A way to lie is rejected when a weighted share as small as the one that was seen, or
        smaller, has at most this probability; and likewise one as large.

    Raises
    ------
    SamplingError
        If there are more ways than can be looked through.
    """
    known = sum(s.hits for s in strata if s.sampled == s.population)
    partly = [s for s in strata if s.sampled < s.population]
    if not partly:
        return known, known
    frame = sum(s.population for s in partly)
    met = sum(s.hits / s.sampled * s.population for s in partly)
    if 2 * met <= frame:
        few = Scores.of(_longest_last(partly))
        return known + _fewest(few, tail), known + _most(few, tail)
    # Few scores cost little, so it is the fewer of what is met and what is not that are counted.
    few = Scores.of(_longest_last([s.mirrored for s in partly]))
    return known + frame - _most(few, tail), known + frame - _fewest(few, tail)


def _longest_last(strata: Sequence[Stratum]) -> list[Stratum]:
    """Put the stratum with the most ways last, where it costs least."""
    return sorted(strata, key=lambda stratum: len(stratum.marked))


def _most(scores: Scores, tail: Fraction) -> int:
    """Find the largest number that gives so low a score more often than `tail`."""
    marked, limit, bound = [s.marked for s in scores.strata], scores.seen, float(tail)

    def keep(chance: Floats, _: Whole) -> Flags:
        # Further strata can only lower the probability of so low a score.
        return chance > bound * (1 - NEAR)

    best = 0
    for ways in scores.leaves(marked, limit, keep):
        chances = scores.within(ways, marked[-1], limit)
        place = (chances > bound * (1 - NEAR)).sum(axis=1) - 1
        total = ways.spread.sum(axis=1) + place + marked[-1].start
        for way in np.argsort(-total, kind="stable"):
            last = int(place[way])
            while last >= 0 and total[way] > best:
                spread = [*ways.spread[way].tolist(), marked[-1][last]]
                sure = chances[way, last] > bound * (1 + NEAR)
                if sure or scores.exactly(spread, limit) > tail:
                    best = max(best, sum(spread))
                last -= 1
    return best


def _fewest(scores: Scores, tail: Fraction) -> int:
    """Find the smallest number that gives so high a score more often than `tail`."""
    # So high a score is one that is not below it.
    limit, bound, near = scores.seen - 1, 1 - float(tail), NEAR * float(tail)
    best = _enough(scores, 1 - tail)
    spare = best - sum(s.hits for s in scores.strata)
    marked = [s.marked[: spare + 1] for s in scores.strata]

    def keep(_: Floats, at_least: Whole) -> Flags:
        return at_least < best

    for ways in scores.leaves(marked, limit, keep):
        chances = scores.within(ways, marked[-1], limit)
        place = (chances >= bound + near).sum(axis=1)
        total = ways.spread.sum(axis=1) + place + marked[-1].start
        for way in np.argsort(total, kind="stable"):
            last = int(place[way])
            while last < len(marked[-1]) and total[way] < best:
                spread = [*ways.spread[way].tolist(), marked[-1][last]]
                sure = chances[way, last] < bound - near
                if sure or scores.exactly(spread, limit) < 1 - tail:
                    best = min(best, sum(spread))
                last += 1
    return best


def _enough(scores: Scores, bound: Fraction) -> int:
    """Find some number that does, by marking the same part of every stratum."""
    longest = max(len(s.marked) for s in scores.strata)

    def spread(part: int) -> list[int]:
        return [s.marked[part * (len(s.marked) - 1) // longest] for s in scores.strata]

    low, high = 0, longest
    while low < high:
        middle = (low + high) // 2
        if scores.exactly(spread(middle), scores.seen - 1) < bound:
            high = middle
        else:
            low = middle + 1
    return sum(spread(low))
