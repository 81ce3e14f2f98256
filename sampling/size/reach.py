"""What a sample of a given size can say: the questions of size, turned round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from sampling.errors import SamplingError
from sampling.exact import at_most
from sampling.given import count, of_kind
from sampling.size.numbers import between, positive, smallest, two_sided


@dataclass(frozen=True, slots=True)
class Margins:
    """By how much a share is uncertain, on either side.

    Attributes
    ----------
    whole : float
        The share of the whole frame.
    by_stratum : dict of stratum to float
        The share of each stratum by itself.
    """

    whole: float
    by_stratum: dict[str, float]


def margin_of_mean(
    population: int, cases: int, deviation: float, *, confidence: float = 0.95
) -> float:
    """Tell by how much a mean, of days say, will be uncertain for a sample of some size.

    Parameters
    ----------
    population : int, at least 1
    cases : int, from 1 to the population
    deviation : float, above 0
        Standard deviation between cases.
    confidence : float in (0, 1)

    Returns
    -------
    float
        Half the width of the interval, in the unit of the deviation: ``z S sqrt((1 - n / N) /
        n)``. 0 when every case is reviewed.

    References
    ----------
    Cochran (1977), *Sampling Techniques*, 3rd ed., sections 2.6 and 4.6.
    """
    spread = positive("deviation", deviation) ** 2
    return float(two_sided(confidence)) * sqrt(spread * _left(population, cases))


def margins_of(
    populations: Mapping[str, int],
    sizes: Mapping[str, int],
    *,
    share: float = 0.5,
    confidence: float = 0.95,
) -> Margins:
    """Tell by how much a share will be uncertain, in all and in each stratum, for some sizes.

    Parameters
    ----------
    populations, sizes : mapping of stratum to number of cases
        A stratum without cases in the frame takes no part.
    share : float in (0, 1)
        What the share is thought to be, in every stratum.
    confidence : float in (0, 1)

    Raises
    ------
    SamplingError
        If a stratum has no size, a size of 0, or a larger one than it has cases.

    References
    ----------
    Cochran (1977), *Sampling Techniques*, 3rd ed., section 5.4.
    """
    p = between("share", share)
    of_kind("populations", populations, Mapping)
    of_kind("sizes", sizes, Mapping)
    known = {stratum: count(stratum, size, least=0) for stratum, size in populations.items()}
    for stratum in sizes:
        if stratum not in known:
            raise SamplingError(f"The sizes name {stratum!r}, which is no stratum.")
    errors = {}
    for stratum, population in known.items():
        if population:
            if not sizes.get(stratum):
                raise SamplingError(f"Stratum {stratum!r} has {population} cases and no size.")
            # The spread of shares between N cases is N / (N - 1) p (1 - p).
            spread = p * (1 - p) * Fraction(population, max(population - 1, 1))
            errors[stratum] = spread * _left(population, sizes[stratum])
    if not errors:
        raise SamplingError("There are no cases to say anything about.")
    everything, z = (
        sum(known.values()),
        float(two_sided(confidence)),
    )
    whole = sum(
        (Fraction(known[stratum], everything) ** 2 * error for stratum, error in errors.items()),
        Fraction(0),
    )
    by_stratum = {stratum: z * sqrt(error) for stratum, error in errors.items()}
    return Margins(z * sqrt(whole), by_stratum)


def faulty_ruled_out(
    population: int, cases: int, confidence: float = 0.95, *, allowed: int = 0
) -> int:
    """Tell how many faulty cases there cannot be, if the sample holds so few.

    `size_to_accept` turned round: if a sample of this size holds `allowed` faulty cases or
    fewer, the population holds fewer than the number given, at that confidence.

    Parameters
    ----------
    population : int, at least 1
    cases : int, from 1 to the population
    confidence : float in (0, 1)
    allowed : int, from 0 and below `cases`

    Returns
    -------
    int
        The smallest number that is ruled out, exactly.

    Raises
    ------
    SamplingError
        If an argument lies outside its range.
    """
    risk = 1 - between("confidence", confidence)
    everything, sampled = count("population", population), count("cases", cases)
    if sampled > everything:
        raise SamplingError(f"{sampled} cases cannot be drawn from {everything}.")
    few = count("allowed", allowed, least=0)
    if few >= sampled:
        raise SamplingError(f"A sample of {sampled} with {few} faulty cases rules nothing out.")
    return smallest(lambda faulty: at_most(few, sampled, faulty, everything) <= risk, everything)


def _left(population: int, cases: int) -> Fraction:
    """Give ``(1 - n / N) / n``, which the spread is to be multiplied by."""
    everything, sampled = count("population", population), count("cases", cases)
    if sampled > everything:
        raise SamplingError(f"{sampled} cases cannot be drawn from {everything}.")
    return Fraction(everything - sampled, sampled * everything)
