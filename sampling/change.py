"""What has changed between two rounds, and whether chance alone could have done it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto
from typing import TYPE_CHECKING

import numpy as np

from sampling.difference import join_limits
from sampling.errors import SamplingError
from sampling.estimate.limits import read_in_full, share_limits
from sampling.estimate.one_case import (
    OneCase,
    degrees_of_freedom,
    membership,
    still_alone,
    stratum_variances,
)
from sampling.estimate.strata import StratumCounts, divide
from sampling.given import figures, of_kind
from sampling.intervals import tail_of
from sampling.overlap import Overlap, read_overlap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

# Where the search for a p value stops: less or more than this is not told apart.
SMALLEST_P, LARGEST_P = 1e-12, 0.999
# Halvings of the range between them: p is right to seven figures.
STEPS = 30


class ChangeVerdict(StrEnum):
    """What may be said of a change. Only the first two may be shown as an arrow."""

    better = auto()
    worse = auto()
    unchanged = auto()
    cannot_tell = auto()


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes of many shares; arrays of one shape, nan where nothing can be said.

    Attributes
    ----------
    first, second, difference : ndarray
        The shares, and the second less the first.
    low, high : ndarray
        Limits of the difference.
    p : ndarray
        Two-sided: the smallest error at which the interval leaves out zero. nan where both
        rounds read everything, since nothing was left to chance.
    correlation : ndarray
        Of the two estimated shares, from the cases read in both rounds.
    known : ndarray of bool
        Whether both rounds read everything, so that the difference is a fact.
    confidence : float
    """

    first: Floats
    second: Floats
    difference: Floats
    low: Floats
    high: Floats
    p: Floats
    correlation: Floats
    known: NDArray[np.bool_]
    confidence: float

    def verdicts(
        self, *, adjusted_p: ArrayLike | None = None, higher_is_better: bool = True
    ) -> NDArray[np.object_]:
        """Say of each change what may be said.

        Parameters
        ----------
        adjusted_p : array_like, optional
            From `adjust_p`, when many changes are looked at together; else the p as it is.
        higher_is_better : bool
        """
        p = self.p if adjusted_p is None else figures("p values", adjusted_p)
        if p.shape != self.p.shape:
            raise SamplingError(f"{p.shape} p values do not fit {self.p.shape} changes.")
        if ((p < 0) | (p > 1)).any():
            raise SamplingError(
                f"A p value lies within 0 and 1, and one is {p[(p < 0) | (p > 1)][0]}."
            )
        sure = self.known | (p <= round(1 - self.confidence, 12))
        upward = (self.difference > 0) == higher_is_better
        said = np.where(upward, ChangeVerdict.better, ChangeVerdict.worse).astype(object)
        said[self.known & (self.difference == 0)] = ChangeVerdict.unchanged
        said[~sure] = ChangeVerdict.cannot_tell
        return np.asarray(np.vectorize(ChangeVerdict, otypes=[object])(said))


def compare_rounds(
    first: StratumCounts,
    second: StratumCounts,
    *,
    overlap: Overlap | None = None,
    confidence: float = 0.95,
    one_case: OneCase = OneCase.refuse,
    groups: Sequence[int] | None = None,
) -> Changes:
    """Compare shares of two stratified random samples from the frames of two rounds.

    Each round's own limits are joined, so the interval holds where a share is nought or one. The
    same cases read twice make the difference surer when what is met tends to stay met; without
    `overlap` the rounds count as independent, which then errs on the safe side.

    Parameters
    ----------
    first, second : StratumCounts, shape (..., strata)
        From `StratumCounts.of`; the strata are the same, their sizes may differ.
    overlap : Overlap, optional
    confidence : float in (0, 1)
    one_case : OneCase
        What to do with a stratum in which one case of several was read in a round, in either.
        A case alone shows nothing of how the rounds vary together, and counts as independent.
    groups : sequence of int, length strata, optional
        For the rule ``collapse``: strata with the same number are taken as one, in both rounds.

    Returns
    -------
    Changes

    References
    ----------
    Newcombe (1998), *Statistics in Medicine* 17, 873-890, method 10; Zou and Donner (2008),
    *Statistics in Medicine* 27, 1693-1702; the covariance: Särndal, Swensson and Wretman (1992),
    *Model Assisted Survey Sampling*, section 9.9; Qualité and Tillé (2008), *Survey Methodology*
    34, 173-181.
    """
    of_kind("first round", first, StratumCounts)
    of_kind("second round", second, StratumCounts)
    tail = tail_of(confidence)
    if first.hits.shape[-1] != second.hits.shape[-1]:
        raise SamplingError(
            f"The rounds have {first.hits.shape[-1]} and {second.hits.shape[-1]} strata."
        )
    belongs = membership(one_case, groups, first.hits.shape[-1])
    before, after = (_Side.of(round_, one_case, belongs) for round_ in (first, second))
    related = _correlation(before, after, overlap)

    def limits(tail: float | Floats) -> tuple[Floats, Floats]:
        return join_limits(
            before.share, before.limits(tail), after.share, after.limits(tail), related
        )

    low, high = limits(tail)
    difference = after.share - before.share
    known = before.full & after.full
    settled = ~np.isnan(low) & ~known
    smallest, largest = (np.full_like(low, np.log(end)) for end in (SMALLEST_P, LARGEST_P))
    for _ in range(STEPS):
        middle = (smallest + largest) / 2
        below, above = limits(np.exp(middle) / 2)
        apart = (below > 0) | (above < 0)
        largest, smallest = np.where(apart, middle, largest), np.where(apart, smallest, middle)
    p = np.where(largest == np.log(LARGEST_P), 1.0, np.exp(largest))
    p = np.where(settled, p, np.nan)
    return Changes(
        first=before.share,
        second=after.share,
        difference=difference,
        low=low,
        high=high,
        p=p,
        correlation=related,
        known=known,
        confidence=confidence,
    )


@dataclass(frozen=True, slots=True)
class _Side:
    """One round, with what does not depend on the confidence worked out once."""

    counts: StratumCounts
    share: Floats
    size: Floats
    df: NDArray[np.int64]
    error: Floats
    full: NDArray[np.bool_]
    rule: OneCase
    belongs: Floats | None

    @classmethod
    def of(cls, counts: StratumCounts, rule: OneCase, belongs: Floats | None) -> _Side:
        size = (counts.weight * counts.counted).sum(axis=-1)
        share = divide((counts.weight * counts.hits).sum(axis=-1), size)
        blind = (counts.present & (counts.opened == 0)).any(axis=-1) | (size == 0)
        share = np.where(blind, np.nan, share)
        full = read_in_full(counts) & ~blind
        df = degrees_of_freedom(counts, counts.counted, belongs)
        df = np.where(still_alone(counts, rule, belongs), 0, df)
        variance, _ = stratum_variances(counts, share, rule, belongs)
        error = np.sqrt(variance.sum(axis=-1)) * divide(1.0, size)
        return cls(counts, share, size, df, error, full, rule, belongs)

    def limits(self, tail: float | Floats) -> tuple[Floats, Floats]:
        low, high = share_limits(self.counts, self.share, self.df, tail, self.rule, self.belongs)
        return np.where(self.full, self.share, low), np.where(self.full, self.share, high)


def _correlation(before: _Side, after: _Side, overlap: Overlap | None) -> Floats:
    """Estimate how the two shares vary together, from the cases read in both rounds."""
    if overlap is None:
        return np.zeros_like(before.share)
    answers, frame = read_overlap(overlap, before.counts, after.counts)
    both = answers.sum(axis=(-1, -2))
    # Scores of a case not met, met, and outside the domain.
    ahead = np.stack([-before.share, 1 - before.share, np.zeros_like(before.share)], axis=-1)
    later = np.stack([-after.share, 1 - after.share, np.zeros_like(after.share)], axis=-1)
    together = np.einsum("...hab,...a,...b->...h", answers, ahead, later)
    apart = np.einsum("...hab,...a->...h", answers, ahead)
    apart = apart * np.einsum("...hab,...b->...h", answers, later)
    common = divide(together - divide(apart, both), np.where(both > 1, both - 1, 0))
    one, other = before.counts, after.counts
    shared = divide(both, one.opened * other.opened)
    shared = shared - divide(frame, one.population * other.population)
    sizes = one.population * other.population
    covariance = divide((sizes * shared * common).sum(axis=-1), before.size * after.size)
    return np.clip(divide(covariance, before.error * after.error), -1.0, 1.0)
