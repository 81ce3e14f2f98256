"""Shares over many rounds: which points and runs chance would hardly give.

A chart asks whether anything but the usual ups and downs has been at work, not how sure one
round's share is; for that, see its interval.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sampling.errors import SamplingError
from sampling.given import count, figures, refuse_endless

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

# Fewer points than this cannot show a run, and their limits are not worth drawing.
FEWEST_POINTS = 10


@dataclass(frozen=True, slots=True)
class RunChart:
    """A p chart; arrays with one figure a round.

    Attributes
    ----------
    shares : ndarray
    centre : float
        The share of the rounds that the limits are made from, taken together.
    low, high : ndarray
        Limits of each round, within 0 and 1; wider where fewer cases were read.
    outside : ndarray of bool
        Points beyond the limits.
    shift, trend : ndarray of bool
        Points of a run on one side of the centre, and of a run that goes on rising or falling.
    enough : bool
        Whether there are points enough to read the chart at all.
    """

    shares: Floats
    centre: float
    low: Floats
    high: Floats
    outside: Flags
    shift: Flags
    trend: Flags
    enough: bool


def run_chart(
    hits: ArrayLike,
    counted: ArrayLike,
    *,
    baseline: int | None = None,
    shift: int = 8,
    trend: int = 6,
) -> RunChart:
    """Draw limits for shares of samples of different sizes, and find runs.

    Parameters
    ----------
    hits, counted : array_like of int, shape (rounds,)
        In the order of time. Every round read at least one case.
    baseline : int, optional
        How many of the first rounds make the centre and the limits; all of them if left out.
    shift : int
        So many points in a row on one side of the centre are a shift. Points on the centre
        neither count nor break the row.
    trend : int
        So many points in a row, each higher than the one before, or each lower, are a trend.
        A point equal to the one before neither counts nor breaks the row.

    Returns
    -------
    RunChart

    References
    ----------
    Montgomery (2009), *Introduction to Statistical Quality Control*, 6th ed., section 7.2;
    Provost and Murray (2011), *The Health Care Data Guide*, chapters 3 and 4 for the runs.
    """
    met, cases = figures("hits", hits), figures("cases", counted)
    refuse_endless("cases", cases)
    first = len(np.atleast_1d(cases)) if baseline is None else count("baseline", baseline)
    count("number of points of a shift", shift)
    count("number of points of a trend", trend)
    _check(met, cases, first, min(shift, trend))
    shares = met / cases
    centre = float(met[:first].sum() / cases[:first].sum())
    reach = 3 * np.sqrt(centre * (1 - centre) / cases)
    low, high = np.maximum(centre - reach, 0.0), np.minimum(centre + reach, 1.0)
    steps = np.append(np.nan, np.sign(np.diff(shares)))
    return RunChart(
        shares=shares,
        centre=centre,
        low=low,
        high=high,
        outside=(shares < low) | (shares > high),
        shift=_runs(np.sign(np.where(np.isclose(shares, centre), 0, shares - centre)), shift),
        # The point that a rise or a fall sets out from belongs to it.
        trend=_runs(steps, trend - 1, before=1),
        enough=len(shares) >= FEWEST_POINTS,
    )


def _runs(signs: Floats, long: int, before: int = 0) -> Flags:
    """Mark the points of rows of equal signs that are long enough, passing over zeros."""
    places = np.flatnonzero((signs != 0) & ~np.isnan(signs))
    marked = np.zeros(len(signs), dtype=bool)
    for row in np.split(places, np.flatnonzero(np.diff(signs[places])) + 1):
        if len(row) >= long:
            marked[row] = True
            marked[row[0] - before] = True
    return marked


def _check(met: Floats, cases: Floats, first: int, shortest: int) -> None:
    if met.ndim != 1 or met.shape != cases.shape or not len(met):
        raise SamplingError(f"{met.shape} hits do not fit {cases.shape} rounds of cases.")
    if not (cases > 0).all():
        raise SamplingError(f"Every round needs a case; one has {cases[~(cases > 0)][0]:g}.")
    wrong = ~((met >= 0) & (met <= cases))
    if wrong.any():
        raise SamplingError(f"{met[wrong][0]:g} hits do not fit {cases[wrong][0]:g} cases.")
    if not 1 <= first <= len(met):
        raise SamplingError(f"A baseline of {first} does not fit {len(met)} rounds.")
    if shortest < 2:  # noqa: PLR2004 - one point is no run
        raise SamplingError(f"A run has two points or more, not {shortest}.")
