"""The exact limit when a stratified sample finds nothing: how much it may have missed."""

from __future__ import annotations

import heapq
import math
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from sampling.errors import SamplingError

if TYPE_CHECKING:
    from collections.abc import Sequence

# Far nearer than two whole numbers of cases ever bring the probability to its bound, and far
# wider than the rounding of some thousand logarithms.
ROUNDING = 1e-9


def most_missed(population: Sequence[int], sampled: Sequence[int], tail: float | Fraction) -> int:
    """Find how many marked cases a stratified sample without a single hit may have missed.

    The largest number that some way of spreading it over the strata would hide from the sample
    with a probability of more than `tail`. Nothing is taken for granted about where they lie,
    so the limit holds however they do: the worst is usually the stratum that was read least.

    Parameters
    ----------
    population, sampled : sequence of int, length strata
        Cases in the frame and cases read at random.
    tail : float or Fraction in (0, 1)

    Returns
    -------
    int

    References
    ----------
    Wright (1991), *Exact Confidence Bounds when Sampling from Small Finite Universes*,
    Springer, chapter 4: strata. The best spread is found greedily, since each further marked
    case of a stratum is harder to miss than the one before (Fox 1966, *Management Science* 13,
    210-216).
    """
    for frame, read in zip(population, sampled, strict=True):
        if not 0 <= read <= frame:
            raise SamplingError(f"A sample of {read} cannot come from a population of {frame}.")
    if not 0 < tail < 1:
        raise SamplingError(f"A probability of missing lies between 0 and 1, not {tail!r}.")
    return _most_missed(tuple(map(int, population)), tuple(map(int, sampled)), float(tail))


@lru_cache(maxsize=4096)
def _most_missed(population: tuple[int, ...], sampled: tuple[int, ...], tail: float) -> int:
    left = -math.log(tail)
    # The part of the unmarked cases that was not read is the chance to miss one case more.
    queue = [
        (-math.log1p(-read / frame), frame, read)
        for frame, read in zip(population, sampled, strict=True)
        if read < frame
    ]
    heapq.heapify(queue)
    missed = 0
    while queue:
        cost, frame, read = heapq.heappop(queue)
        left -= cost
        if left < -ROUNDING:
            break
        missed += 1
        if read < frame - 1:
            heapq.heappush(queue, (-math.log1p(-read / (frame - 1)), frame - 1, read))
    return missed
