"""The chance of a low score for very many ways in which marked cases may lie in the strata."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from sampling.errors import SamplingError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Whole = NDArray[np.int64]
    Keep = Callable[[Floats, Whole], Flags]

# Products of probabilities that are reckoned before it is called too much: some ten seconds.
MOST_PRODUCTS = 4_000_000_000
# So many probabilities are held at a time.
AT_A_TIME = 2_000_000


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

    def chances(self, marked: range) -> Floats:
        """Give the probability of each number of hits, a row for each number of marked cases."""
        every = math.comb(self.population, self.sampled)
        return np.array([[ways / every for ways in self.ways(k)] for k in marked])


@dataclass(frozen=True, slots=True)
class Ways:
    """Ways to spread marked cases over the first strata, and the scores they give.

    Attributes
    ----------
    spread : ndarray of int, shape (ways, strata so far)
    chances : ndarray, shape (ways, scores)
    scores : ndarray of int, shape (scores,)
        Those that are not above the limit.
    """

    spread: Whole
    chances: Floats
    scores: Whole


@dataclass(frozen=True, slots=True)
class Scores:
    """What a weighted share is worth, in whole numbers.

    Attributes
    ----------
    strata : sequence of Stratum
    worth : tuple of int
        The score of one hit in each stratum.
    """

    strata: Sequence[Stratum]
    worth: tuple[int, ...]

    @classmethod
    def of(cls, strata: Sequence[Stratum]) -> Scores:
        """Give each hit the weight of its stratum, brought to the smallest whole numbers."""
        common = math.lcm(*(s.sampled for s in strata))
        worth = [s.population * (common // s.sampled) for s in strata]
        shared = math.gcd(*worth)
        return cls(strata, tuple(score // shared for score in worth))

    @property
    def seen(self) -> int:
        """The score of the sample."""
        return sum(score * s.hits for score, s in zip(self.worth, self.strata, strict=True))

    def leaves(self, marked: Sequence[range], limit: int, keep: Keep) -> list[Ways]:
        """Go through the numbers of marked cases of all strata but the last.

        Parameters
        ----------
        marked : sequence of range
            For each stratum, the numbers to go through.
        limit : int
            The highest score that counts.
        keep : callable
            Takes the chance so far of a score within the limit, and how many are marked when
            the rest hold as few as they can, and says which ways to go on with.

        Raises
        ------
        SamplingError
            If it would cost too much.
        """
        nothing = np.zeros((1, 0), dtype=np.int64)
        found = [Ways(nothing, np.ones((1, 1)), np.zeros(1, dtype=np.int64))]
        spent, held = 0, 1
        for place, (numbers, following) in enumerate(pairwise(marked)):
            hits = self.strata[place].sampled + 1
            spent = self._afford(spent + held * len(numbers) * hits)
            rest = sum(later.start for later in marked[place + 1 :])
            wider, held = [], 0
            for ways in found:
                for part in self._widened(ways, (place, numbers, rest), limit, keep):
                    wider.append(part)
                    held += part.chances.size
                    self._afford(spent + held * len(following))
            found = wider
        return found

    def _afford(self, products: int) -> int:
        if products > MOST_PRODUCTS:
            raise SamplingError(
                f"{products} products of probabilities are more than the {MOST_PRODUCTS} that an "
                f"exact limit of {len(self.strata)} strata may cost."
            )
        return products

    def _widened(
        self, ways: Ways, at: tuple[int, range, int], limit: int, keep: Keep
    ) -> Iterator[Ways]:
        """Give every number of marked cases of one more stratum to every way so far."""
        stratum, worth, marked = self.strata[at[0]], self.worth[at[0]], np.array(at[1])
        chances = stratum.chances(at[1])
        every = ways.scores[:, None] + worth * np.arange(stratum.sampled + 1)
        scores = np.unique(every[every <= limit])
        rows = max(1, AT_A_TIME // max(1, len(marked) * len(scores)))
        for first in range(0, len(ways.spread), rows):
            before = ways.chances[first : first + rows]
            after = np.zeros((len(before), len(marked), len(scores)))
            for hit in range(stratum.sampled + 1):
                within = every[:, hit] <= limit
                places = np.searchsorted(scores, every[within, hit])
                after[:, :, places] += before[:, None, within] * chances[:, hit, None]
            so_far = ways.spread[first : first + rows].sum(axis=1)[:, None] + marked + at[2]
            way, more = np.nonzero(keep(after.sum(axis=2), so_far))
            spread = np.column_stack([ways.spread[first + way], marked[more]])
            yield Ways(spread, after[way, more], scores)

    def within(self, ways: Ways, marked: range, limit: int) -> Floats:
        """Give the chance of a score within the limit, a column for each number of the last."""
        stratum = self.strata[-1]
        at_most = np.minimum((limit - ways.scores) // self.worth[-1], stratum.sampled)
        reached = np.cumsum(stratum.chances(marked), axis=1)[:, at_most]
        return np.asarray(ways.chances @ reached.T)

    def exactly(self, marked: Sequence[int], limit: int) -> Fraction:
        """Give the chance of a score within the limit for one way, by counting samples."""
        ways = {0: 1}
        for stratum, worth, number in zip(self.strata, self.worth, marked, strict=True):
            wider: dict[int, int] = {}
            for score, many in ways.items():
                for hit, chosen in enumerate(stratum.ways(number)):
                    after = score + worth * hit
                    if after <= limit:
                        wider[after] = wider.get(after, 0) + many * chosen
            ways = wider
        every = math.prod(math.comb(s.population, s.sampled) for s in self.strata)
        return Fraction(sum(ways.values()), every)
