"""What a reader with a computer can make of a table in which figures were left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sampling.errors import SamplingError
from sampling.given import of_kind, whole_figures
from sampling.masking import Masked, with_totals

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

# What scipy's linprog says when there is an answer, and when a figure may be as large as you like.
SOLVED, UNBOUNDED = 0, 3


def possible_values(
    counts: ArrayLike, masked: Masked, *, least: ArrayLike = 1
) -> tuple[Floats, Floats]:
    """Find the smallest and largest value each figure can have for all that is shown.

    Linear programming, without regard to how the figures were chosen. Since rows and columns
    are the only sums, the smallest and the largest values found are whole numbers.

    Parameters
    ----------
    counts : array_like of int, shape (rows, columns)
    masked : Masked
    least : array_like of int, shape (rows + 1, columns + 1) or a number
        What the reader knows a figure left out to be at least: 1 when zeros are always shown.

    Returns
    -------
    low, high : ndarray of float, shape (rows + 1, columns + 1)
        Equal for a figure that is shown, or that can be worked out; `high` may be infinite.

    References
    ----------
    Fischetti and Salazar-González (2001), *Management Science* 47, 1008-1027: the attacker's
    problem.
    """
    from scipy.optimize import linprog  # noqa: PLC0415 - slow to load, and seldom needed

    figures = with_totals(counts)
    of_kind("masked table", masked, Masked)
    hidden = masked.extended
    if hidden.shape != figures.shape:
        raise SamplingError(f"Marks of shape {hidden.shape} do not fit {figures.shape} figures.")
    low, high = figures.astype(np.float64), figures.astype(np.float64)
    known = whole_figures("least values", least)
    if known.shape not in ((), figures.shape):
        raise SamplingError(f"{known.shape} least values do not fit {figures.shape} figures.")
    floor = np.broadcast_to(known, figures.shape)[hidden]
    sums = _sums(figures.shape)
    shown = sums[:, ~hidden.ravel()] @ figures[~hidden]
    for number, (row, column) in enumerate(np.argwhere(hidden)):
        for ends, sign in ((low, 1.0), (high, -1.0)):
            aim = np.zeros(len(floor))
            aim[number] = sign
            found = linprog(
                aim,
                A_eq=sums[:, hidden.ravel()],
                b_eq=-shown,
                bounds=[(smallest, None) for smallest in floor],
            )
            if found.status not in (SOLVED, UNBOUNDED):
                raise SamplingError(f"The table could not be audited: {found.message}")
            ends[row, column] = sign * (-np.inf if found.fun is None else found.fun)
    return low, high


def _sums(shape: tuple[int, ...]) -> Floats:
    """Write down that every line of the table adds up to its total."""
    rows, columns = shape
    places = np.arange(rows * columns).reshape(shape)
    equations = np.zeros((rows + columns, rows * columns))
    for number, line in enumerate([*places, *places.T]):
        equations[number, line[:-1]] = 1
        equations[number, line[-1]] = -1
    return equations
