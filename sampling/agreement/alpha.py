"""Krippendorff's alpha, which counts pairs of answers where kappa counts cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sampling.agreement.coefficients import unread
from sampling.agreement.ratings import Coded, Label, Ratings, Scale, nearness
from sampling.agreement.result import Agreement, Coefficient, Linearised, Undefined, undefined

if TYPE_CHECKING:
    from collections.abc import Sequence


def krippendorff_alpha(
    ratings: Ratings,
    categories: Sequence[Label],
    *,
    scale: Scale = Scale.nominal,
    confidence: float = 0.95,
    population: int | None = None,
) -> Agreement:
    """Measure agreement beyond chance by pairs of answers, whoever gave them.

    Cases with fewer than two answers are left out. Where every answer is the same, alpha does
    not exist: there was nothing to tell apart.

    Parameters
    ----------
    ratings, categories, scale, confidence, population
        As for `percent_agreement`. ``quadratic`` is the interval scale.

    References
    ----------
    Krippendorff (2011), *Computing Krippendorff's Alpha-Reliability*, University of
    Pennsylvania; Gwet (2014), chapter 5 for the error.
    """
    counts = Coded.of(ratings, categories).counted()
    counts = counts[counts.sum(axis=1) > 1]
    name, answers = Coefficient.krippendorff_alpha, counts.sum(axis=1)
    if not len(counts):
        return undefined(name, Undefined.no_case_read_twice)
    used = counts.sum(axis=0)
    weights = nearness(scale, len(categories), used)
    usual = answers.mean()
    pairs = (counts * (counts @ weights - 1)).sum(axis=1) / (answers - 1)
    # A mean over answers, not over cases: a case with many answers weighs more.
    extra = (answers - usual) / usual
    seen = float(pairs.sum() / answers.sum())
    chances = used / used.sum()
    expected = float(chances @ weights @ chances)
    if expected >= 1:
        return undefined(name, Undefined.one_category_used, len(counts), seen)
    by_case = counts @ (weights @ chances) / usual - expected * extra
    plain = (seen - expected) / (1 - expected)
    scores = (pairs / usual - seen * extra - expected) / (1 - expected)
    scores = scores - 2 * (1 - plain) * (by_case - expected) / (1 - expected)
    # Pairs are drawn without putting the first answer back.
    observed = seen + (1 - seen) / answers.sum()
    return Linearised(
        coefficient=name,
        value=(observed - expected) / (1 - expected),
        observed=observed,
        expected=expected,
        scores=scores,
        centre=plain,
        cases=len(counts),
        left=unread(len(counts), population),
        confidence=confidence,
    ).settle()
