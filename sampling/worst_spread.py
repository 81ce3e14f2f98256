"""The way of lying in the strata that a sample would have hidden best, sought among all of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sampling.errors import SamplingError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Whole = NDArray[np.int64]

# Products of probabilities that are reckoned before it is called too much: a few seconds.
MOST_PRODUCTS = 1_000_000_000
# So many probabilities are held at a time.
AT_A_TIME = 2_000_000
# Far more than the rounding of the sums; what lies nearer to the bound is counted in whole numbers.
NEAR = 1e-9


@dataclass(frozen=True, slots=True)
class Stratum:
    """One random sample, wholly counted.

    Attributes
    ----------
    hits, sampled, population : int
    """

    hits: int
    sampled: int
    population: int

    @property
    def mirrored(self) -> Stratum:
        """The same with what is met and what is not exchanged."""
        return Stratum(self.sampled - self.hits, self.sampled, self.population)

    @property
    def marked(self) -> range:
        """How many cases may be marked, when so many of those read are."""
        return range(self.hits, self.population - (self.sampled - self.hits) + 1)

    def ways(self, marked: int) -> list[int]:
        """Count the samples with each number of hits."""
        unmarked = self.population - marked
        return [
            math.comb(marked, hit) * math.comb(unmarked, self.sampled - hit)
            for hit in range(self.sampled + 1)
        ]

    def chances(self) -> Floats:
        """Give the probability of each number of hits, a row for each number of marked cases."""
        every = math.comb(self.population, self.sampled)
        return np.array([[ways / every for ways in self.ways(k)] for k in self.marked])


def most_marked(strata: Sequence[Stratum], tail: Fraction) -> int:
    """Find the largest number of marked cases that is not rejected, however they lie.

    Parameters
    ----------
    strata : sequence of Stratum
    tail : Fraction in (0, 1)
        A way to lie is rejected when a weighted share as small as the one that was seen, or
        smaller, has at most this probability.

    Raises
    ------
    SamplingError
        If there are more ways than can be looked through.
    """
    known = sum(s.hits for s in strata if s.sampled == s.population)
    partly = [s for s in strata if s.sampled < s.population]
    if not partly:
        return known
    # The longest range comes last, where it costs least.
    return known + _Search.of(sorted(partly, key=lambda s: len(s.marked)), tail).most()


@dataclass(frozen=True, slots=True)
class _Prefix:
    """Ways to spread marked cases over the first strata, and the scores they give.

    Attributes
    ----------
    spread : ndarray of int, shape (ways, strata so far)
    chances : ndarray, shape (ways, scores)
    scores : ndarray of int, shape (scores,)
        Those that do not already exceed the one that was seen.
    """

    spread: Whole
    chances: Floats
    scores: Whole


@dataclass(frozen=True, slots=True)
class _Search:
    """The strata read in part, with the score of a hit in each as a whole number."""

    strata: list[Stratum]
    worth: list[int]
    seen: int
    tail: Fraction

    @classmethod
    def of(cls, strata: list[Stratum], tail: Fraction) -> _Search:
        common = math.lcm(*(s.sampled for s in strata))
        worth = [s.population * (common // s.sampled) for s in strata]
        shared = math.gcd(*worth)
        worth = [score // shared for score in worth]
        seen = sum(score * s.hits for score, s in zip(worth, strata, strict=True))
        return cls(strata, worth, seen, tail)

    def most(self) -> int:
        """Go through the strata, and keep what can still be the worst."""
        nothing = np.zeros((1, 0), dtype=np.int64)
        prefixes = [_Prefix(nothing, np.ones((1, 1)), np.zeros(1, dtype=np.int64))]
        spent = 0
        for place in range(len(self.strata) - 1):
            spent = self._spend(spent, prefixes, place)
            prefixes = [part for prefix in prefixes for part in self._widened(prefix, place)]
        self._spend(spent, prefixes, len(self.strata) - 1)
        best = 0
        for prefix in prefixes:
            best = self._best(prefix, best)
        return best

    def _spend(self, spent: int, prefixes: list[_Prefix], place: int) -> int:
        stratum = self.strata[place]
        probabilities = sum(prefix.chances.size for prefix in prefixes)
        spent += probabilities * len(stratum.marked) * (stratum.sampled + 1)
        if spent > MOST_PRODUCTS:
            raise SamplingError(
                f"{spent} products of probabilities are more than the {MOST_PRODUCTS} that an "
                f"exact limit of {len(self.strata)} strata may cost."
            )
        return spent

    def _widened(self, prefix: _Prefix, place: int) -> Iterator[_Prefix]:
        """Give every number of marked cases of one more stratum to every way so far."""
        stratum, worth = self.strata[place], self.worth[place]
        chances, marked = stratum.chances(), np.array(stratum.marked)
        every = prefix.scores[:, None] + worth * np.arange(stratum.sampled + 1)
        scores = np.unique(every[every <= self.seen])
        rows = max(1, AT_A_TIME // (len(marked) * len(scores)))
        for first in range(0, len(prefix.spread), rows):
            before = prefix.chances[first : first + rows]
            after = np.zeros((len(before), len(marked), len(scores)))
            for hit in range(stratum.sampled + 1):
                within = every[:, hit] <= self.seen
                places = np.searchsorted(scores, every[within, hit])
                after[:, :, places] += before[:, None, within] * chances[:, hit, None]
            # Further strata can only lower the probability of so low a score.
            way, more = np.nonzero(after.sum(axis=2) > float(self.tail) * (1 - NEAR))
            spread = np.column_stack([prefix.spread[first + way], marked[more]])
            yield _Prefix(spread, after[way, more], scores)

    def _best(self, prefix: _Prefix, best: int) -> int:
        """Let the last stratum hold as many as it can, and see whether any way beats the best."""
        stratum, worth = self.strata[-1], self.worth[-1]
        at_most = np.minimum((self.seen - prefix.scores) // worth, stratum.sampled)
        reached = np.cumsum(stratum.chances(), axis=1)[:, at_most]
        chances = prefix.chances @ reached.T
        last = (chances > float(self.tail) * (1 - NEAR)).sum(axis=1) - 1
        total = prefix.spread.sum(axis=1) + last + stratum.marked.start
        for way in np.argsort(-total, kind="stable"):
            marked, chance = int(last[way]), chances[way]
            while marked >= 0 and not self._kept(prefix.spread[way], marked, chance[marked]):
                marked -= 1
            if marked >= 0:
                best = max(best, int(prefix.spread[way].sum()) + marked + stratum.marked.start)
            if total[way] <= best:
                break
        return best

    def _kept(self, spread: Whole, last: int, chance: float) -> bool:
        """Decide whether a way is likely enough, in whole numbers where it is near the bound."""
        if chance > float(self.tail) * (1 + NEAR):
            return True
        marked = [*spread.tolist(), last + self.strata[-1].marked.start]
        ways = {0: 1}
        for stratum, worth, number in zip(self.strata, self.worth, marked, strict=True):
            wider: dict[int, int] = {}
            for score, many in ways.items():
                for hit, chosen in enumerate(stratum.ways(number)):
                    after = score + worth * hit
                    if after <= self.seen:
                        wider[after] = wider.get(after, 0) + many * chosen
            ways = wider
        every = math.prod(math.comb(s.population, s.sampled) for s in self.strata)
        return sum(ways.values()) > self.tail * every
