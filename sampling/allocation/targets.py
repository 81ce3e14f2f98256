"""The cheapest sample that is certain enough about several things at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import TYPE_CHECKING

from sampling.allocation.limits import Limits
from sampling.allocation.multipliers import cheapest_in_parts
from sampling.allocation.shares import positive, price
from sampling.errors import SamplingError
from sampling.given import of_kind

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet


@dataclass(frozen=True, slots=True)
class TargetAllocation:
    """Sizes that reach every target, what they cost, and how little any sizes could cost.

    Attributes
    ----------
    sizes : dict of stratum to number of cases
    cost : float
        Of all cases together.
    least_cost : float
        No sizes that reach the targets cost less than this, so the difference is what a better
        allocation could save at most.
    errors : dict of target to float
        The standard error that the sizes give.
    """

    sizes: dict[str, int]
    cost: float
    least_cost: float
    errors: dict[str, float]


@dataclass(frozen=True, slots=True)
class Target:
    """One estimate that must be certain enough: the sum of ``terms / cases`` at most `room`.

    Attributes
    ----------
    name : str
    terms : dict of stratum to Fraction
        ``W^2 S^2``, W being the stratum's part of the cases the target concerns.
    room : Fraction
        The variance allowed, with the finite population correction moved over to it.
    certain : Fraction
        That correction: ``sum(W^2 S^2 / N)``.
    """

    name: str
    terms: dict[str, Fraction]
    room: Fraction
    certain: Fraction

    def used(self, sizes: Mapping[str, int]) -> Fraction:
        """Add up the terms over the cases of each stratum, exactly."""
        return sum((term / sizes[stratum] for stratum, term in self.terms.items()), Fraction(0))

    def error(self, sizes: Mapping[str, int]) -> float:
        """Give the standard error of the estimate."""
        return sqrt(self.used(sizes) - self.certain)


def allocate_for_targets(
    populations: Mapping[str, int],
    deviations: Mapping[str, Mapping[str, float]],
    errors: Mapping[str, float],
    *,
    costs: Mapping[str, float] | None = None,
    at_least: int | Mapping[str, int] = 2,
    at_most: int | Mapping[str, int] | None = None,
    census: AbstractSet[str] = frozenset(),
) -> TargetAllocation:
    """Find a cheapest sample that is certain enough about several questions at once.

    First the optimum in parts of cases, as convex programming has it; then whole cases, from
    which every case is taken away again that no target needs, the dearest first. In whole cases
    the very cheapest can be a little cheaper still; `least_cost` says how much at most.

    Parameters
    ----------
    populations : mapping of stratum to number of cases
    deviations : mapping of target to mapping of stratum to float, not negative
        Standard deviation of what is measured; for a share p, ``sqrt(p * (1 - p))``. A target
        concerns the strata it has a deviation for, and their mean: all of them, those of one
        unit, or a single one.
    errors : mapping of target to float, above 0
        The standard error that the mean may have at most, in the unit of the deviations. For a
        margin at 95 % it is the margin divided by 1.96.
    costs : mapping of stratum to float, above 0, optional
        Of one case. Left out: the same for all, and the cheapest sample is the smallest.
    at_least, at_most, census
        As for `allocate_neyman`.

    Raises
    ------
    SamplingError
        If a target cannot be reached within the limits, has no deviations or no error, or names
        an unknown stratum.

    References
    ----------
    Bethel (1989), "Sample allocation in multivariate surveys", *Survey Methodology* 15, 47-57;
    Chromy (1987), "Design optimization with multiple objectives", *Proceedings of the Section
    on Survey Research Methods*, ASA, 194-199; Cochran (1977), *Sampling Techniques*, 3rd ed.,
    sections 5A.3 and 5A.4.
    """
    limits = Limits.without_total(populations, at_least, at_most, census)
    prices = {stratum: Fraction(1) for stratum in limits.populations}
    if costs is not None:
        prices = {stratum: price(costs, stratum) for stratum in limits.populations}
    targets = _targets(limits, deviations, errors)
    for target in targets:
        _check_reachable(target, limits)
    parts, bound = cheapest_in_parts(targets, limits, prices)
    sizes = _enough(_whole(parts, limits), targets, limits, prices)
    _drop_needless(sizes, targets, limits, prices)
    cost = float(sum(prices[stratum] * cases for stratum, cases in sizes.items()))
    return TargetAllocation(
        sizes=sizes,
        cost=cost,
        least_cost=min(bound, cost),
        errors={target.name: target.error(sizes) for target in targets},
    )


def _targets(
    limits: Limits, deviations: Mapping[str, Mapping[str, float]], errors: Mapping[str, float]
) -> list[Target]:
    of_kind("errors", errors, Mapping)
    of_kind("deviations", deviations, Mapping)
    if not errors:
        raise SamplingError("There is no target to reach.")
    for name in deviations:
        if name not in errors:
            raise SamplingError(f"Target {name!r} has deviations and no error.")
    return [_target(limits, name, deviations.get(name, {}), errors) for name in errors]


def _target(
    limits: Limits, name: str, deviations: Mapping[str, float], errors: Mapping[str, float]
) -> Target:
    of_kind(f"deviations of {name!r}", deviations, Mapping)
    for stratum in deviations:
        if stratum not in limits.populations:
            raise SamplingError(f"Target {name!r} names {stratum!r}, which is no stratum.")
    whole = sum(limits.populations[stratum] for stratum in deviations)
    error = positive(errors, "error", name)
    if whole == 0 or error == 0:
        what = "concerns no case" if whole == 0 else "allows no error: take its strata as a census"
        raise SamplingError(f"Target {name!r} {what}.")
    squares = {
        stratum: (Fraction(limits.populations[stratum], whole) * spread) ** 2
        for stratum in deviations
        if (spread := positive(deviations, "deviation", stratum)) and limits.populations[stratum]
    }
    certain = sum(
        (square / limits.populations[stratum] for stratum, square in squares.items()), Fraction(0)
    )
    return Target(name, squares, error**2 + certain, certain)


def _check_reachable(target: Target, limits: Limits) -> None:
    empty = [stratum for stratum in target.terms if limits.most[stratum] == 0]
    if empty:
        raise SamplingError(
            f"Target {target.name!r} needs cases of {empty[0]!r}, which may have none."
        )
    if target.used(limits.most) > target.room:
        raise SamplingError(
            f"Target {target.name!r} cannot be reached: with the most cases its standard error"
            f" is {target.error(limits.most):.6g}."
        )


def _whole(parts: Mapping[str, float], limits: Limits) -> dict[str, int]:
    """Round up, but for what only a machine's rounding puts above a whole number."""
    return {
        stratum: min(max(-int(-round(part, 6) // 1), limits.least[stratum]), limits.most[stratum])
        for stratum, part in parts.items()
    }


def _enough(
    sizes: dict[str, int],
    targets: list[Target],
    limits: Limits,
    prices: Mapping[str, Fraction],
) -> dict[str, int]:
    """Add the cases that make up for what rounding left missing: nearly always none."""
    for target in targets:
        while target.used(sizes) > target.room:
            stratum = max(
                (name for name in target.terms if sizes[name] < limits.most[name]),
                key=lambda name: (
                    target.terms[name] / (sizes[name] * (sizes[name] + 1)) / prices[name],
                    name,
                ),
            )
            sizes[stratum] += 1
    return sizes


def _drop_needless(
    sizes: dict[str, int],
    targets: list[Target],
    limits: Limits,
    prices: Mapping[str, Fraction],
) -> None:
    """Take away cases that no target needs, the dearest first, then those that tell least."""
    left = {target.name: target.room - target.used(sizes) for target in targets}

    def lost(target: Target, stratum: str) -> Fraction:
        cases = sizes[stratum]
        return target.terms.get(stratum, Fraction(0)) / (cases * (cases - 1))

    def order(stratum: str) -> tuple[Fraction, Fraction, str]:
        harm = sum((lost(target, stratum) / target.room for target in targets), Fraction(0))
        return -prices[stratum], harm, stratum

    spare = [name for name in sizes if sizes[name] > max(limits.least[name], 1)]
    while spare:
        for stratum in sorted(spare, key=order):
            if all(lost(target, stratum) <= left[target.name] for target in targets):
                for target in targets:
                    left[target.name] -= lost(target, stratum)
                sizes[stratum] -= 1
            else:
                # What is left only shrinks, so a case that is needed now is needed for good.
                spare.remove(stratum)
        spare = [name for name in spare if sizes[name] > max(limits.least[name], 1)]
