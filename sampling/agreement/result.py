"""What is said of agreement, and what is not said when it cannot be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto
from typing import TYPE_CHECKING

import numpy as np

from sampling.distributions import t_quantile
from sampling.intervals import Interval, Method, tail_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


class Coefficient(StrEnum):
    """What is measured. All but the first take away what chance alone would give."""

    percent = auto()
    cohen_kappa = auto()
    fleiss_kappa = auto()
    krippendorff_alpha = auto()
    gwet_ac = auto()


class Undefined(StrEnum):
    """Why a coefficient, or its interval, does not exist."""

    defined = auto()
    no_case_read_twice = auto()
    one_category_used = auto()
    one_case = auto()
    no_variation = auto()


@dataclass(frozen=True, slots=True)
class Agreement:
    """One coefficient with what it was made from.

    Attributes
    ----------
    coefficient : Coefficient
    value : float or None
        1 is complete agreement, 0 what chance would give, and below 0 is worse than chance.
    observed, expected : float or None
        Agreement seen, and agreement by chance.
    standard_error : float or None
        For an interval around the value, not for a test of no agreement at all.
    interval : Interval or None
        None with fewer than two cases, and when every case agrees alike: then the cases read
        show no variation to reckon an error from, which does not mean that there is none.
    cases : int
        Cases that at least two reviewers read.
    undefined : Undefined
        ``defined``, or why something is missing.
    """

    coefficient: Coefficient
    value: float | None
    observed: float | None
    expected: float | None
    standard_error: float | None
    interval: Interval | None
    cases: int
    undefined: Undefined


@dataclass(frozen=True, slots=True)
class Linearised:
    """A coefficient as a mean over cases, so that its error is that of a mean.

    Attributes
    ----------
    coefficient : Coefficient
    value, observed, expected : float
    scores : ndarray, shape (cases,)
        What each case adds to the value; their mean is the value, nearly.
    centre : float
        What the scores are spread around.
    cases : int
    left : float
        The part of the cases that nobody read twice: one minus the sampling fraction.
    confidence : float
    """

    coefficient: Coefficient
    value: float
    observed: float
    expected: float
    scores: Floats
    centre: float
    cases: int
    left: float
    confidence: float

    def settle(self) -> Agreement:
        """Turn the spread of the scores into a standard error and an interval."""
        n = len(self.scores)
        error, interval, undefined = None, None, Undefined.one_case
        if n > 1:
            squares = float(((self.scores - self.centre) ** 2).sum())
            error = float(np.sqrt(self.left * squares / (n * (n - 1))))
            undefined = Undefined.defined
            # Scores that are equal but for rounding show nothing to reckon an error from.
            if squares <= n * np.finfo(float).eps:
                error, undefined = None, Undefined.no_variation
        if error is not None:
            reach = error * float(t_quantile(1 - tail_of(self.confidence), n - 1))
            low, high = self.value - reach, min(1.0, self.value + reach)
            interval = Interval(low, high, self.confidence, Method.student)
        return Agreement(
            coefficient=self.coefficient,
            value=self.value,
            observed=self.observed,
            expected=self.expected,
            standard_error=error,
            interval=interval,
            cases=self.cases,
            undefined=undefined,
        )


def undefined(
    coefficient: Coefficient, why: Undefined, cases: int = 0, observed: float | None = None
) -> Agreement:
    """Say that a coefficient does not exist, and why."""
    expected = 1.0 if why is Undefined.one_category_used else None
    return Agreement(coefficient, None, observed, expected, None, None, cases, why)
