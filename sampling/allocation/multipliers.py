"""The cheapest allocation in parts of cases, and the proof that nothing is cheaper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from numpy.typing import NDArray

    from sampling.allocation.limits import Limits
    from sampling.allocation.targets import Target

    Floats = NDArray[np.float64]

_STEPS: Final = 20_000
_CLOSE: Final = 1e-12


def cheapest_in_parts(
    targets: list[Target], limits: Limits, prices: Mapping[str, Fraction]
) -> tuple[dict[str, float], float]:
    """Find the sizes, not whole, that reach all targets at the least cost.

    Every target gets a multiplier, and each stratum ``sqrt(sum(multiplier * term) / price)``
    cases, cut to its limits. A target that is missed gets a larger multiplier, one that is
    reached with room to spare a smaller one, until nothing moves.

    Parameters
    ----------
    targets : list of Target
        That can all be reached within the limits.
    limits : Limits
    prices : mapping of stratum to Fraction

    Returns
    -------
    dict of stratum to float
    float
        What no whole sizes that reach the targets cost less than: whatever the multipliers,
        ``cost + sum(multiplier * (used - room))`` is no more than the cost of sizes that reach
        the targets, and its least is found stratum by stratum.

    References
    ----------
    Chromy (1987), *Proceedings of the Section on Survey Research Methods*, ASA, 194-199;
    Everett (1963), *Operations Research* 11, 399-417 for the bound.
    """
    strata = list(limits.populations)
    cost = np.array([float(prices[stratum]) for stratum in strata])
    low = np.array([limits.least[stratum] for stratum in strata], dtype=np.float64)
    high = np.array([limits.most[stratum] for stratum in strata], dtype=np.float64)
    terms = np.array(
        [
            [float(target.terms.get(stratum, 0) / target.room) for stratum in strata]
            for target in targets
        ]
    )
    factors = np.full(len(targets), float((cost * high).sum()) / len(targets) or 1.0)
    parts = high
    for _ in range(_STEPS):
        before = parts
        parts = np.clip(np.sqrt((factors[:, None] * terms).sum(axis=0) / cost), low, high)
        used = np.divide(terms, parts, out=np.zeros_like(terms), where=terms > 0).sum(axis=1)
        if np.abs(parts - before).max() <= _CLOSE * high.max() and (used <= 1 + _CLOSE).all():
            break
        factors *= used**2
    return dict(zip(strata, parts.tolist(), strict=True)), _bound(factors, terms, cost, low, high)


def _bound(factors: Floats, terms: Floats, cost: Floats, low: Floats, high: Floats) -> float:
    weight = (factors[:, None] * terms).sum(axis=0)
    best = np.clip(np.floor(np.sqrt(weight / cost)), low, high)
    lagrangian = [
        cost * cases + np.divide(weight, cases, out=np.zeros_like(weight), where=weight > 0)
        for cases in (np.maximum(best, weight > 0), np.clip(best + 1, low, high))
    ]
    return float(np.minimum(*lagrangian).sum() - factors.sum())
