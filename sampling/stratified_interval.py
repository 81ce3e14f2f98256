"""Exact limits from a stratified sample with hits: every way they may lie in the strata counted.

The limits of `share_from_counts` are approximations where there are several strata. These are
not, and cost more: they are for few strata, and for whoever must be able to say *at most*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sampling.errors import SamplingError
from sampling.exact import check_sample
from sampling.given import many, written
from sampling.intervals import Interval, Method, Side, one_sided, tail_of
from sampling.spread_chances import Stratum
from sampling.worst_spread import marked_between

if TYPE_CHECKING:
    from collections.abc import Sequence


def stratified_interval(
    hits: Sequence[int],
    sampled: Sequence[int],
    population: Sequence[int],
    *,
    confidence: float = 0.95,
    side: Side = Side.both,
) -> Interval:
    """Bound the share of a finite population from a stratified random sample, exactly.

    Samples are ranked by the weighted share they give. A number of marked cases belongs to the
    interval as long as some way of spreading it over the strata, among those that the files read
    have not ruled out, gives so small a share, or so large a one, with a probability of more
    than half the error (for one side: the whole of it). The worst spread is looked for among all
    of them, so the limits hold wherever the marked cases lie. No shape and no variance is taken
    for granted, as `share_from_counts` must; its limits may be wider or narrower.

    With one stratum it is `share_interval`; without a single hit its upper limit is that of
    `most_missed`. Strata read in full are known, and add no error.

    Parameters
    ----------
    hits : sequence of int, length strata
        Cases read that meet the requirement; every case read is counted.
    sampled : sequence of int, length strata
        Cases read at random, at least one of each stratum.
    population : sequence of int, length strata
        Cases of each stratum in the frame.
    confidence : float in (0, 1)
        Read as the decimal it is written as.
    side : Side
        ``at_most`` gives an upper limit only, with the whole error on it.

    Raises
    ------
    SamplingError
        If the numbers do not belong to one sample, or there are more ways to spread the marked
        cases than can be looked through. The cost grows with the product of the strata's sizes
        and with the number of hits: three strata of 400, 300 and 200 cases, or five of some
        hundred with few hits, take a few seconds.

    References
    ----------
    Wendell and Schmee (1996), *Journal of the American Statistical Association* 91, 825-830;
    Buehler (1957), *Journal of the American Statistical Association* 52, 482-493; Wright (1991),
    *Exact Confidence Bounds when Sampling from Small Finite Universes*, Springer, chapter 4.
    """
    strata = _strata(hits, sampled, population)
    tail_of(confidence, side)
    tail = (1 - written(confidence)) / (2 if side is Side.both else 1)
    frame = sum(stratum.population for stratum in strata)
    low, high = marked_between(strata, tail)
    full = all(stratum.sampled == stratum.population for stratum in strata)
    method = Method.census if full else Method.hypergeometric
    return one_sided(Interval(low / frame, high / frame, confidence, method), side)


def _strata(
    hits: Sequence[int], sampled: Sequence[int], population: Sequence[int]
) -> list[Stratum]:
    for name, numbers in (("hits", hits), ("samples", sampled), ("populations", population)):
        many(name, numbers)
    hits, sampled, population = list(hits), list(sampled), list(population)
    if not len(hits) == len(sampled) == len(population) or not hits:
        raise SamplingError(
            f"{len(hits)} hits, {len(sampled)} samples and {len(population)} populations "
            "do not make strata."
        )
    strata = []
    for met, read, frame in zip(hits, sampled, population, strict=True):
        check_sample(met, read, frame)
        strata.append(Stratum(int(met), int(read), int(frame)))
    return strata
