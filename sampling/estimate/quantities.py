"""Means, totals, ratios and medians of figures read in the files: days, visits, kronor."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sampling.distributions import t_quantile
from sampling.errors import SamplingError
from sampling.estimate.one_case import OneCase
from sampling.estimate.readings import Readings
from sampling.estimate.result import Unknown
from sampling.given import figures, refuse_endless
from sampling.intervals import Interval, Method, korn_graubard_limits, tail_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """An estimated figure with all that must be said beside it.

    Attributes
    ----------
    value : float or None
        None when there is nothing to reckon it from: see `unknown`.
    standard_error : float or None
    interval : Interval or None
        None when the uncertainty cannot be estimated. It is not zero then.
    counted : int
        Cases in the domain that were read.
    df : int
        Counted cases less their strata, strata read in full left out.
    unknown : Unknown
    """

    value: float | None
    standard_error: float | None
    interval: Interval | None
    counted: int
    df: int
    unknown: Unknown


def estimate_mean(
    values: ArrayLike,
    stratum: ArrayLike,
    population: ArrayLike,
    *,
    in_domain: ArrayLike | None = None,
    confidence: float = 0.95,
    one_case: OneCase = OneCase.refuse,
    groups: Sequence[int] | None = None,
) -> Estimate:
    """Estimate a mean over the cases of a domain.

    Parameters
    ----------
    values : array_like of float, shape (cases,)
        One figure for each case that was read. Outside the domain it does not matter.
    stratum : array_like of int, shape (cases,)
        From 0 to one less than the number of strata.
    population : array_like of int, shape (strata,)
        Cases of each stratum in the frame.
    in_domain : array_like of bool, shape (cases,), optional
    confidence : float in (0, 1)
    one_case : OneCase
        What to do with a stratum in which one case of several was read.
    groups : sequence of int, length strata, optional
        For the rule ``collapse``: strata with the same number are taken as one.

    References
    ----------
    Särndal, Swensson and Wretman (1992), *Model Assisted Survey Sampling*, section 5.8 (domains)
    and result 3.7.2 (strata).
    """
    return estimate_ratio(
        values,
        1.0,
        stratum,
        population,
        in_domain=in_domain,
        confidence=confidence,
        one_case=one_case,
        groups=groups,
    )


def estimate_ratio(
    values: ArrayLike,
    per: ArrayLike,
    stratum: ArrayLike,
    population: ArrayLike,
    *,
    in_domain: ArrayLike | None = None,
    confidence: float = 0.95,
    one_case: OneCase = OneCase.refuse,
    groups: Sequence[int] | None = None,
) -> Estimate:
    """Estimate the sum of one figure for each unit of another, such as kronor a day.

    Parameters
    ----------
    values, per : array_like of float, shape (cases,) or a number
        What is divided, and what it is divided by.
    stratum, population, in_domain, confidence, one_case, groups
        As for `estimate_mean`.

    References
    ----------
    Särndal, Swensson and Wretman (1992), section 5.6.
    """
    tail_of(confidence)
    readings = Readings.of(values, stratum, population, in_domain, one_case, groups)
    beneath = figures("figures below", per)
    if beneath.shape not in ((), readings.values.shape):
        raise SamplingError(
            f"{beneath.shape} figures below do not fit {readings.values.shape} cases."
        )
    below = np.where(readings.inside, np.broadcast_to(beneath, readings.values.shape), 0.0)
    refuse_endless("figures below", below)
    size = math.fsum(readings.weight * below)
    if readings.unknown.blinds or size == 0:
        why = readings.unknown if readings.unknown.blinds else Unknown.no_answers
        return Estimate(None, None, None, readings.counted, readings.df, why)
    value = math.fsum(readings.weight * readings.values) / size
    scores = (readings.values - value * below) / size
    return settled(value, scores, readings, confidence, abs(readings.noise / size))


def estimate_total(
    values: ArrayLike,
    stratum: ArrayLike,
    population: ArrayLike,
    *,
    in_domain: ArrayLike | None = None,
    confidence: float = 0.95,
    one_case: OneCase = OneCase.refuse,
    groups: Sequence[int] | None = None,
) -> Estimate:
    """Estimate a sum over the cases of a domain, in the whole frame.

    A domain without a single case read gives the total 0, but no uncertainty.

    Parameters
    ----------
    values, stratum, population, in_domain, confidence, one_case, groups
        As for `estimate_mean`. With ones for values it counts the cases of the domain. The rules
        for one case measure its figure from the mean, since the frame's size is known, where
        survey for R measures it from nought (``adjust``).

    References
    ----------
    Särndal, Swensson and Wretman (1992), result 3.7.1.
    """
    tail_of(confidence)
    readings = Readings.of(values, stratum, population, in_domain, one_case, groups)
    if readings.unknown.blinds:
        return Estimate(None, None, None, readings.counted, readings.df, readings.unknown)
    value = math.fsum(readings.weight * readings.values)
    return settled(value, readings.values, readings, confidence, readings.noise)


def estimate_median(
    values: ArrayLike,
    stratum: ArrayLike,
    population: ArrayLike,
    *,
    in_domain: ArrayLike | None = None,
    confidence: float = 0.95,
    one_case: OneCase = OneCase.refuse,
    groups: Sequence[int] | None = None,
) -> Estimate:
    """Estimate the figure that half of the cases lie below.

    It is the smallest figure read that at least half of the weight lies at or below. Its limits
    are the figures that the limits of that half point at, so no shape is taken for granted.

    Parameters
    ----------
    values, stratum, population, in_domain, confidence, one_case, groups
        As for `estimate_mean`.

    References
    ----------
    Woodruff (1952), *Journal of the American Statistical Association* 47, 635-646; the limits
    of the half: Korn and Graubard (1998), *Survey Methodology* 24, 193-201.
    """
    tail_of(confidence)
    readings = Readings.of(values, stratum, population, in_domain, one_case, groups)
    if readings.unknown.blinds or not readings.counted:
        why = readings.unknown if readings.unknown.blinds else Unknown.no_answers
        return Estimate(None, None, None, readings.counted, readings.df, why)
    order = np.argsort(np.where(readings.inside, readings.values, np.inf), kind="stable")
    order = order[: readings.counted]
    reached = np.cumsum(readings.weight[order]) / readings.weight[order].sum()
    figures = readings.values[order]

    def figure_at(share: float) -> float:
        # Rounding of the sum must not push the median of two equal halves one figure on.
        place = int(np.searchsorted(reached, share - 1e-12))
        return float(figures[min(place, len(figures) - 1)])

    value = figure_at(0.5)
    share = readings.weight[order][figures <= value].sum() / readings.weight[order].sum()
    below = np.where(readings.inside, (readings.values <= value) - share, 0.0)
    with_fpc, without = readings.variance(below / readings.weight[order].sum())
    if readings.full or readings.unknown is not Unknown.known or with_fpc == 0:
        return _without_error(value, readings, confidence)
    effective = min(0.25 / without, readings.counted) * without / with_fpc
    low, high = korn_graubard_limits(
        0.5, effective, readings.counted, readings.df, tail_of(confidence)
    )
    interval = Interval(figure_at(float(low)), figure_at(float(high)), confidence, Method.woodruff)
    return Estimate(value, None, interval, readings.counted, readings.df, Unknown.known)


def settled(
    value: float, scores: Floats, readings: Readings, confidence: float, noise: float
) -> Estimate:
    """Put an interval around an estimate whose error is that of a total of scores.

    An error below `noise` is the rounding of figures that are all equal, and no error.
    """
    error = math.sqrt(readings.variance(scores)[0])
    if readings.full or readings.unknown is not Unknown.known or error <= noise:
        return _without_error(value, readings, confidence)
    reach = error * float(t_quantile(1 - tail_of(confidence), readings.df))
    interval = Interval(value - reach, value + reach, confidence, Method.student)
    return Estimate(value, error, interval, readings.counted, readings.df, Unknown.known)


def _without_error(value: float, readings: Readings, confidence: float) -> Estimate:
    """Tell a figure that is known from one whose uncertainty is not."""
    if readings.full:
        fact = Interval(value, value, confidence, Method.census)
        return Estimate(value, 0.0, fact, readings.counted, readings.df, Unknown.known)
    # Figures that are all equal in a sample do not show that they are so in the frame.
    why = Unknown.no_variation if readings.unknown is Unknown.known else readings.unknown
    return Estimate(value, None, None, readings.counted, readings.df, why)
