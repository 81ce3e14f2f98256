"""The arrays every estimate starts from, and the spread of a score within and between strata."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from sampling.errors import SamplingError
from sampling.given import figures, refuse_parts

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Strata:
    """How many cases each stratum holds, and how many of them were read.

    Attributes
    ----------
    opened : ndarray of float, shape (..., strata)
        Cases read, in the domain or not.
    population : ndarray of float, shape (..., strata)
        Cases in the frame. A stratum of zero holds nothing of the domain, and takes no part.
    """

    opened: Floats
    population: Floats

    @property
    def present(self) -> Flags:
        """Whether the stratum holds any case at all."""
        return self.population > 0

    @property
    def census(self) -> Flags:
        """Whether every case of the stratum was read, so that it brings no sampling error."""
        return np.asarray(self.present & (self.opened == self.population))

    @property
    def sampled(self) -> Flags:
        """Whether the stratum was read in part, so that it does."""
        return self.present & ~self.census

    @property
    def alone(self) -> Flags:
        """Whether one case stands for more than itself, so that its stratum shows no spread."""
        return np.asarray(self.sampled & (self.opened == 1))

    @property
    def weight(self) -> Floats:
        """How many cases of the frame one opened case stands for."""
        return divide(self.population, self.opened)

    @property
    def left(self) -> Floats:
        """The finite population correction: the part of the stratum that nobody read."""
        return 1 - divide(self.opened, self.population)


@dataclass(frozen=True, slots=True)
class StratumCounts(Strata):
    """What was found in each stratum; every array has the same shape, strata last.

    Attributes
    ----------
    opened, population : ndarray of float
        As for `Strata`.
    hits, squares : ndarray of float
        Sum of the answers in the domain, each 0 to 1, and of their squares.
    counted : ndarray of float
        Cases read that lie in the domain.
    """

    hits: Floats
    squares: Floats
    counted: Floats

    @classmethod
    def of(
        cls,
        hits: ArrayLike,
        counted: ArrayLike,
        opened: ArrayLike,
        population: ArrayLike,
        squares: ArrayLike | None = None,
    ) -> StratumCounts:
        """Check the counts against each other and give them one shape."""
        names = ("hits", "squares", "counted cases", "opened cases", "populations")
        parts = (hits, hits if squares is None else squares, counted, opened, population)
        try:
            arrays = np.broadcast_arrays(
                *(np.atleast_1d(figures(what, p)) for what, p in zip(names, parts, strict=True))
            )
        except SamplingError:
            raise
        except ValueError as error:
            shapes = ", ".join(str(np.shape(part)) for part in parts)
            raise SamplingError(f"The counts have shapes that do not meet: {shapes}.") from error
        if not arrays[0].shape[-1]:
            raise SamplingError("There are no strata to estimate from.")
        met, squared, inside, read, frame = arrays
        counts = cls(read, frame, met, squared, inside)
        counts._check()
        return counts

    def _check(self) -> None:
        nought = np.zeros_like(self.population)
        ladder = (
            ("zero", nought),
            ("the squares", self.squares),
            ("the hits", self.hits),
            ("the counted cases", self.counted),
            ("the opened cases", self.opened),
            ("the population", self.population),
        )
        for (less, small), (more, large) in pairwise(ladder):
            wrong = ~(small <= large) | ~np.isfinite(large)
            if wrong.any():
                place = tuple(int(i) for i in np.argwhere(wrong)[0])
                raise SamplingError(
                    f"{more} ({large[place]:g}) cannot be less than {less} ({small[place]:g}), "
                    f"as they are at {place}."
                )
        refuse_parts("counted cases", self.counted)
        refuse_parts("opened cases", self.opened)
        refuse_parts("populations", self.population)

    def centred(self, share: Floats) -> Floats:
        """Mean, over the opened cases of a stratum, of ``answer - share`` in the domain, else 0."""
        return divide(self.hits - share[..., None] * self.counted, self.opened)

    def spread(self, share: Floats) -> Floats:
        """Sum of squares of the same score around its mean in the stratum.

        Answers within the domain, then the domain against the rest, so that a stratum where
        all agree gives exactly zero and not the rounding error of two equal sums.
        """
        within = divide(self.counted * self.squares - self.hits**2, self.counted)
        outside = self.opened - self.counted
        apart = divide(self.hits, self.counted) - share[..., None]
        between = divide(self.counted * outside, self.opened) * apart**2
        return np.maximum(within, 0.0) + between


def divide(above: ArrayLike, below: ArrayLike) -> Floats:
    """Divide, with 0 where there is nothing to divide by."""
    top, bottom = np.broadcast_arrays(np.asarray(above, float), np.asarray(below, float))
    return np.asarray(np.divide(top, bottom, out=np.zeros(top.shape), where=bottom != 0))
