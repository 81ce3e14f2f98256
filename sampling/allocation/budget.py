from __future__ import annotations

from fractions import Fraction
from heapq import heapify, heappop, heapreplace
from typing import TYPE_CHECKING

from sampling.allocation.limits import Limits
from sampling.allocation.optimal import least_of_each, spread_of
from sampling.allocation.shares import price
from sampling.errors import SamplingError
from sampling.given import written

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet


def allocate_to_budget(
    populations: Mapping[str, int],
    deviations: Mapping[str, float],
    costs: Mapping[str, float],
    budget: float,
    *,
    at_least: int | Mapping[str, int] = 2,
    at_most: int | Mapping[str, int] | None = None,
    census: AbstractSet[str] = frozenset(),
) -> dict[str, int]:
    """Get the most certain estimate that a budget, of hours say, has room for.

    Every stratum starts with its least, and each further case goes where it lowers the variance
    most for what it costs; of equal gains to the larger population, then to the first by the
    UTF-8 bytes of its name. Up to the first case that there is no longer room for, no whole
    numbers that cost as little are better. What is left then is less than that case costs, and
    goes to the next best that there is room for.

    Parameters
    ----------
    populations, deviations, at_least, at_most, census
        As for `allocate_neyman`.
    costs : mapping of stratum to float, above 0
        Of one case, in the unit of the budget.
    budget : float
        For the cases alone; what a round costs however many are read is taken off first.

    Returns
    -------
    dict of stratum to int
        In the order of `populations`.

    Raises
    ------
    SamplingError
        If there is no room for the least of every stratum, a cost is not above 0, or as for
        `allocate_optimally`.

    References
    ----------
    Cochran (1977), *Sampling Techniques*, 3rd ed., section 5.5; in whole numbers Wright (2012),
    "The equivalence of Neyman optimum allocation for sampling and equal proportions", *The
    American Statistician* 66, 217-224, with the gain divided by the cost (Fox 1966, *Management
    Science* 13, 210-216).
    """
    limits = Limits.without_total(populations, at_least, at_most, census)
    spread = spread_of(limits, deviations)
    prices = {stratum: price(costs, stratum) for stratum in limits.populations}
    sizes = least_of_each(limits, spread)
    left = written(budget, "budget") - sum(
        prices[stratum] * cases for stratum, cases in sizes.items()
    )
    if left < 0:
        raise SamplingError(
            f"The least of every stratum costs {float(-left):g} more than there is."
        )

    def gain(stratum: str) -> tuple[Fraction, int, str]:
        cases = sizes[stratum]
        lowered = spread[stratum] ** 2 / (max(cases, 1) * (cases + 1)) / prices[stratum]
        return -lowered, -limits.populations[stratum], stratum

    queue = [gain(stratum) for stratum, cases in sizes.items() if cases < limits.most[stratum]]
    heapify(queue)
    while queue:
        stratum = queue[0][2]
        if prices[stratum] > left or sizes[stratum] == limits.most[stratum]:
            heappop(queue)
            continue
        sizes[stratum] += 1
        left -= prices[stratum]
        heapreplace(queue, gain(stratum))
    return sizes
