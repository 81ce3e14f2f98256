"""What is said of an estimated share, one at a time or many at once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto
from typing import TYPE_CHECKING

import numpy as np

from sampling.errors import SamplingError
from sampling.intervals import Interval, Method

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


class Unknown(StrEnum):
    """Why a share, or its uncertainty, cannot be estimated."""

    known = auto()
    no_answers = auto()
    stratum_without_answers = auto()
    one_case_in_stratum = auto()
    too_few_cases = auto()
    no_variation = auto()

    @property
    def blinds(self) -> bool:
        """Whether not even the estimate itself can be had."""
        return self in (Unknown.no_answers, Unknown.stratum_without_answers)


@dataclass(frozen=True, slots=True)
class ShareEstimate:
    """A share with all that must be said beside it.

    Attributes
    ----------
    hits : float
        Cases read that meet the requirement; a half for each that meets it half.
    counted : int
        Cases read to which the question applies: what the share is a share of.
    opened : int
        Cases read, in the domain or not.
    population : float
        Cases of the frame the share speaks of. An estimate if the domain cuts across strata.
    share : float or None
        None when there is nothing to reckon it from: see `unknown`.
    standard_error : float or None
    interval : Interval or None
        None when the uncertainty cannot be estimated: see `unknown`. It is not zero then.
    df : int
        Degrees of freedom: counted cases less their strata, strata read in full left out.
    unknown : Unknown
        ``known``, or why something is missing.
    unseen : int
        Strata read in part in which no case of the domain turned up. The share speaks only of
        where the domain was seen; if it lies there too, the interval does not know it.
    """

    hits: float
    counted: int
    opened: int
    population: float
    share: float | None
    standard_error: float | None
    interval: Interval | None
    df: int
    unknown: Unknown
    unseen: int


@dataclass(frozen=True, slots=True)
class ShareTable:
    """Many shares at once. Arrays of one shape, nan where something cannot be estimated.

    `estimate(index)` gives one of them as a `ShareEstimate`.
    """

    hits: Floats
    counted: NDArray[np.int64]
    opened: NDArray[np.int64]
    population: Floats
    share: Floats
    standard_error: Floats
    low: Floats
    high: Floats
    df: NDArray[np.int64]
    unknown: NDArray[np.str_]
    unseen: NDArray[np.int64]
    method: NDArray[np.str_]
    confidence: float

    def estimate(self, *index: int) -> ShareEstimate:
        """Give the share at a place in the table."""
        if len(index) != self.share.ndim:
            raise SamplingError(f"A place here has {self.share.ndim} numbers, not {len(index)}.")
        low, high = float(self.low[index]), float(self.high[index])
        interval = None
        if not np.isnan(low):
            interval = Interval(low, high, self.confidence, Method(str(self.method[index])))
        return ShareEstimate(
            hits=float(self.hits[index]),
            counted=int(self.counted[index]),
            opened=int(self.opened[index]),
            population=float(self.population[index]),
            share=_number(self.share[index]),
            standard_error=_number(self.standard_error[index]),
            interval=interval,
            df=int(self.df[index]),
            unknown=Unknown(str(self.unknown[index])),
            unseen=int(self.unseen[index]),
        )


def _number(value: np.float64) -> float | None:
    return None if np.isnan(value) else float(value)
