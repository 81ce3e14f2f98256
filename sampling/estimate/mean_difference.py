"""The difference of a mean between two groups of the same sample."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sampling.errors import SamplingError
from sampling.estimate.one_case import OneCase
from sampling.estimate.quantities import Estimate, settled
from sampling.estimate.readings import Readings
from sampling.estimate.result import Unknown
from sampling.given import flags
from sampling.intervals import tail_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike


def estimate_mean_difference(
    values: ArrayLike,
    stratum: ArrayLike,
    population: ArrayLike,
    first: ArrayLike,
    second: ArrayLike,
    *,
    confidence: float = 0.95,
    one_case: OneCase = OneCase.refuse,
    groups: Sequence[int] | None = None,
) -> Estimate:
    """Estimate how much larger the mean of one group is than that of another.

    Parameters
    ----------
    values : array_like of float, shape (cases,)
        One figure for each case that was read. Outside the two groups it does not matter.
    stratum, population, confidence, one_case, groups
        As for `estimate_mean`.
    first, second : array_like of bool, shape (cases,)
        Which cases belong to each group, none to both. They may cut across the strata; that
        the two means then vary together is reckoned with.

    Returns
    -------
    Estimate
        The mean of the second group less that of the first.

    Raises
    ------
    SamplingError
        If a case belongs to both groups.

    References
    ----------
    Särndal, Swensson and Wretman (1992), *Model Assisted Survey Sampling*, section 5.8 and
    section 5.4: the score of a difference is the difference of the scores.
    """
    tail_of(confidence)
    one, other = flags("marks of the first group", first), flags("marks of the second", second)
    if one.shape != other.shape:
        raise SamplingError(f"{one.shape} marks of one group do not fit {other.shape} of another.")
    if (one & other).any():
        raise SamplingError(f"Case {int(np.argmax(one & other))} belongs to both groups.")
    readings = Readings.of(values, stratum, population, one | other, one_case, groups)
    weights = [np.where(marks, readings.weight, 0.0) for marks in (one, other)]
    sizes = [math.fsum(weight) for weight in weights]
    if readings.unknown.blinds or 0 in sizes:
        why = readings.unknown if readings.unknown.blinds else Unknown.no_answers
        return Estimate(None, None, None, readings.counted, readings.df, why)
    means = [
        math.fsum(weight * readings.values) / size
        for weight, size in zip(weights, sizes, strict=True)
    ]
    scores = other * (readings.values - means[1]) / sizes[1]
    scores = scores - one * (readings.values - means[0]) / sizes[0]
    return settled(means[1] - means[0], scores, readings, confidence, readings.noise / min(sizes))
