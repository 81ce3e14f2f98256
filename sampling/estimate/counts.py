"""Counting answers: all that an estimated share needs to know of six million of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from sampling.errors import SamplingError
from sampling.given import count, real

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


class AnswerCode(IntEnum):
    """What was answered about one case. The last two are different things, and neither is no.

    A case to which the question does not apply was read, and lies outside the question's
    domain. A case that was not reviewed is missing, whatever the reason.
    """

    no = 0
    yes = 1
    partly = 2
    not_applicable = 3
    not_reviewed = 4


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases gave which answer, by question, domain and stratum.

    Attributes
    ----------
    by_answer : ndarray of int, shape (questions, domains, strata, 5)
        The last axis is `AnswerCode`.
    """

    by_answer: NDArray[np.int64]

    def hits(self, partly: float = 0.0) -> NDArray[np.float64]:
        """Sum what the answers count for; a partly met answer counts for `partly`, 0 to 1."""
        real("part", partly)
        if not 0 <= partly <= 1:
            raise SamplingError(f"Partly met counts for 0 to 1, not for {partly!r}.")
        hits = self.by_answer[..., AnswerCode.yes] + partly * self.by_answer[..., AnswerCode.partly]
        return np.asarray(hits, dtype=np.float64)

    def squares(self, partly: float = 0.0) -> NDArray[np.float64]:
        """Sum the squares of the same, which the spread of partly met answers needs."""
        return self.hits(partly * partly)

    @property
    def counted(self) -> NDArray[np.int64]:
        """Cases in the domain to which the question applies and was answered."""
        return np.asarray(self.by_answer[..., : AnswerCode.not_applicable].sum(axis=-1))

    @property
    def not_applicable(self) -> NDArray[np.int64]:
        """Cases in the domain that were read, and to which the question does not apply."""
        return self.by_answer[..., AnswerCode.not_applicable]

    @property
    def opened(self) -> NDArray[np.int64]:
        """Cases of the stratum that were read for the question, in whatever domain.

        One domain long, so that it meets the other counts by broadcasting: a domain's share
        rests on how its cases are spread over the whole stratum.
        """
        return np.asarray(self.by_answer[..., : AnswerCode.not_reviewed].sum(axis=(1, 3)))[
            :, None, :
        ]

    def whole(self) -> Counts:
        """Add the domains together."""
        return Counts(self.by_answer.sum(axis=1, keepdims=True))


def tabulate(
    answers: ArrayLike,
    stratum: ArrayLike,
    domain: ArrayLike | None = None,
    *,
    strata: int,
    domains: int = 1,
) -> Counts:
    """Count the answers, which is all that shares and their intervals need.

    Parameters
    ----------
    answers : array_like of int, shape (questions, cases)
        Values of `AnswerCode`.
    stratum : array_like of int, shape (cases,)
        From 0 to ``strata - 1``.
    domain : array_like of int, shape (cases,), optional
        From 0 to ``domains - 1``: a grouping of the cases that may cut across the strata.
    strata, domains : int
        How many there are, those without a case included.

    Returns
    -------
    Counts
        Whole numbers; the order of the cases cannot change them.

    Raises
    ------
    SamplingError
        If a code is not one of those, or the shapes do not meet.
    """
    for name, number in (("number of strata", strata), ("number of domains", domains)):
        count(name, number)
    asked = np.atleast_2d(coded_as_given(answers, "answer"))
    place = coded(stratum, strata, "stratum")
    cells = strata * domains
    if domain is not None:
        within = coded(domain, domains, "domain")
        if within.shape != place.shape:
            raise SamplingError(f"{within.shape} domains do not fit {place.shape} cases.")
        place = place + strata * within
    if place.shape != asked.shape[1:]:
        raise SamplingError(f"{asked.shape} answers do not fit {place.shape} cases.")
    kinds = len(AnswerCode)
    place = place * kinds
    counts = np.empty((len(asked), cells * kinds), dtype=np.int64)
    for question, row in enumerate(asked):
        check_codes(row, kinds, "answer", f" to question {question}")
        counts[question] = np.bincount(place + row, minlength=cells * kinds)
    return Counts(counts.reshape(len(asked), domains, strata, kinds))


def coded(codes: ArrayLike, limit: int, what: str) -> NDArray[np.intp]:
    """Check that every code is one of those that were declared, and give them as places."""
    found = coded_as_given(codes, what)
    check_codes(found, limit, what)
    return found.astype(np.intp, copy=False)


def coded_as_given(codes: ArrayLike, what: str) -> NDArray[Any]:
    """Read codes into an array, whatever they are."""
    try:
        return np.asarray(codes)
    except ValueError as error:
        raise SamplingError(f"The codes of {what} make no regular array: {codes!r}.") from error


def check_codes(found: NDArray[Any], limit: int, what: str, where: str = "") -> None:
    """Refuse a code that is not one of those that were declared."""
    if found.dtype.kind not in "iu":
        raise SamplingError(f"The {what} of a case is a whole number, not {found.dtype}.")
    if found.size and (found.max() >= limit or (found.dtype.kind == "i" and found.min() < 0)):
        wrong = found[(found < 0) | (found >= limit)][0]
        raise SamplingError(
            f"{wrong} is not a known {what}{where}: they run from 0 to {limit - 1}."
        )
