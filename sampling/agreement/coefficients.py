"""Coefficients of agreement between reviewers, each with an interval.

The paradox to know: when nearly every case gets the same answer, kappa and alpha can be near
zero although the reviewers hardly ever disagree, because they take nearly all agreement for
chance. Of a hundred cases of which 85 are answered alike, kappa is 0.70 when both answers are
about as common, and 0.32 when nine of ten are yes. Show the raw agreement and Gwet's coefficient
beside them, and let nobody be judged by kappa alone.

Cases read twice are often a part of those reviewed. `population` then gives the finite
population correction, for a part chosen by simple random sampling; if some units had more of
their cases read twice than others, take the units one by one.

References
----------
Feinstein and Cicchetti (1990), *Journal of Clinical Epidemiology* 43, 543-549, the paradox.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sampling.agreement.ratings import MISSING, Coded, Label, Ratings, Scale, nearness
from sampling.agreement.result import Agreement, Coefficient, Linearised, Undefined, undefined
from sampling.errors import SamplingError
from sampling.given import count

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """Agreement by chance: in all, and as far as each case takes part in it."""

    expected: float
    by_case: Floats


def percent_agreement(
    ratings: Ratings,
    categories: Sequence[Label],
    *,
    scale: Scale = Scale.nominal,
    confidence: float = 0.95,
    population: int | None = None,
) -> Agreement:
    """Measure how often two reviewers of a case agree, with no regard to chance.

    Parameters
    ----------
    ratings : sequence of sequences, shape (cases, reviewers)
        Labels among `categories`; None where a reviewer did not answer.
    categories : sequence of labels
        All that may be answered, in order, whether anybody did or not.
    scale : Scale
        How much a near answer counts for.
    confidence : float in (0, 1)
    population : int, optional
        The cases that those read twice were drawn from; narrows the interval when few.

    References
    ----------
    Gwet (2014), *Handbook of Inter-Rater Reliability*, 4th ed., chapters 2 and 5.
    """
    counts = Coded.of(ratings, categories).counted()
    nothing = Chance(expected=0.0, by_case=np.zeros(len(counts)))
    weights = nearness(scale, len(categories), counts.sum(axis=0))
    return _corrected(Coefficient.percent, counts, weights, nothing, (confidence, population))


def cohen_kappa(
    ratings: Ratings,
    categories: Sequence[Label],
    *,
    scale: Scale = Scale.nominal,
    confidence: float = 0.95,
    population: int | None = None,
) -> Agreement:
    """Measure agreement of two named reviewers beyond chance, each with habits of her own.

    Only cases that both answered count.

    When not to trust it: when one answer makes up nearly all (say four of five or more), when
    the two use the answers unequally often (kappa then rises with what is a fault, Feinstein's
    second paradox), with fewer than some thirty cases, and for comparing questions or rounds
    whose answers are not about equally common. Then go by `percent_agreement` and `gwet_ac`.
    The standard error is that of an interval; a test of no agreement at all has another one.

    Parameters
    ----------
    ratings : sequence of pairs
    categories, scale, confidence, population
        As for `percent_agreement`.

    References
    ----------
    Cohen (1960), *Educational and Psychological Measurement* 20, 37-46; Fleiss, Cohen and
    Everitt (1969), *Psychological Bulletin* 72, 323-327 for the error, here over n - 1;
    Feinstein and Cicchetti (1990) for both paradoxes: see the module.
    """
    coded = Coded.of(ratings, categories)
    if coded.codes.size and coded.codes.shape[1] != 2:  # noqa: PLR2004 - a pair
        raise SamplingError(f"Cohen's kappa compares 2 reviewers, not {coded.codes.shape[1]}.")
    both = Coded(coded.codes[(coded.codes != MISSING).all(axis=1)], coded.categories)
    counts = both.counted()
    if not len(counts):
        return undefined(Coefficient.cohen_kappa, Undefined.no_case_read_twice)
    weights = nearness(scale, both.categories, counts.sum(axis=0))
    first, second = (
        np.bincount(both.codes[:, place], minlength=both.categories) / len(counts)
        for place in (0, 1)
    )
    ahead, back = weights @ second, weights @ first
    by_case = (ahead[both.codes[:, 0]] + back[both.codes[:, 1]]) / 2
    chance = Chance(expected=float(first @ weights @ second), by_case=by_case)
    return _corrected(Coefficient.cohen_kappa, counts, weights, chance, (confidence, population))


def fleiss_kappa(
    ratings: Ratings,
    categories: Sequence[Label],
    *,
    scale: Scale = Scale.nominal,
    confidence: float = 0.95,
    population: int | None = None,
) -> Agreement:
    """Measure agreement beyond chance among any number of reviewers, answers missing or not.

    Parameters
    ----------
    ratings, categories, scale, confidence, population
        As for `percent_agreement`.

    References
    ----------
    Fleiss (1971), *Psychological Bulletin* 76, 378-382; Gwet (2014), chapters 2 and 5.
    """
    counts = Coded.of(ratings, categories).counted()
    if not len(counts):
        return undefined(Coefficient.fleiss_kappa, Undefined.no_case_read_twice)
    weights = nearness(scale, len(categories), counts.sum(axis=0))
    shares = counts / counts.sum(axis=1, keepdims=True)
    used = shares.mean(axis=0)
    chance = Chance(expected=float(used @ weights @ used), by_case=shares @ (weights @ used))
    return _corrected(Coefficient.fleiss_kappa, counts, weights, chance, (confidence, population))


def gwet_ac(
    ratings: Ratings,
    categories: Sequence[Label],
    *,
    scale: Scale = Scale.nominal,
    confidence: float = 0.95,
    population: int | None = None,
) -> Agreement:
    """Measure agreement beyond chance without kappa's paradox: AC1, or AC2 on another scale.

    Chance is taken to strike only cases that are hard to answer, so a question that nearly
    every case meets does not look unreliable for that reason alone.

    Parameters
    ----------
    ratings, categories, scale, confidence, population
        As for `percent_agreement`.

    References
    ----------
    Gwet (2008), *British Journal of Mathematical and Statistical Psychology* 61, 29-48; Gwet
    (2014), chapters 2, 3 and 5.
    """
    counts = Coded.of(ratings, categories).counted()
    if not len(counts):
        return undefined(Coefficient.gwet_ac, Undefined.no_case_read_twice)
    weights = nearness(scale, len(categories), counts.sum(axis=0))
    shares = counts / counts.sum(axis=1, keepdims=True)
    used = shares.mean(axis=0)
    factor = weights.sum() / (len(categories) * (len(categories) - 1))
    chance = Chance(
        expected=float(factor * (used * (1 - used)).sum()), by_case=factor * (shares @ (1 - used))
    )
    return _corrected(Coefficient.gwet_ac, counts, weights, chance, (confidence, population))


def _corrected(
    name: Coefficient,
    counts: Floats,
    weights: Floats,
    chance: Chance,
    scope: tuple[float, int | None],
) -> Agreement:
    """Take chance away from what was seen, and each case's part of it with it."""
    answers = counts.sum(axis=1)
    twice = answers > 1
    cases = int(twice.sum())
    if cases == 0:
        return undefined(name, Undefined.no_case_read_twice)
    pairs = (counts * (counts @ weights - 1)).sum(axis=1)
    seen = np.where(twice, pairs / np.where(twice, answers * (answers - 1), 1.0), 0.0)
    observed = float(seen.sum() / cases)
    if chance.expected >= 1:
        return undefined(name, Undefined.one_category_used, cases, observed)
    beyond = 1 - chance.expected
    value = (observed - chance.expected) / beyond
    # A case with one answer tells of chance but not of agreement.
    scores = len(counts) / cases * (seen - chance.expected * twice) / beyond
    scores = scores - 2 * (1 - value) * (chance.by_case - chance.expected) / beyond
    return Linearised(
        coefficient=name,
        value=value,
        observed=observed,
        expected=chance.expected,
        scores=scores,
        centre=value,
        cases=cases,
        left=unread(len(counts), scope[1]),
        confidence=scope[0],
    ).settle()


def unread(cases: int, population: int | None) -> float:
    """Give the part of the population that was not read twice; all of it if that is endless."""
    if population is None:
        return 1.0
    if count("population", population) < cases:
        raise SamplingError(f"{cases} cases cannot be drawn from {population}.")
    return 1 - cases / population
