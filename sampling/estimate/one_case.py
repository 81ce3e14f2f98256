"""What to do when one single case was read in a stratum that holds more.

Its spread cannot be seen. The rule is chosen before anybody looks at the answers, and stated.
"""

from __future__ import annotations

from enum import StrEnum, auto
from typing import TYPE_CHECKING

import numpy as np

from sampling.errors import SamplingError
from sampling.estimate.strata import Strata, StratumCounts, divide
from sampling.given import figures, of_kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


class OneCase(StrEnum):
    """How the variance treats a stratum in which one case of several was read.

    ``refuse`` gives no interval, and is the default. ``adjust`` measures the case against the
    whole instead of against its own stratum. ``average`` lends it the mean variance of the
    other strata. ``collapse`` reads it together with strata named in advance. ``remove`` lets
    it bring no error at all, which understates the uncertainty.

    None of them is a promise. ``adjust`` and ``collapse`` count the differences between strata
    as chance, and so overstate where strata differ much; where they are alike, or the stratum
    holds only a few cases, they may understate a little, since the finite population correction
    is taken of a spread that one case of few has already shown less of. ``average`` is right
    when the others are like it. All are the rules of the same names of survey for R, but
    ``average``, which there counts strata read in full among the others, and ``collapse``,
    which is not there.
    """

    refuse = auto()
    adjust = auto()
    average = auto()
    collapse = auto()
    remove = auto()


def membership(rule: OneCase, groups: Sequence[int] | None, strata: int) -> Floats | None:
    """Lay out which strata are collapsed: a row of each stratum, with a one in its group."""
    of_kind("rule", rule, OneCase)
    if (groups is not None) != (rule is OneCase.collapse):
        raise SamplingError(f"Groups go with the rule collapse and only so, not with {rule.value}.")
    if groups is None:
        return None
    names = figures("groups", groups)
    if names.shape != (strata,):
        raise SamplingError(f"{names.size} groups do not fit {strata} strata: one for each.")
    return np.asarray(np.equal.outer(names, np.unique(names)), dtype=np.float64)


def stratum_variances(
    counts: StratumCounts,
    share: Floats,
    rule: OneCase,
    belongs: Floats | None = None,
) -> tuple[Floats, Floats]:
    """Give what each sampled stratum adds to the variance of a domain's total score.

    Parameters
    ----------
    counts : StratumCounts, shape (..., strata)
    share : ndarray, shape (...,)
        What the score is measured from.
    rule : OneCase
    belongs : ndarray, shape (strata, groups), optional
        From `membership`: which strata are collapsed.

    Returns
    -------
    with_fpc, without_fpc : ndarray, shape (..., strata or groups)

    References
    ----------
    Särndal, Swensson and Wretman (1992), *Model Assisted Survey Sampling*, result 3.7.2 and
    section 10.3; collapsing: Cochran (1977), *Sampling Techniques*, section 5A.12.
    """
    return score_variances(counts, counts.centred(share), counts.spread(share), rule, belongs)


def score_variances(
    strata: Strata,
    middle: Floats,
    spread: Floats,
    rule: OneCase,
    belongs: Floats | None = None,
) -> tuple[Floats, Floats]:
    """Give the same for any score, from where it lies and how it is spread in each stratum.

    Parameters
    ----------
    strata : Strata, shape (..., strata)
    middle : ndarray, shape (..., strata)
        The mean score of the opened cases, less the weighted mean of them all.
    spread : ndarray, shape (..., strata)
        Sum of squares of the scores around the mean of their stratum.
    rule, belongs
        As for `stratum_variances`.
    """
    if belongs is not None:
        return _collapsed(strata, middle, spread, belongs)
    weight, opened = strata.weight, strata.opened
    several = strata.sampled & (opened > 1)
    terms = divide(weight**2 * opened * spread, np.where(several, opened - 1, 0))
    alone = strata.alone
    if rule is OneCase.adjust:
        terms = np.where(alone, (weight * middle) ** 2, terms)
    terms_left = terms * strata.left
    if rule is OneCase.average:
        terms, terms_left = _lent(terms, alone, several), _lent(terms_left, alone, several)
    return terms_left, terms


def _lent(terms: Floats, alone: NDArray[np.bool_], several: NDArray[np.bool_]) -> Floats:
    mean = divide(terms.sum(axis=-1), several.sum(axis=-1))
    return np.where(alone, mean[..., None], terms)


def _collapsed(
    strata: Strata, middle: Floats, spread: Floats, belongs: Floats
) -> tuple[Floats, Floats]:
    """Take the strata of a group as one, each case keeping the weight of its own stratum."""
    # A stratum read in full has no error to share with its neighbours.
    taken = strata.sampled * 1.0
    weight, opened = strata.weight, strata.opened * taken
    score = weight * middle
    cases = opened @ belongs
    between = (opened * score**2) @ belongs - divide(((opened * score) @ belongs) ** 2, cases)
    squares = (taken * weight**2 * spread) @ belongs + np.maximum(between, 0.0)
    terms = divide(cases * squares, np.where(cases > 1, cases - 1, 0))
    left = 1 - divide(cases, (strata.population * taken) @ belongs)
    return terms * left, terms


def still_alone(strata: Strata, rule: OneCase, belongs: Floats | None) -> NDArray[np.bool_]:
    """Say whether a stratum of one case is left that the rule has no answer for."""
    if belongs is not None:
        cases = (strata.opened * strata.sampled) @ belongs
        return np.asarray((cases == 1).any(axis=-1))
    alone = np.asarray(strata.alone.any(axis=-1))
    match rule:
        case OneCase.refuse:
            return alone
        case OneCase.average:
            return alone & ~(strata.sampled & (strata.opened > 1)).any(axis=-1)
        case _:
            return np.zeros_like(alone)


def degrees_of_freedom(
    strata: Strata, counted: Floats, belongs: Floats | None = None
) -> NDArray[np.int64]:
    """Count the cases that carry the variance, less the strata they lie in.

    Strata read in full carry none, and cases outside the domain say nothing of its spread.
    """
    inside = counted * strata.sampled
    if belongs is not None:
        inside = inside @ belongs
    return np.asarray(inside.sum(axis=-1) - (inside > 0).sum(axis=-1), dtype=np.int64)
