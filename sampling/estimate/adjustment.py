"""Making up for answers that are missing, and for what the register is known to hold."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sampling.distributions import t_quantile
from sampling.errors import SamplingError
from sampling.estimate.counts import coded, coded_as_given
from sampling.estimate.one_case import OneCase
from sampling.estimate.quantities import Estimate
from sampling.estimate.readings import Readings
from sampling.estimate.result import Unknown
from sampling.estimate.strata import divide
from sampling.given import figures, flags, whole_figures
from sampling.intervals import Interval, Method, tail_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


def poststratified_mean(
    values: ArrayLike,
    stratum: ArrayLike,
    population: ArrayLike,
    group: ArrayLike,
    group_sizes: ArrayLike,
    *,
    confidence: float = 0.95,
    one_case: OneCase = OneCase.refuse,
    groups: Sequence[int] | None = None,
) -> Estimate:
    """Estimate a mean so that groups known from the register get their right weight.

    Worth it when the groups differ and cut across the strata. A group of cases in the register
    of which none was read cannot be made up for, and is refused.

    Parameters
    ----------
    values : array_like of float, shape (cases,)
    stratum : array_like of int, shape (cases,)
    population : array_like of int, shape (strata,)
    group : array_like of int, shape (cases,)
        From 0 to one less than the number of groups.
    group_sizes : array_like of int, shape (groups,)
        Cases of each group in the frame; they add up to the same as `population`.
    confidence : float in (0, 1)
    one_case, groups
        As for `estimate_mean`: `groups` are of strata, and have nothing to do with `group`.
        What is measured from the whole is how far a case lies from its own group.

    References
    ----------
    Särndal, Swensson and Wretman (1992), *Model Assisted Survey Sampling*, section 7.6.
    """
    tail_of(confidence)
    readings = Readings.of(values, stratum, population, None, one_case, groups)
    sizes = np.atleast_1d(whole_figures("sizes of the groups", group_sizes))
    if sizes.ndim != 1:
        raise SamplingError(f"Each group has one size, not {sizes.shape}.")
    place = _grouped(group, len(sizes), readings)
    frame = readings.strata.population.sum()
    if sizes.sum() != frame:
        raise SamplingError(f"The groups hold {sizes.sum():g} cases and the strata {frame:g}.")
    found = np.bincount(place, weights=readings.weight, minlength=len(sizes))
    if ((found == 0) & (sizes > 0)).any():
        raise SamplingError(
            f"No case was read of group {int(np.argmax((found == 0) & (sizes > 0)))}."
        )
    means = _group_means(readings, readings.weight, place, len(sizes))
    value = float((means * sizes).sum() / sizes.sum())
    # Each case errs from its group only, and counts as much as the group does in the register.
    scores = divide(sizes, found)[place] * (readings.values - means[place]) / sizes.sum()
    return _with_error(value, readings, readings.variance(scores)[0], confidence)


def weighting_class_mean(
    values: ArrayLike,
    answered: ArrayLike,
    stratum: ArrayLike,
    population: ArrayLike,
    group: ArrayLike,
    *,
    confidence: float = 0.95,
    one_case: OneCase = OneCase.refuse,
    groups: Sequence[int] | None = None,
) -> Estimate:
    """Estimate a mean when answers are missing more often in some groups than in others.

    Within a group, those who answered stand for those who did not. That is an assumption, and
    no figure here can test it.

    Parameters
    ----------
    values : array_like of float, shape (cases,)
        One for each case that was drawn; without meaning where there was no answer.
    answered : array_like of bool, shape (cases,)
    stratum : array_like of int, shape (cases,)
    population : array_like of int, shape (strata,)
    group : array_like of int, shape (cases,)
        Known for every case drawn; from 0 up.
    confidence : float in (0, 1)
    one_case, groups
        As for `estimate_mean`, of the cases drawn in a stratum, whether they answered or not.
        `groups` are of strata, and have nothing to do with `group`.

    References
    ----------
    Särndal, Swensson and Wretman (1992), section 15.6; the variance by drawing after
    answering: Shao and Steel (1999), *Journal of the American Statistical Association* 94,
    254-265.
    """
    tail_of(confidence)
    told, read = flags("marks of who answered", answered), figures("figures", values, marks=True)
    if told.shape != read.shape:
        raise SamplingError(f"{told.shape} marks of who answered do not fit {read.shape} figures.")
    readings = Readings.of(np.where(told, read, 0.0), stratum, population, None, one_case, groups)
    names, place = np.unique(_grouped(group, None, readings), return_inverse=True)
    classes = len(names)
    drawn = np.bincount(place, weights=readings.weight, minlength=classes)
    heard = np.bincount(place, weights=readings.weight * told, minlength=classes)
    if ((heard == 0) & (drawn > 0)).any():
        raise SamplingError(
            f"Nobody answered in group {names[np.argmax((heard == 0) & (drawn > 0))]}."
        )
    raised = divide(drawn, heard)[place] * told
    means = _group_means(readings, readings.weight * told, place, classes)
    value = float((means * drawn).sum() / drawn.sum())
    apart = raised * (readings.values - means[place])
    scores = (means[place] - value + apart) / drawn.sum()
    # The error of who answered, were everybody drawn.
    silence = readings.weight * raised * np.maximum(raised - 1, 0) * told
    silence = silence * (readings.values - means[place]) ** 2
    variance = readings.variance(scores)[0] + float(silence.sum()) / drawn.sum() ** 2
    return _with_error(value, readings, variance, confidence, heard=int(told.sum()))


def _grouped(group: ArrayLike, groups: int | None, readings: Readings) -> NDArray[np.intp]:
    """Check that every case has a group, one of those that are known or any from 0 up."""
    found = coded_as_given(group, "group")
    most = int(found.max(initial=0)) + 1 if found.dtype.kind in "iu" else 1
    place = coded(found, most if groups is None else groups, "group")
    if place.shape != readings.stratum.shape:
        raise SamplingError(f"{place.shape} groups do not fit {readings.stratum.shape} cases.")
    return place


def _group_means(
    readings: Readings, weight: Floats, place: NDArray[np.intp], groups: int
) -> Floats:
    sums = np.bincount(place, weights=weight * readings.values, minlength=groups)
    return divide(sums, np.bincount(place, weights=weight, minlength=groups))


def _with_error(
    value: float,
    readings: Readings,
    variance: float,
    confidence: float,
    heard: int | None = None,
) -> Estimate:
    counted = readings.counted if heard is None else heard
    if readings.full and counted == readings.counted:
        fact = Interval(value, value, confidence, Method.census)
        return Estimate(value, 0.0, fact, counted, readings.df, Unknown.known)
    df = readings.df - (readings.counted - counted)
    why = readings.unknown
    error, noise = math.sqrt(variance), readings.noise / readings.strata.population.sum()
    if why is Unknown.known and not error > noise:
        why = Unknown.no_variation
    if why is Unknown.known and df <= 0:
        why = Unknown.too_few_cases
    if why is not Unknown.known:
        return Estimate(value, None, None, counted, df, why)
    reach = error * float(t_quantile(1 - tail_of(confidence), df))
    interval = Interval(value - reach, value + reach, confidence, Method.student)
    return Estimate(value, error, interval, counted, df, Unknown.known)
