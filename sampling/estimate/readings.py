"""Figures case by case, and the variance of a total of scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sampling.errors import SamplingError
from sampling.estimate.counts import coded
from sampling.estimate.one_case import (
    OneCase,
    degrees_of_freedom,
    membership,
    score_variances,
    still_alone,
)
from sampling.estimate.result import Unknown
from sampling.estimate.strata import Strata, divide
from sampling.given import figures, flags, refuse_endless, whole_figures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

# A spread that is smaller than this part of the figures is their rounding, and no spread.
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Readings:
    """What was read in each case.

    Attributes
    ----------
    values : ndarray, shape (cases,)
        Zero outside the domain.
    inside : ndarray of bool, shape (cases,)
    stratum : ndarray of int, shape (cases,)
    strata : Strata, shape (strata,)
    rule : OneCase
        What to do with a stratum in which one case of several was read.
    belongs : ndarray, shape (strata, groups), optional
        Which strata are collapsed.
    """

    values: Floats
    inside: NDArray[np.bool_]
    stratum: NDArray[np.intp]
    strata: Strata
    rule: OneCase
    belongs: Floats | None

    @classmethod
    def of(
        cls,
        values: ArrayLike,
        stratum: ArrayLike,
        population: ArrayLike,
        in_domain: ArrayLike | None = None,
        one_case: OneCase = OneCase.refuse,
        groups: Sequence[int] | None = None,
    ) -> Readings:
        """Check the figures against each other."""
        frame = np.atleast_1d(whole_figures("populations", population))
        if frame.ndim != 1:
            raise SamplingError(f"Each stratum has one population, not {frame.shape}.")
        place = coded(stratum, len(frame), "stratum")
        inside = (
            np.ones(place.shape, bool) if in_domain is None else flags("domain marks", in_domain)
        )
        read = figures("figures", values, marks=True)
        if inside.shape != place.shape or read.shape != place.shape:
            raise SamplingError(f"{read.shape} figures do not fit {place.shape} cases.")
        if not np.isfinite(read[inside]).all():
            wrong = read[inside][~np.isfinite(read[inside])][0]
            raise SamplingError(f"A case in the domain has a figure, and {wrong} is none.")
        refuse_endless("figures", read[inside])
        opened = np.bincount(place, minlength=len(frame)).astype(np.float64)
        if (opened > frame).any():
            which = int(np.argmax(opened > frame))
            raise SamplingError(
                f"{opened[which]:g} cases cannot be read of {frame[which]:g} in stratum {which}."
            )
        belongs = membership(one_case, groups, len(frame))
        strata = Strata(opened, frame)
        return cls(np.where(inside, read, 0.0), inside, place, strata, one_case, belongs)

    @property
    def weight(self) -> Floats:
        """How many cases of the frame each case stands for."""
        return self.strata.weight[self.stratum]

    @property
    def counted(self) -> int:
        """Cases in the domain."""
        return int(self.inside.sum())

    @property
    def full(self) -> bool:
        """Whether every case of the frame was read."""
        return bool((self.strata.opened == self.strata.population).all())

    @property
    def noise(self) -> float:
        """What the weighted total of the figures may err by for being rounded."""
        return ROUNDING * float((self.weight * np.abs(self.values)).sum())

    @property
    def df(self) -> int:
        """Cases in the domain less their strata, strata read in full left out."""
        found = np.bincount(self.stratum[self.inside], minlength=len(self.strata.opened))
        return int(degrees_of_freedom(self.strata, found.astype(np.float64), self.belongs))

    @property
    def unknown(self) -> Unknown:
        """Say what stands in the way of an estimate, the gravest thing first."""
        if (self.strata.sampled & (self.strata.opened == 0)).any():
            return Unknown.stratum_without_answers
        if still_alone(self.strata, self.rule, self.belongs):
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
        Särndal, Swensson and Wretman (1992), *Model Assisted Survey Sampling*, result 3.7.2;
        strata of one case: see `OneCase`.
        """
        opened, population = self.strata.opened, self.strata.population
        sums = np.bincount(self.stratum, weights=scores, minlength=len(opened))
        means = divide(sums, opened)
        apart = scores - means[self.stratum]
        squares = np.bincount(self.stratum, weights=apart**2, minlength=len(opened))
        spread = np.asarray(squares, dtype=np.float64)
        # The rules that look across strata measure from the whole: the frame's size is known,
        # so a total errs as its mean does, and not for the strata being of different sizes.
        middle = means - divide((population * means).sum(), population.sum())
        with_fpc, without = score_variances(self.strata, middle, spread, self.rule, self.belongs)
        return float(with_fpc.sum()), float(without.sum())
