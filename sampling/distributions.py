"""Quantiles and tail areas, with scipy loaded only when the first of them is asked for.

Whoever draws a sample or prints a receipt needs no quantile, and should not wait for scipy.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


def normal_quantile(probability: float) -> float:
    """Give the point below which a standard normal variable falls with this probability."""
    return NormalDist().inv_cdf(probability)


def normal_two_sided(z: ArrayLike) -> Floats:
    """Give the probability that a standard normal variable is at least this far from zero."""
    from scipy.special import erfc  # noqa: PLC0415 - see the module

    return np.asarray(erfc(np.abs(np.asarray(z, dtype=float)) / np.sqrt(2)), dtype=np.float64)


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
    return np.where(freedom > 0, np.asarray(stdtrit(safe, probability), dtype=np.float64), np.nan)


def t_two_sided(t: float, df: float) -> float:
    """Give the probability that Student's t is at least this far from zero."""
    from scipy.special import stdtr  # noqa: PLC0415 - see the module

    return 2.0 * float(stdtr(df, -abs(t)))


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
    points = betaincinv(np.where(inside, a, 1.0), np.where(inside, b, 1.0), probability)
    return np.where(inside, points, np.where(a > 0, 1.0, 0.0))
