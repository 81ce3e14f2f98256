"""Figures case by case, and the variance of a total of scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sampling.errors import SamplingError
from sampling.estimate.counts import coded
from sampling.estimate.result import Unknown
from sampling.estimate.strata import divide
from sampling.given import figures, refuse_endless

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Readings:
    """What was read in each case.

    Attributes
    ----------
    values : ndarray, shape (cases,)
        Zero outside the domain.
    inside : ndarray of bool, shape (cases,)
    stratum : ndarray of int, shape (cases,)
    population, opened : ndarray, shape (strata,)
    """

    values: Floats
    inside: NDArray[np.bool_]
    stratum: NDArray[np.intp]
    population: Floats
    opened: Floats

    @classmethod
    def of(
        cls,
        values: ArrayLike,
        stratum: ArrayLike,
        population: ArrayLike,
        in_domain: ArrayLike | None = None,
    ) -> Readings:
        """Check the figures against each other."""
        frame = np.atleast_1d(figures("populations", population))
        refuse_endless("populations", frame)
        place = coded(stratum, len(frame), "stratum")
        inside = np.ones(place.shape, bool) if in_domain is None else np.asarray(in_domain, bool)
        read = figures("figures", values)
        if inside.shape != place.shape or read.shape != place.shape:
            raise SamplingError(f"{read.shape} figures do not fit {place.shape} cases.")
        if not np.isfinite(read[inside]).all():
            wrong = read[inside][~np.isfinite(read[inside])][0]
            raise SamplingError(f"A case in the domain has a figure, and {wrong} is none.")
        opened = np.bincount(place, minlength=len(frame)).astype(np.float64)
        if (opened > frame).any():
            which = int(np.argmax(opened > frame))
            raise SamplingError(
                f"{opened[which]:g} cases cannot be read of {frame[which]:g} in stratum {which}."
            )
        return cls(np.where(inside, read, 0.0), inside, place, frame, opened)

    @property
    def weight(self) -> Floats:
        """How many cases of the frame each case stands for."""
        return divide(self.population, self.opened)[self.stratum]

    @property
    def counted(self) -> int:
        """Cases in the domain."""
        return int(self.inside.sum())

    @property
    def full(self) -> bool:
        """Whether every case of the frame was read."""
        return bool((self.opened == self.population).all())

    @property
    def df(self) -> int:
        """Cases in the domain less their strata, strata read in full left out."""
        found = np.bincount(self.stratum[self.inside], minlength=len(self.population))
        partly = np.where(self.opened < self.population, found, 0)
        return int(partly.sum() - (partly > 0).sum())

    @property
    def unknown(self) -> Unknown:
        """Say what stands in the way of an estimate, the gravest thing first."""
        partly = self.opened < self.population
        if (partly & (self.opened == 0)).any():
            return Unknown.stratum_without_answers
        if (partly & (self.opened == 1)).any():
            return Unknown.one_case_in_stratum
        return Unknown.too_few_cases if self.df <= 0 and not self.full else Unknown.known

    def variance(self, scores: Floats) -> tuple[float, float]:
        """Give the variance of the weighted total of scores, with and without the fpc.

        Parameters
        ----------
        scores : ndarray, shape (cases,)
            Zero outside the domain, so that cases outside it add to the spread as they should.

        References
        ----------
        Särndal, Swensson and Wretman (1992), *Model Assisted Survey Sampling*, result 3.7.2.
        """
        strata = len(self.population)
        sums = np.bincount(self.stratum, weights=scores, minlength=strata)
        apart = scores - divide(sums, self.opened)[self.stratum]
        squares = np.bincount(self.stratum, weights=apart**2, minlength=strata)
        partly = self.opened < self.population
        spread = divide(squares, np.where(self.opened > 1, self.opened - 1, 0))
        terms = divide(self.population**2 * spread * partly, self.opened)
        left = 1 - divide(self.opened, self.population)
        return float((terms * left).sum()), float(terms.sum())
