"""Numbers as they are given: read exactly, or refused by name and value."""

from __future__ import annotations

from fractions import Fraction
from operator import index
from typing import TYPE_CHECKING

import numpy as np

from sampling.errors import SamplingError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


def written(number: float, what: str = "number") -> Fraction:
    """Read a number as the decimal it is written as, not as the binary fraction nearest to it.

    Raises
    ------
    SamplingError
        If it is no number, or no end of one.
    """
    if isinstance(number, bool | np.bool_ | str):
        raise SamplingError(f"The {what} must be a number, not {number!r}.")
    try:
        return Fraction(str(number))
    except ValueError as error:
        raise SamplingError(f"The {what} must be a number, not {number!r}.") from error


def count(name: str, number: int, *, least: int = 1) -> int:
    """Read a number of cases.

    Raises
    ------
    SamplingError
        If it is not whole, or less than the least.
    """
    if isinstance(number, bool):
        raise SamplingError(f"The {name} must be a whole number, not {number!r}.")
    try:
        cases = index(number)
    except TypeError as error:
        raise SamplingError(f"The {name} must be a whole number, not {number!r}.") from error
    if cases < least:
        raise SamplingError(f"The {name} must be at least {least}, and it is {cases}.")
    return cases


def figures(name: str, values: ArrayLike) -> Floats:
    """Read numbers into an array; nan and endless ones are let through.

    Raises
    ------
    SamplingError
        If one of them is no number, or they make no regular array.
    """
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise SamplingError(f"The {name} must be numbers, and are {values!r}.") from error


def refuse_endless(name: str, values: Floats) -> None:
    """Refuse nan and endless numbers.

    Raises
    ------
    SamplingError
        That names the first of them.
    """
    wrong = ~np.isfinite(values)
    if wrong.any():
        raise SamplingError(f"The {name} must be numbers, and one is {values[wrong][0]}.")
