"""Answers of several reviewers about the same cases, counted, and how near two answers are."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import TYPE_CHECKING

import numpy as np

from sampling.errors import SamplingError
from sampling.given import many, of_kind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Label = Hashable
Ratings = Sequence[Sequence[Label | None]]
MISSING = -1


class Scale(StrEnum):
    """How near to each other two different answers are.

    The categories count as evenly placed in the order in which they are declared, whether
    anybody used them or not. ``quadratic`` is the interval scale of Krippendorff's alpha, and
    ``ordinal`` his ordinal one, whose distances follow from how often each category was used.
    """

    nominal = auto()
    linear = auto()
    quadratic = auto()
    ordinal = auto()


@dataclass(frozen=True, slots=True)
class Coded:
    """Answers as numbers.

    Attributes
    ----------
    codes : ndarray of int, shape (cases, reviewers)
        The place of the answer among the categories, or -1.
    categories : int
    """

    codes: NDArray[np.intp]
    categories: int

    @classmethod
    def of(cls, ratings: Ratings, categories: Sequence[Label]) -> Coded:
        """Look up each answer among the declared categories; None is a missing answer."""
        places = _places(categories)
        many("ratings", ratings)
        for row in ratings:
            of_kind("row of ratings", row, Sequence, np.ndarray)
        if len(places) < len(categories) or len(places) < 2 or None in places:  # noqa: PLR2004 - two
            raise SamplingError(f"Agreement needs two or more distinct categories: {categories!r}.")
        places[None] = MISSING
        reviewers = {len(row) for row in ratings}
        if len(reviewers) > 1:
            raise SamplingError(f"Every case has as many places for answers, not {reviewers}.")
        wrong = [answer for row in ratings for answer in row if not _known(answer, places)]
        if wrong:
            raise SamplingError(f"{wrong[0]!r} is not one of the categories {list(categories)!r}.")
        codes = np.array([[places[answer] for answer in row] for row in ratings], dtype=np.intp)
        return cls(codes.reshape(len(ratings), max(reviewers, default=0)), len(categories))

    def counted(self) -> Floats:
        """Count the answers of each case by category; cases without any answer are left out."""
        marks = self.codes[:, :, None] == np.arange(self.categories)
        counts = marks.sum(axis=1).astype(np.float64)
        return np.asarray(counts[counts.sum(axis=1) > 0])


def _places(categories: Sequence[Label]) -> dict[Label | None, int]:
    of_kind("categories", categories, Sequence, np.ndarray)
    try:
        return {name: place for place, name in enumerate(categories)}
    except TypeError as error:
        raise SamplingError(f"A category is a name or a number: {categories!r}.") from error


def _known(answer: Label | None, places: dict[Label | None, int]) -> bool:
    return isinstance(answer, Hashable) and answer in places


def nearness(scale: Scale, categories: int, used: Floats) -> Floats:
    """Weigh every pair of categories from 0, farthest apart, to 1, the same.

    Parameters
    ----------
    scale : Scale
    categories : int
    used : ndarray, shape (categories,)
        How often each was used, for the ordinal scale.

    References
    ----------
    Cohen (1968), *Psychological Bulletin* 70, 213-220; Krippendorff (2019), *Content Analysis*,
    4th ed., chapter 12 for the ordinal distance.
    """
    of_kind("scale", scale, Scale)
    place = np.arange(categories, dtype=np.float64)
    if scale is Scale.nominal:
        return np.eye(categories)
    if scale is Scale.ordinal:
        # Half of those in either category, and all between them.
        place = np.cumsum(used) - used / 2
    apart = np.abs(place[:, None] - place)
    if scale is not Scale.linear:
        apart = apart**2
    return np.asarray(1 - apart / (apart.max() or 1.0))
