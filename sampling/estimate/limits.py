"""The limits of a weighted share: exact where they can be, and honest where they cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sampling.distributions import t_quantile
from sampling.estimate.one_case import OneCase, stratum_variances
from sampling.estimate.strata import StratumCounts, divide
from sampling.exact import marked_interval
from sampling.exact_strata import most_missed
from sampling.given import written
from sampling.intervals import korn_graubard_limits, tail_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sampling.estimate.result import ShareTable

    Floats = NDArray[np.float64]


def share_limits(
    counts: StratumCounts,
    share: Floats,
    df: NDArray[np.int64],
    tail: float | Floats,
    rule: OneCase,
    belongs: Floats | None,
) -> tuple[Floats, Floats]:
    """Bound shares that rest on strata read in full and strata read in part.

    `tail` is the probability of missing on one side. What was read in full is known, so only
    the rest is bounded, and the two are put together by their sizes. Where a domain cuts across
    them its sizes are estimates too; their error is added to each limit as the square root of a
    sum of squares.

    References
    ----------
    Korn and Graubard (1998), *Survey Methodology* 24, 193-201; Zou and Donner (2008),
    *Statistics in Medicine* 27, 1693-1702 for joining limits.
    """
    known, part = _sum(counts, counts.census), _sum(counts, counts.sampled)
    size = known[1] + part[1]
    weight = divide(part[1], size)
    full_share, part_share = divide(*known), divide(*part)
    low, high = _part_limits(counts, part_share, df, tail, (rule, belongs))

    inside = counts.counted * (counts.opened - counts.counted)
    spread = divide(counts.weight**2 * counts.left * inside, np.maximum(counts.opened - 1, 1))
    drift = divide((spread * counts.sampled).sum(axis=-1), size**2) * (1 - weight) ** 2
    reach = t_quantile(1 - tail, df) ** 2 * drift * (part_share - full_share) ** 2
    down = np.sqrt((weight * (part_share - low)) ** 2 + reach)
    up = np.sqrt((weight * (high - part_share)) ** 2 + reach)
    settled = reach == 0
    low = np.where(settled, full_share * (1 - weight) + low * weight, share - down)
    high = np.where(settled, full_share * (1 - weight) + high * weight, share + up)
    # None and all are known limits, and (1 - w) + w may come out one rounding short of one.
    none, every = known[0] + part[0] == 0, known[0] + part[0] == size
    low, high = np.clip(low, 0, share), np.clip(high, share, 1)
    return np.where(none, 0.0, low), np.where(every, 1.0, high)


def _sum(counts: StratumCounts, chosen: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Estimate hits and size of the domain in some of the strata."""
    weight = counts.weight * chosen
    return (weight * counts.hits).sum(axis=-1), (weight * counts.counted).sum(axis=-1)


def _part_limits(
    counts: StratumCounts,
    share: Floats,
    df: NDArray[np.int64],
    tail: float | Floats,
    rule: tuple[OneCase, Floats | None],
) -> tuple[Floats, Floats]:
    """Bound the share of the strata that were read in part."""
    with_fpc, without_fpc = (
        terms.sum(axis=-1) for terms in stratum_variances(counts, share, *rule)
    )
    weighed = counts.weight * counts.counted * counts.sampled
    size = weighed.sum(axis=-1)
    squared = (weighed * counts.weight).sum(axis=-1)
    most = divide(size**2, squared)
    effective = divide(share * (1 - share) * size**2, without_fpc)
    effective = np.where(without_fpc > 0, np.minimum(most, effective), most)
    # A stratum that by chance shows no spread must not leave the correction to the others, so
    # it is no stronger than if all were equally spread.
    level = divide((weighed * counts.weight * counts.left).sum(axis=-1), squared)
    correction = np.maximum(divide(with_fpc, without_fpc), level)
    counted = (counts.counted * counts.sampled).sum(axis=-1)
    return korn_graubard_limits(share, divide(effective, correction), counted, df, tail)


def read_in_full(counts: StratumCounts) -> NDArray[np.bool_]:
    """Say whether every case was read, so that the share is known and not estimated."""
    return np.asarray((counts.census | ~counts.present).all(axis=-1))


def simple(counts: StratumCounts) -> NDArray[np.bool_]:
    """Say whether this is one random sample, wholly counted, of answers that are yes or no."""
    one = counts.present.sum(axis=-1) == 1
    whole = (counts.counted == counts.opened).all(axis=-1)
    return np.asarray(one & whole & (counts.squares == counts.hits).all(axis=-1))


def settle_exactly(table: ShareTable, counts: StratumCounts) -> None:
    """Replace the limits by exact ones where the design allows, and by the share in a census."""
    full = read_in_full(counts) & ~np.isnan(table.share)
    table.low[full] = table.high[full] = table.share[full]
    exact = simple(counts) & ~full & ~np.isnan(table.share)
    confidence = written(table.confidence)
    total = counts.population.sum(axis=-1)
    for place in map(tuple, np.argwhere(exact)):
        population = int(total[place])
        fewest, most = marked_interval(
            int(table.hits[place]), int(table.opened[place]), population, confidence
        )
        table.low[place], table.high[place] = fewest / population, most / population
    _widen_at_none_and_all(table, counts, ~exact & ~full)


def _widen_at_none_and_all(
    table: ShareTable, counts: StratumCounts, approximate: NDArray[np.bool_]
) -> None:
    """Where the strata read in part met none or all, go as far as the exact limit does.

    Then there is no spread to reckon with, and the cases nobody read may all lie in the stratum
    that was read least.
    """
    tail = tail_of(table.confidence)
    whole = approximate & ~np.isnan(table.low) & (counts.counted == counts.opened).all(axis=-1)
    part = counts.sampled
    met, cases = (counts.hits * part).sum(axis=-1), (counts.counted * part).sum(axis=-1)
    known = (counts.hits * counts.census).sum(axis=-1)
    total, partly = counts.population.sum(axis=-1), (counts.population * part).sum(axis=-1)
    for place in map(tuple, np.argwhere(whole & ((met == 0) | (met == cases)))):
        strata = part[place]
        missed = most_missed(
            counts.population[place][strata].tolist(), counts.opened[place][strata].tolist(), tail
        )
        if met[place] == 0:
            most = (known[place] + missed) / total[place]
            table.high[place] = max(float(table.high[place]), float(most))
        else:
            fewest = (known[place] + partly[place] - missed) / total[place]
            table.low[place] = min(float(table.low[place]), float(fewest))
