"""Allocations that make an estimate as certain as the number of cases allows."""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction
from heapq import heapify, heapreplace
from typing import TYPE_CHECKING, Final

from sampling.allocation.limits import Limits
from sampling.allocation.shares import positive, price, share_out
from sampling.errors import SamplingError
from sampling.given import written

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

# Roots and powers in decimals are the same on every machine; those of a processor are not.
_DECIMAL: Final = Context(prec=50)


def allocate_neyman(
    populations: Mapping[str, int],
    deviations: Mapping[str, float],
    total: int,
    *,
    at_least: int | Mapping[str, int] = 2,
    at_most: int | Mapping[str, int] | None = None,
    census: AbstractSet[str] = frozenset(),
) -> dict[str, int]:
    """Give more cases to strata that are larger and vary more, for the best estimate overall.

    The optimum is rounded to whole cases; `allocate_optimally` finds the best whole cases.

    Parameters
    ----------
    populations, total, at_least, at_most, census
        As for `allocate`, but at least two cases each, since one case says nothing of how much
        a stratum varies.
    deviations : mapping of stratum to float, not negative
        Standard deviation of what is measured; for a share p, ``sqrt(p * (1 - p))``.

    Raises
    ------
    SamplingError
        If a deviation of 0 would leave a stratum without cases, or a limit cannot be kept.

    References
    ----------
    Neyman (1934), *Journal of the Royal Statistical Society* 97, 558-625; Cochran (1977),
    *Sampling Techniques*, 3rd ed., section 5.5.
    """
    limits = Limits.of(populations, total, at_least, at_most, census)
    return share_out(spread_of(limits, deviations), limits)


def allocate_by_cost(
    populations: Mapping[str, int],
    deviations: Mapping[str, float],
    costs: Mapping[str, float],
    total: int,
    *,
    at_least: int | Mapping[str, int] = 2,
    at_most: int | Mapping[str, int] | None = None,
    census: AbstractSet[str] = frozenset(),
) -> dict[str, int]:
    """Give fewer cases to strata whose cases take longer to review.

    Parameters
    ----------
    populations, deviations, total, at_least, at_most, census
        As for `allocate_neyman`.
    costs : mapping of stratum to float, above 0
        Of one case; in hours, say. Only how they relate to each other matters.

    Raises
    ------
    SamplingError
        If a cost is not above 0, or as for `allocate_neyman`.

    References
    ----------
    Cochran (1977), *Sampling Techniques*, 3rd ed., section 5.5, equation 5.21.
    """
    limits = Limits.of(populations, total, at_least, at_most, census)
    weights = {
        stratum: spread / _root_of_cost(costs, stratum)
        for stratum, spread in spread_of(limits, deviations).items()
    }
    return share_out(weights, limits)


def allocate_by_power(
    populations: Mapping[str, int],
    total: int,
    *,
    power: float = 0.5,
    variations: Mapping[str, float] | None = None,
    at_least: int | Mapping[str, int] = 2,
    at_most: int | Mapping[str, int] | None = None,
    census: AbstractSet[str] = frozenset(),
) -> dict[str, int]:
    """Balance the whole against its parts: neither the overall figure nor any stratum suffers.

    Parameters
    ----------
    populations, total, at_least, at_most, census
        As for `allocate_neyman`.
    power : float from 0 to 1
        0 shares out evenly, 1 in proportion to the populations, when all vary alike.
    variations : mapping of stratum to float, not negative, optional
        Coefficient of variation of what is measured. Left out: the same for all.

    Raises
    ------
    SamplingError
        If the power lies outside 0 and 1, or as for `allocate_neyman`.

    References
    ----------
    Bankier (1988), "Power allocations: determining sample sizes for subnational areas",
    *The American Statistician* 42, 174-177.
    """
    exact = written(power, "power")
    if not 0 <= exact <= 1:
        raise SamplingError(f"A power lies between 0 and 1, and {power} does not.")
    limits = Limits.of(populations, total, at_least, at_most, census)
    exponent = _DECIMAL.divide(Decimal(exact.numerator), Decimal(exact.denominator))
    weights = {}
    for stratum, population in limits.populations.items():
        variation = 1 if variations is None else positive(variations, "variation", stratum)
        # To the power of 0 an empty stratum would weigh as much as the others.
        size = _DECIMAL.power(population, exponent) if population else Decimal(0)
        weights[stratum] = Fraction(size) * variation
    _refuse_silent_zero(weights, limits)
    return share_out(weights, limits)


def allocate_optimally(
    populations: Mapping[str, int],
    deviations: Mapping[str, float],
    total: int,
    *,
    at_least: int | Mapping[str, int] = 2,
    at_most: int | Mapping[str, int] | None = None,
    census: AbstractSet[str] = frozenset(),
) -> dict[str, int]:
    """Find the whole numbers of cases that give the least possible variance.

    Every stratum starts with its least, and each further case goes where it lowers the
    variance most; of equal gains to the larger population, then to the first by the UTF-8
    bytes of its name.

    Parameters
    ----------
    populations, deviations, total, at_least, at_most, census
        As for `allocate_neyman`.

    Raises
    ------
    SamplingError
        If a stratum could be left without cases, or a limit cannot be kept.

    References
    ----------
    Wright (2012), "The equivalence of Neyman optimum allocation for sampling and equal
    proportions for apportioning the U.S. House of Representatives", *The American
    Statistician* 66, 217-224; Wright (2017), "Exact optimal sample allocation: more efficient
    than Neyman", *Statistics and Probability Letters* 129, 50-57.
    """
    limits = Limits.of(populations, total, at_least, at_most, census)
    spread = spread_of(limits, deviations)
    sizes = least_of_each(limits, spread)

    def gain(stratum: str) -> tuple[Fraction, int, str]:
        cases = sizes[stratum]
        if cases == limits.most[stratum]:
            return Fraction(1), 0, stratum
        lowered = spread[stratum] ** 2 / (cases * (cases + 1)) if cases else Fraction(0)
        return -lowered, -limits.populations[stratum], stratum

    queue = [gain(stratum) for stratum in sizes]
    heapify(queue)
    for _ in range(total - sum(sizes.values())):
        stratum = queue[0][2]
        sizes[stratum] += 1
        heapreplace(queue, gain(stratum))
    return sizes


def spread_of(limits: Limits, deviations: Mapping[str, float]) -> dict[str, Fraction]:
    """Read how much the total of every stratum would vary by one case: ``N S``."""
    weights = {
        stratum: population * positive(deviations, "deviation", stratum)
        for stratum, population in limits.populations.items()
    }
    _refuse_silent_zero(weights, limits)
    return weights


def least_of_each(limits: Limits, spread: Mapping[str, Fraction]) -> dict[str, int]:
    """Give every stratum its least, which must not be none where there is something to tell."""
    for stratum, weight in spread.items():
        if weight > 0 and limits.least[stratum] == 0:
            raise SamplingError(f"Stratum {stratum!r} could be left without cases: raise at_least.")
    return dict(limits.least)


def _refuse_silent_zero(weights: Mapping[str, Fraction], limits: Limits) -> None:
    for stratum, weight in weights.items():
        if weight == 0 and limits.least[stratum] == 0 and limits.populations[stratum] > 0:
            raise SamplingError(
                f"Stratum {stratum!r} is said not to vary, and would get no cases: raise at_least."
            )


def _root_of_cost(costs: Mapping[str, float], stratum: str) -> Fraction:
    cost = price(costs, stratum)
    root = _DECIMAL.sqrt(_DECIMAL.divide(Decimal(cost.numerator), Decimal(cost.denominator)))
    return Fraction(root)
