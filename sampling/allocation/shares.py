"""Whole cases from weights: exact, whatever the weights and the limits."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor
from typing import TYPE_CHECKING

from sampling.errors import SamplingError
from sampling.given import of_kind, written

if TYPE_CHECKING:
    from sampling.allocation.limits import Limits


def share_out(weights: Mapping[str, Fraction | int], limits: Limits) -> dict[str, int]:
    """Share out a total in proportion to weights, within limits, as whole cases.

    First every stratum gets ``level * weight``, cut to its limits, with the one level that
    adds up to the total. That is where capping, sharing the overflow among the rest and
    capping again ends. Then the fractions go to the strata with the largest remainders; of
    equal ones to the stratum with the larger population, then to the first by the UTF-8 bytes
    of its name. Everything is reckoned in whole numbers and fractions.

    Parameters
    ----------
    weights : mapping of stratum to Fraction or int, not negative
        A stratum of weight 0 gets its least, unless all the others are full.
    limits : Limits

    Returns
    -------
    dict of stratum to int
        In the order of the populations.

    References
    ----------
    Stenger and Gabler (2005), "Combining random sampling and census strategies",
    *Metrika* 61, 137-156; Wesołowski, Wieczorkowski and Wójciak (2022), "Optimality of the
    recursive Neyman allocation", *Journal of Survey Statistics and Methodology* 10,
    1263-1275: the optimum within limits has this form.
    """
    ideal = _level(weights, limits)
    sizes = {stratum: floor(share) for stratum, share in ideal.items()}
    left = limits.total - sum(sizes.values())
    by_remainder = sorted(
        ideal,
        key=lambda stratum: (
            sizes[stratum] - ideal[stratum],
            -limits.populations[stratum],
            # Code points stand in the order of their UTF-8 bytes.
            stratum,
        ),
    )
    for stratum in by_remainder[:left]:
        sizes[stratum] += 1
    return sizes


def positive(numbers: Mapping[str, float], what: str, stratum: str) -> Fraction:
    """Read the number of a stratum as the decimal it is written as, which must not be negative.

    Raises
    ------
    SamplingError
        If the stratum has no number, or a negative or endless one.
    """
    of_kind(f"{what} of each", numbers, Mapping)
    if stratum not in numbers:
        raise SamplingError(f"Stratum {stratum!r} has no {what}.")
    try:
        number = written(numbers[stratum])
    except ValueError as error:
        raise SamplingError(f"The {what} of {stratum!r} is no number.") from error
    if number < 0:
        raise SamplingError(f"The {what} of {stratum!r} is negative: {numbers[stratum]}.")
    return number


def price(costs: Mapping[str, float], stratum: str) -> Fraction:
    """Read what a case of a stratum costs, which must be more than nothing."""
    cost = positive(costs, "cost", stratum)
    if cost == 0:
        raise SamplingError(f"The cost of {stratum!r} is 0.")
    return cost


def _level(weights: Mapping[str, Fraction | int], limits: Limits) -> dict[str, Fraction]:
    heavy = [stratum for stratum in limits.populations if weights[stratum] > 0]
    light = limits.populations.keys() - set(heavy)
    light_least = sum(limits.least[stratum] for stratum in light)
    heavy_most = sum(limits.most[stratum] for stratum in heavy)
    if heavy_most + light_least < limits.total:
        shares = {stratum: Fraction(limits.most[stratum]) for stratum in heavy}
        equal = dict.fromkeys(light, 1)
        shares |= _raise(sorted(light), equal, limits, limits.total - heavy_most)
    else:
        shares = {stratum: Fraction(limits.least[stratum]) for stratum in light}
        shares |= _raise(heavy, weights, limits, limits.total - light_least)
    return {stratum: shares[stratum] for stratum in limits.populations}


def _raise(
    strata: list[str], weights: Mapping[str, Fraction | int], limits: Limits, total: int
) -> dict[str, Fraction]:
    """Raise a common level until the strata, each cut to its limits, add up to the total."""
    turns = []
    for stratum in strata:
        weight, least, most = weights[stratum], limits.least[stratum], limits.most[stratum]
        turns.append((Fraction(least) / weight, weight, least))
        turns.append((Fraction(most) / weight, -weight, -most))
    turns.sort(key=lambda turn: turn[0])
    still = Fraction(sum(limits.least[stratum] for stratum in strata))
    slope = Fraction(0)
    level = Fraction(0)
    for turn, weight, cases in turns:
        if still + slope * turn >= total:
            break
        # From this level on the stratum rises with it, or stands still again, full.
        still -= cases
        slope += weight
        level = turn
    if slope > 0:
        level = (total - still) / slope
    return {
        stratum: min(
            max(level * weights[stratum], Fraction(limits.least[stratum])),
            Fraction(limits.most[stratum]),
        )
        for stratum in strata
    }
