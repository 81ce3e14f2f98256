"""Limits for a difference, made from the limits of its two parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


def join_limits(
    first: ArrayLike,
    first_limits: tuple[ArrayLike, ArrayLike],
    second: ArrayLike,
    second_limits: tuple[ArrayLike, ArrayLike],
    correlation: ArrayLike = 0.0,
) -> tuple[Floats, Floats]:
    """Bound the difference, second less first, from the limits of each.

    Parameters
    ----------
    first, second : array_like in [0, 1]
    first_limits, second_limits : pair of array_like
    correlation : array_like in [-1, 1]
        Of the two estimates.

    Returns
    -------
    low, high : ndarray, within -1 and 1

    References
    ----------
    Newcombe (1998), *Statistics in Medicine* 17, 873-890, method 10; Zou and Donner (2008),
    *Statistics in Medicine* 27, 1693-1702.
    """
    one, other = np.asarray(first, float), np.asarray(second, float)
    down_one, up_one = one - np.asarray(first_limits[0]), np.asarray(first_limits[1]) - one
    down_other, up_other = (
        other - np.asarray(second_limits[0]),
        np.asarray(second_limits[1]) - other,
    )
    related = np.asarray(correlation, float)

    def reach(a: Floats, b: Floats) -> Floats:
        return np.sqrt(np.maximum(a**2 + b**2 - 2 * related * a * b, 0.0))

    apart = other - one
    low, high = apart - reach(down_other, up_one), apart + reach(up_other, down_one)
    return np.maximum(low, -1.0), np.minimum(high, 1.0)
