"""Limits by counting: every possible sample from a population of known size, in whole numbers.

Nothing here is rounded, so a limit cannot fall on the wrong side of a boundary, which limits
reckoned in floating point do (0.07 * 1300 is not 91).
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from sampling.errors import SamplingError
from sampling.given import LARGEST_COUNT, written
from sampling.intervals import Interval, Method, Side, one_sided, tail_of

if TYPE_CHECKING:
    from collections.abc import Callable


def share_interval(
    hits: int,
    sampled: int,
    population: int,
    *,
    confidence: float = 0.95,
    side: Side = Side.both,
) -> Interval:
    """Bound the share of a finite population from a simple random sample, exactly.

    A number of marked cases belongs to the interval unless it would give so few hits, or so
    many, with a probability of at most half the error. The limits are the smallest and the
    largest number that belongs, so they are shares the population can really have. When the
    whole population was read, the interval is the share itself.

    Parameters
    ----------
    hits : int, 0 <= hits <= sampled
    sampled : int, 1 <= sampled <= population
    population : int
    confidence : float in (0, 1)
        Read as the decimal it is written as: 0.95 leaves exactly one fortieth on each side.
    side : Side
        Where the error stands; a one-sided limit lies closer.

    Raises
    ------
    SamplingError
        If the three numbers do not belong to one sample.

    References
    ----------
    Buonaccorsi (1987), *The American Statistician* 41, 215-218; Wright (1991), *Exact
    Confidence Bounds when Sampling from Small Finite Universes*, Springer, chapter 2.
    """
    check_sample(hits, sampled, population)
    tail_of(confidence, side)
    low, high = marked_interval(hits, sampled, population, written(confidence), side)
    method = Method.census if sampled == population else Method.hypergeometric
    return one_sided(Interval(low / population, high / population, confidence, method), side)


@lru_cache(maxsize=65536)
def marked_interval(
    hits: int, sampled: int, population: int, confidence: Fraction, side: Side = Side.both
) -> tuple[int, int]:
    """Give the smallest and the largest number of marked cases that the sample does not reject."""
    tail = (1 - confidence) / (2 if side is Side.both else 1)
    most = most_marked(hits, sampled, population, tail)
    # The unmarked cases of the sample are hits of their own, and bound the marked from below.
    fewest = population - most_marked(sampled - hits, sampled, population, tail)
    return fewest, most


def at_most(hits: int, sampled: int, marked: int, population: int) -> Fraction:
    """Give the probability of at most so many hits in a simple random sample.

    Parameters
    ----------
    hits, sampled, marked, population : int

    Returns
    -------
    Fraction
        The exact probability.
    """
    return Fraction(
        _ways_at_most(hits, sampled, marked, population), math.comb(population, sampled)
    )


def check_sample(hits: int, sampled: int, population: int) -> None:
    """Refuse numbers that no simple random sample can have."""
    for name, number in (("hits", hits), ("sampled", sampled), ("population", population)):
        if not isinstance(number, int | np.integer) or isinstance(number, bool):
            raise SamplingError(f"An exact interval counts whole cases; {name} is {number!r}.")
        if number > LARGEST_COUNT:
            raise SamplingError(f"The {name} must be at most {LARGEST_COUNT}, and it is more.")
    if not 1 <= sampled <= population:
        raise SamplingError(f"A sample of {sampled} cannot come from a population of {population}.")
    if not 0 <= hits <= sampled:
        raise SamplingError(f"Hits must lie between 0 and {sampled}, and {hits} do not.")


def most_marked(hits: int, sampled: int, population: int, tail: Fraction) -> int:
    """Find the largest number of marked cases that gives so few hits more often than `tail`.

    Parameters
    ----------
    hits, sampled, population : int
    tail : Fraction in (0, 1)
    """
    bound = tail * math.comb(population, sampled)

    def kept(marked: int) -> bool:
        return _ways_at_most(hits, sampled, marked, population) > bound

    return _last(kept, hits, population - (sampled - hits))


def _last(kept: Callable[[int], bool], low: int, high: int) -> int:
    """Find the last number that is kept, when all before it are and none after it is."""
    while low < high:
        middle = (low + high + 1) // 2
        if kept(middle):
            low = middle
        else:
            high = middle - 1
    return low


def _ways_at_most(hits: int, sampled: int, marked: int, population: int) -> int:
    """Count the samples with at most so many hits."""
    unmarked = population - marked
    first = max(0, sampled - unmarked)
    last = min(hits, sampled, marked)
    if last < first:
        return 0
    ways = math.comb(marked, first) * math.comb(unmarked, sampled - first)
    total = ways
    for hit, following in pairwise(range(first, last + 1)):
        ways = ways * (marked - hit) * (sampled - hit)
        ways //= following * (unmarked - sampled + following)
        total += ways
    return total
