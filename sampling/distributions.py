"""Quantiles and tail areas, with scipy loaded only when the first of them is asked for.

Whoever draws a sample or prints a receipt needs no quantile, and should not wait for scipy.
"""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


def normal_quantile(probability: float) -> float:
    """Give the point below which a standard normal variable falls with this probability."""
    return NormalDist().inv_cdf(probability)


def t_quantile(probability: ArrayLike, df: ArrayLike) -> Floats:
    """Give the quantile of Student's t for each number of degrees of freedom.

    Parameters
    ----------
    probability : array_like of float in (0, 1)
    df : array_like of float
        Where it is not positive the answer is nan: there is no such distribution.
    """
    from scipy.special import stdtrit  # noqa: PLC0415 - see the module

    freedom = np.asarray(df, dtype=np.float64)
    safe = np.where(freedom > 0, freedom, 1.0)
    points = stdtrit(safe, np.asarray(probability, dtype=np.float64))
    return np.where(freedom > 0, np.asarray(points, dtype=np.float64), np.nan)


def beta_quantile(probability: ArrayLike, first: ArrayLike, second: ArrayLike) -> Floats:
    """Give the quantile of the beta distribution; 0 where `first` is 0, 1 where `second` is 0.

    Parameters
    ----------
    probability : array_like of float in (0, 1)
    first, second : array_like of float >= 0
        The two shape parameters. A parameter of zero stands for the limit, which puts all
        probability in one end point: what the exact limits of none and of all need.
    """
    from scipy.special import betaincinv  # noqa: PLC0415 - see the module

    a, b = np.broadcast_arrays(np.asarray(first, float), np.asarray(second, float))
    inside = (a > 0) & (b > 0)
    below = np.asarray(probability, dtype=np.float64)
    points = betaincinv(np.where(inside, a, 1.0), np.where(inside, b, 1.0), below)
    return np.where(inside, points, np.where(a > 0, 1.0, 0.0))


def expit(log_odds: float) -> float:
    """Give the probability that has these log odds, however large they are."""
    # The odds of what is less likely, which cannot be endless.
    odds = math.exp(-abs(log_odds))
    return odds / (1 + odds) if log_odds < 0 else 1 / (1 + odds)
