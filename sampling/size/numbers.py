"""The numbers a size is planned from, read exactly and refused outside their range."""

from __future__ import annotations

from fractions import Fraction
from statistics import NormalDist
from typing import TYPE_CHECKING

from sampling.errors import SamplingError
from sampling.given import written

if TYPE_CHECKING:
    from collections.abc import Callable


def positive(name: str, number: float) -> Fraction:
    """Read a number above 0 as the decimal it is written as."""
    try:
        exact = written(number)
    except ValueError as error:
        raise SamplingError(f"The {name} must be a number, not {number!r}.") from error
    if exact <= 0:
        raise SamplingError(f"The {name} must be more than 0, and it is {number}.")
    return exact


def between(name: str, number: float) -> Fraction:
    """Read a number above 0 and below 1 as the decimal it is written as."""
    exact = positive(name, number)
    if exact >= 1:
        raise SamplingError(f"The {name} must be less than 1, and it is {number}.")
    return exact


def quantile(upper_tail: Fraction) -> Fraction:
    """Give the point of the normal distribution that has this much above it."""
    return Fraction(-NormalDist().inv_cdf(float(upper_tail)))


def two_sided(confidence: float) -> Fraction:
    """Give how many standard errors lie on either side at some confidence: 1.96 at 95 %."""
    return quantile((1 - between("confidence", confidence)) / 2)


def smallest(enough: Callable[[int], bool], most: int, start: int = 1) -> int:
    """Find the smallest number that is enough, when all above it are and the largest is."""
    low = high = start
    while high < most and not enough(high):
        low, high = high + 1, min(2 * high, most)
    while low < high:
        middle = (low + high) // 2
        if enough(middle):
            high = middle
        else:
            low = middle + 1
    return low
