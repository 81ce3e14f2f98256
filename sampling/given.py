"""Numbers as they are given: read exactly, or refused by name and value."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from operator import index
from typing import TYPE_CHECKING, Final

import numpy as np

from sampling.errors import SamplingError

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


# Up to here every whole number has a place of its own among the numbers of a processor.
LARGEST_COUNT: Final = 2**53 - 1
# The square of a larger figure, weighed by a large frame, may leave what can be reckoned with.
LARGEST_FIGURE: Final = 1e100


def of_kind(name: str, value: object, *kinds: type) -> None:
    """Refuse what is not of the kind that is asked for.

    Raises
    ------
    SamplingError
        That names it.
    """
    if not isinstance(value, kinds):
        wanted = " or ".join(kind.__name__ for kind in kinds)
        raise SamplingError(f"The {name} must be of the kind {wanted}, not {value!r}.")


def many(name: str, values: object) -> None:
    """Refuse what is one thing where many are asked for; a text or bytes are one thing.

    Raises
    ------
    SamplingError
        That names it.
    """
    one = isinstance(values, np.ndarray) and values.ndim == 0
    if one or isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise SamplingError(f"The {name} must be many, and not {values!r}.")


def real(name: str, number: float, *, least: float | None = None) -> None:
    """Refuse what is no single number; without a least, nan and endless ones are let through.

    Raises
    ------
    SamplingError
        If it is no number, less than the least, or a whole one that is too large to reckon with.
    """
    if isinstance(number, bool) or not isinstance(number, int | float | np.integer | np.floating):
        raise SamplingError(f"The {name} must be a number, not {number!r}.")
    if isinstance(number, int) and abs(number) > LARGEST_FIGURE:
        raise SamplingError(f"The {name} is too large to reckon with.")
    if least is not None and not least <= number < float("inf"):
        raise SamplingError(f"The {name} must be a number from {least:g}, not {number!r}.")


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
        exact = Fraction(str(number))
    except ValueError as error:
        raise SamplingError(f"The {what} must be a number, not {number!r}.") from error
    if abs(exact) > LARGEST_FIGURE:
        raise SamplingError(f"The {what} is too large to reckon with: more than 1e100.")
    return exact


def count(name: str, number: int, *, least: int = 1) -> int:
    """Read a number of cases.

    Raises
    ------
    SamplingError
        If it is not whole, less than the least, or more than can be counted exactly.
    """
    if isinstance(number, bool | np.bool_):
        raise SamplingError(f"The {name} must be a whole number, not {number!r}.")
    try:
        cases = index(number)
    except TypeError as error:
        raise SamplingError(f"The {name} must be a whole number, not {number!r}.") from error
    if cases < least:
        raise SamplingError(f"The {name} must be at least {least}, and it is {cases}.")
    if cases > LARGEST_COUNT:
        raise SamplingError(f"The {name} must be at most {LARGEST_COUNT}, and it is more.")
    return cases


def figures(name: str, values: ArrayLike, *, marks: bool = False) -> Floats:
    """Read numbers into an array; nan and endless ones are let through.

    Parameters
    ----------
    name : str
    values : array_like
    marks : bool
        Whether true and false may stand for one and nought.

    Raises
    ------
    SamplingError
        If one of them is no number (a text of digits is none), if some are masked, or if they
        make no regular array.
    """
    try:
        given = np.asanyarray(values)
        if given.dtype.kind == "O":
            given = np.array([_figure(value) for value in given.flat]).reshape(given.shape)
        kinds = "iufb" if marks else "iuf"
        fits = given.dtype.kind in kinds or not given.size
        read = np.asarray(given, dtype=np.float64) if fits else None
    except (TypeError, ValueError, OverflowError) as error:
        raise SamplingError(f"The {name} must be numbers, and are {values!r}.") from error
    if read is None or np.ma.is_masked(given):
        raise SamplingError(f"The {name} must be numbers, and are {values!r}.")
    return read


def _figure(value: object) -> float:
    """Read one number, and not what could be turned into one."""
    if value is None or isinstance(value, str | bytes | bool | complex):
        raise TypeError(value)
    return float(value)  # type: ignore[arg-type]


def whole_figures(name: str, values: ArrayLike) -> Floats:
    """Read numbers of cases into an array.

    Raises
    ------
    SamplingError
        That names the first that is not whole, is negative, or cannot be counted exactly.
    """
    cases = figures(name, values)
    refuse_endless(name, cases)
    refuse_parts(name, cases)
    return cases


def refuse_parts(name: str, cases: Floats) -> None:
    """Refuse parts of cases, less than none of them, and more than can be counted exactly.

    Raises
    ------
    SamplingError
        That names the first of them.
    """
    wrong = ~((cases >= 0) & (cases <= LARGEST_COUNT)) | (cases != np.floor(cases))
    if wrong.any():
        raise SamplingError(
            f"The {name} must be whole numbers from 0 to {LARGEST_COUNT}, and one is"
            f" {cases[wrong][0]:g}."
        )


def flags(name: str, values: ArrayLike) -> NDArray[np.bool_]:
    """Read marks that are true or false, or one or nought.

    Raises
    ------
    SamplingError
        That names the first that is neither; a text such as ``"no"`` is neither.
    """
    marks = figures(name, values, marks=True)
    wrong = (marks != 0) & (marks != 1)
    if wrong.any():
        raise SamplingError(f"The {name} must be true or false, and one is {marks[wrong][0]}.")
    return np.asarray(marks == 1)


def refuse_endless(name: str, values: Floats) -> None:
    """Refuse nan, endless numbers and those that are too large to reckon with.

    Raises
    ------
    SamplingError
        That names the first of them.
    """
    wrong = ~np.isfinite(values)
    if wrong.any():
        raise SamplingError(f"The {name} must be numbers, and one is {values[wrong][0]}.")
    large = np.abs(values) > LARGEST_FIGURE
    if large.any():
        raise SamplingError(f"The {name} must be below 1e100, and one is {values[large][0]}.")
