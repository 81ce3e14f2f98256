"""How many cases to review for a figure that is certain enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, sqrt
from typing import Final

from sampling.errors import SamplingError
from sampling.given import count, of_kind
from sampling.size.numbers import between, positive, two_sided

# To read two cases of three saves one reading in three, and leaves every figure uncertain.
CENSUS_FROM: Final = Fraction(2, 3)


@dataclass(frozen=True, slots=True)
class CensusAdvice:
    """Whether to review all cases instead of a sample, and what speaks for it.

    Attributes
    ----------
    advised : bool
    sample : int
        Cases a sample would need for the margin.
    saved : int
        Cases that would not have to be read.
    margin : float
        What the share would still be uncertain by, on either side.
    """

    advised: bool
    sample: int
    saved: int
    margin: float


def size_for_share(
    population: int,
    margin: float,
    *,
    share: float = 0.5,
    confidence: float = 0.95,
    design_effect: float = 1,
) -> int:
    """Find the smallest sample that tells a share to within a margin.

    With z for the confidence, p for the share and N for the population, the smallest whole n
    for which ``z * sqrt(p (1 - p) / n * (N - n) / (N - 1)) <= margin``; that is ``n >=
    N z^2 p (1 - p) / ((N - 1) margin^2 + z^2 p (1 - p))``. For planning: near 0 and 1 the
    interval that is reported afterwards is not even on both sides.

    Parameters
    ----------
    population : int, at least 1
        Cases in the frame.
    margin : float in (0, 1)
        Half the width of the interval; 0.05 is five percentage points on either side.
    share : float in (0, 1)
        What the share is thought to be. One half needs the most cases.
    confidence : float in (0, 1)
    design_effect : float, above 0
        How many times the variance of a simple random sample.

    Raises
    ------
    SamplingError
        If an argument lies outside its range.

    References
    ----------
    Cochran (1977), *Sampling Techniques*, 3rd ed., section 4.4; Krejcie and Morgan (1970),
    "Determining sample size for research activities", *Educational and Psychological
    Measurement* 30, 607-610.
    """
    most = count("population", population)
    wanted = between("margin", margin)
    p = between("share", share)
    spread = two_sided(confidence) ** 2 * p * (1 - p) * positive("design_effect", design_effect)
    return min(most, ceil(most * spread / ((most - 1) * wanted**2 + spread)))


def sizes_for_share(
    populations: Mapping[str, int], margin: float, *, share: float = 0.5, confidence: float = 0.95
) -> dict[str, int]:
    """Find the smallest sample of every stratum that tells its own share to within a margin.

    Parameters
    ----------
    populations : mapping of stratum to number of cases
    margin, share, confidence
        As for `size_for_share`.
    """
    of_kind("populations", populations, Mapping)
    return {
        stratum: size_for_share(population, margin, share=share, confidence=confidence)
        for stratum, population in populations.items()
        if count(f"population of {stratum!r}", population, least=0)
    }


def margin_of(
    population: int, cases: int, *, share: float = 0.5, confidence: float = 0.95
) -> float:
    """Tell by how much a share will be uncertain, on either side, for a sample of some size.

    Parameters
    ----------
    population : int, at least 1
    cases : int, from 1 to the population
    share, confidence : float in (0, 1)
        As for `size_for_share`.

    Returns
    -------
    float
        Half the width of the interval; 0 when every case is reviewed.
    """
    most, sampled = count("population", population), count("cases", cases)
    if sampled > most:
        raise SamplingError(f"{sampled} cases cannot be drawn from {most}.")
    if sampled == most:
        return 0.0
    p = between("share", share)
    square = two_sided(confidence) ** 2 * p * (1 - p) * (most - sampled) / (sampled * (most - 1))
    return sqrt(square)


def size_for_mean(
    population: int, margin: float, deviation: float, *, confidence: float = 0.95
) -> int:
    """Find the smallest sample that tells a mean, of days say, to within a margin.

    With S for the deviation, the smallest whole n for which ``z * S * sqrt((1 - n / N) / n) <=
    margin``; that is ``n >= N z^2 S^2 / (N margin^2 + z^2 S^2)``.

    Parameters
    ----------
    population : int, at least 1
    margin : float, above 0
        Half the width of the interval, in the unit of what is measured.
    deviation : float, above 0
        Standard deviation between cases, in the same unit; from the last round, say.
    confidence : float in (0, 1)

    References
    ----------
    Cochran (1977), *Sampling Techniques*, 3rd ed., section 4.6.
    """
    most = count("population", population)
    wanted = positive("margin", margin)
    spread = two_sided(confidence) ** 2 * positive("deviation", deviation) ** 2
    return ceil(most * spread / (most * wanted**2 + spread))


def size_with_nonresponse(cases: int, answered: float, population: int) -> int:
    """Find how many cases to draw when not all of them can be reviewed.

    Parameters
    ----------
    cases : int, at least 1
        Cases that must be reviewed.
    answered : float above 0, at most 1
        Share of the drawn that is thought to be reviewable.
    population : int

    Raises
    ------
    SamplingError
        If the population is too small for it.
    """
    share = positive("answered", answered)
    if share > 1:
        raise SamplingError(f"Of the drawn cases at most all are reviewable, not {answered}.")
    drawn = ceil(count("cases", cases) / share)
    if drawn > count("population", population):
        raise SamplingError(f"{drawn} cases would have to be drawn, and there are {population}.")
    return drawn


def advise_census(
    population: int, margin: float = 0.1, *, share: float = 0.5, confidence: float = 0.95
) -> CensusAdvice:
    """Tell whether to review every case, because a sample would hardly be less work.

    The rule: review all when a sample that reaches the margin would hold two thirds of the
    cases or more. For ten percentage points that is up to 51 cases, for five up to 196.

    Parameters
    ----------
    population : int, at least 1
    margin, share, confidence : float in (0, 1)
        As for `size_for_share`.
    """
    sample = size_for_share(population, margin, share=share, confidence=confidence)
    return CensusAdvice(
        advised=sample >= CENSUS_FROM * population,
        sample=sample,
        saved=population - sample,
        margin=margin_of(population, sample, share=share, confidence=confidence),
    )
