"""Two groups of the same sample side by side: units, age groups, providers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sampling.change import Changes, compare_rounds
from sampling.errors import SamplingError
from sampling.estimate.one_case import OneCase
from sampling.estimate.strata import StratumCounts
from sampling.given import of_kind
from sampling.overlap import Overlap

if TYPE_CHECKING:
    from collections.abc import Sequence


def compare_domains(
    first: StratumCounts,
    second: StratumCounts,
    *,
    confidence: float = 0.95,
    one_case: OneCase = OneCase.refuse,
    groups: Sequence[int] | None = None,
) -> Changes:
    """Compare the shares of two groups without a case in common, read in the same sample.

    Groups that cut across the strata share them: where the one has more cases read, the other
    has fewer, and the two shares do not vary independently. Their covariance is reckoned with.
    Groups that are strata of their own are independent, and the covariance is nought.

    Parameters
    ----------
    first, second : StratumCounts, shape (..., strata)
        From `StratumCounts.of`, with the same cases opened and the same population; each case
        meets the requirement or not. Other cases may have been read that lie in neither.
    confidence, one_case, groups
        As for `compare_rounds`.

    Returns
    -------
    Changes
        The second group less the first.

    Raises
    ------
    SamplingError
        If the two are not groups of one sample.

    References
    ----------
    Särndal, Swensson and Wretman (1992), *Model Assisted Survey Sampling*, section 5.8 and
    section 5.4 (covariance); the limits: see `compare_rounds`.
    """
    of_kind("first group", first, StratumCounts)
    of_kind("second group", second, StratumCounts)
    for name, one, other in (
        ("opened cases", first.opened, second.opened),
        ("populations", first.population, second.population),
    ):
        if not np.array_equal(one, other):
            raise SamplingError(
                f"Groups of one sample have the same {name}, not {one} and {other}."
            )
    rest = first.opened - first.counted - second.counted
    if (rest < 0).any():
        raise SamplingError(
            f"Groups without a case in common cannot hold {-rest.min():g} cases more than were "
            "opened."
        )
    if any((part.squares != part.hits).any() for part in (first, second)):
        raise SamplingError("Groups are compared by answers that are yes or no, not in part.")
    # A case of one group lies outside the other, so the two rounds never see the same answer.
    answers = np.zeros((*first.hits.shape, 3, 3))
    answers[..., 0, 2], answers[..., 1, 2] = first.counted - first.hits, first.hits
    answers[..., 2, 0], answers[..., 2, 1] = second.counted - second.hits, second.hits
    answers[..., 2, 2] = rest
    return compare_rounds(
        first,
        second,
        overlap=Overlap(answers, first.population),
        confidence=confidence,
        one_case=one_case,
        groups=groups,
    )
