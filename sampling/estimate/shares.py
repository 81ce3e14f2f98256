"""The share of cases that meet a requirement, weighted by stratum, with an honest interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sampling.errors import SamplingError
from sampling.estimate.counts import AnswerCode, tabulate
from sampling.estimate.limits import read_in_full, settle_exactly, share_limits, simple
from sampling.estimate.one_case import (
    OneCase,
    degrees_of_freedom,
    membership,
    still_alone,
    stratum_variances,
)
from sampling.estimate.result import ShareEstimate, ShareTable, Unknown
from sampling.estimate.strata import StratumCounts, divide
from sampling.given import figures, flags, whole_figures
from sampling.intervals import Method, tail_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


def share_from_counts(
    hits: ArrayLike,
    counted: ArrayLike,
    opened: ArrayLike,
    population: ArrayLike,
    *,
    squares: ArrayLike | None = None,
    confidence: float = 0.95,
    one_case: OneCase = OneCase.refuse,
    groups: Sequence[int] | None = None,
) -> ShareTable:
    """Estimate shares of stratified random samples from the counts in each stratum.

    The counts may have any shape as long as the strata come last; one share is made of each
    row of strata. For the shares of single strata, add an axis: ``hits[..., None]`` and so on.

    Parameters
    ----------
    hits : array_like, shape (..., strata)
        Sum of the answers of the counted cases, each answer 0 to 1.
    counted : array_like of int, shape (..., strata)
        Cases read that lie in the domain, such as those the question applies to.
    opened : array_like of int, shape (..., strata)
        Cases read, in the domain or not. A case that was drawn but not read is left out: the
        cases read are counts as a random part of those drawn.
    population : array_like of int, shape (..., strata)
        Cases of the stratum in the frame; 0 where it is known to hold nothing of the domain.
        When the frame knows the domain (a unit, say), its own numbers can stand here.
    squares : array_like, optional
        Sum of the squared answers; needed only where an answer counts for a part of one.
    confidence : float in (0, 1)
    one_case : OneCase
        What to do with a stratum in which one case of several was read.
    groups : sequence of int, optional
        For the rule ``collapse``: strata with the same number are counts together.

    Returns
    -------
    ShareTable
        The interval is exact (hypergeometric) for one stratum that was read at random and
        wholly counted; the share itself where everything was read; else Korn and Graubard's
        with the cut before the finite population correction, for the strata read in part.

    Raises
    ------
    SamplingError
        If the counts contradict each other.
    """
    counts = StratumCounts.of(hits, counted, opened, population, squares)
    size = (counts.weight * counts.counted).sum(axis=-1)
    share = divide((counts.weight * counts.hits).sum(axis=-1), size)
    belongs = membership(one_case, groups, counts.opened.shape[-1])
    df = degrees_of_freedom(counts, counts.counted, belongs)
    unknown = _unknown(counts, df, one_case, belongs)
    variance, _ = stratum_variances(counts, share, one_case, belongs)
    error = np.sqrt(variance.sum(axis=-1)) * divide(1.0, size)
    low, high = share_limits(counts, share, df, tail_of(confidence), one_case, belongs)
    estimated = unknown == Unknown.known
    shown = ~np.isin(unknown, [Unknown.no_answers, Unknown.stratum_without_answers])
    table = ShareTable(
        hits=counts.hits.sum(axis=-1),
        counted=counts.counted.sum(axis=-1).astype(np.int64),
        opened=counts.opened.sum(axis=-1).astype(np.int64),
        population=np.where(shown, size, np.nan),
        share=np.where(shown, share, np.nan),
        standard_error=np.where(estimated, error, np.nan),
        low=np.where(estimated, low, np.nan),
        high=np.where(estimated, high, np.nan),
        df=df,
        unknown=unknown,
        unseen=(counts.sampled & (counts.counted == 0)).sum(axis=-1),
        method=_methods(counts),
        confidence=confidence,
    )
    settle_exactly(table, counts)
    return table


def estimate_share(
    met: ArrayLike,
    stratum: ArrayLike,
    population: ArrayLike,
    *,
    in_domain: ArrayLike | None = None,
    confidence: float = 0.95,
    one_case: OneCase = OneCase.refuse,
    groups: Sequence[int] | None = None,
) -> ShareEstimate:
    """Estimate one share from the answers about the cases that were read.

    Parameters
    ----------
    met : array_like of 0, 1 or bool, shape (cases,)
        Whether the case meets the requirement. Outside the domain the value does not matter.
    stratum : array_like of int, shape (cases,)
        From 0 to one less than the number of strata.
    population : array_like of int, shape (strata,)
        Cases of each stratum in the frame.
    in_domain : array_like of bool, shape (cases,), optional
        Whether the question applies to the case, or the case belongs to the group in question.
    confidence, one_case, groups
        As for `share_from_counts`, where the interval is described.
    """
    yes = figures("answers", met, marks=True)
    inside = np.ones(yes.shape, bool) if in_domain is None else flags("domain marks", in_domain)
    if inside.shape != yes.shape:
        raise SamplingError(f"{inside.shape} domain marks do not fit {yes.shape} answers.")
    if not np.isin(yes[inside], (0, 1)).all():
        wrong = yes[inside][~np.isin(yes[inside], (0, 1))][0]
        raise SamplingError(f"A case meets the requirement or not: 1 or 0, not {wrong}.")
    codes = np.where(inside, yes == 1, int(AnswerCode.not_applicable))
    frame = whole_figures("populations", population)
    found = tabulate(codes, stratum, strata=max(frame.size, 1))
    table = share_from_counts(
        found.hits()[0, 0],
        found.counted[0, 0],
        found.opened[0, 0],
        population,
        confidence=confidence,
        one_case=one_case,
        groups=groups,
    )
    return table.estimate()


def _unknown(
    counts: StratumCounts, df: NDArray[np.int64], rule: OneCase, belongs: Floats | None
) -> NDArray[np.str_]:
    """Say what stands in the way of each estimate; the gravest thing first."""
    exact = read_in_full(counts) | simple(counts)
    return np.select(
        [
            (counts.present & (counts.opened == 0)).any(axis=-1),
            counts.counted.sum(axis=-1) == 0,
            still_alone(counts, rule, belongs) & ~exact,
            (df <= 0) & ~exact,
        ],
        [
            Unknown.stratum_without_answers,
            Unknown.no_answers,
            Unknown.one_case_in_stratum,
            Unknown.too_few_cases,
        ],
        Unknown.known,
    )


def _methods(counts: StratumCounts) -> NDArray[np.str_]:
    """Name the method of each interval."""
    return np.select(
        [read_in_full(counts), simple(counts)],
        [Method.census, Method.hypergeometric],
        Method.korn_graubard,
    )
