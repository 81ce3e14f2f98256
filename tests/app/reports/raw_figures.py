"""The formulas of docs/method.md written out once more, with the tables of scipy alone."""

from math import log, sqrt
from typing import Any

from scipy.stats import beta, hypergeom, t

TAIL = 0.025
Stratum = tuple[int, int, int, float, float]
"""N in the frame, n read, m assessed, and the sum and the sum of squares of what they met."""


def share_of(strata: list[Stratum]) -> float:
    met = sum(N / n * a for N, n, _, a, _ in strata)
    return met / sum(N / n * m for N, n, m, *_ in strata)


def limits_of(strata: list[Stratum]) -> tuple[str, float | None, float | None]:
    """Give the method and the limits of a share."""
    p = share_of(strata)
    part = [s for s in strata if s[1] < s[0]]
    if not part:
        return "census", p, p
    if len(strata) == 1 and strata[0][1] == strata[0][2] and strata[0][3] == strata[0][4]:
        frame, n, _, a, _ = strata[0]
        kept = [
            marked
            for marked in range(int(a), frame - n + int(a) + 1)
            if hypergeom.cdf(a, frame, marked, n) > TAIL
            and hypergeom.sf(a - 1, frame, marked, n) > TAIL
        ]
        return "hypergeometric", min(kept) / frame, max(kept) / frame
    if sum(m for _, _, m, *_ in part) - sum(m > 0 for _, _, m, *_ in part) <= 0:
        return "", None, None
    low, high = joined(strata, part, p)
    if all(n == m for _, n, m, *_ in strata):
        low, high = widened(strata, part, low, high)
    return "korn_graubard", low, high


def joined(
    strata: list[Stratum], part: list[Stratum], p: float, tail: float = TAIL
) -> tuple[float, float]:
    """Join what is known with what is estimated, by their sizes."""
    full = [s for s in strata if s[1] == s[0]]
    size = sum(N / n * m for N, n, m, *_ in strata)
    known = sum(m for _, _, m, *_ in full)
    of_full = sum(a for *_, a, _ in full) / known if known else 0.0
    of_part, weight = share_of(part), (size - known) / size
    low, high = korn_graubard(part, of_part, tail)
    df = sum(m - 1 for _, _, m, *_ in part if m)
    drift = sum((N / n) ** 2 * (1 - n / N) * m * (n - m) / (n - 1) for N, n, m, *_ in part)
    drift *= (1 - weight) ** 2 / size**2
    reach = t.ppf(1 - tail, df) ** 2 * drift * (of_part - of_full) ** 2
    if reach == 0:
        low, high = (of_full * (1 - weight) + each * weight for each in (low, high))
    else:
        down = sqrt((weight * (of_part - low)) ** 2 + reach)
        up = sqrt((weight * (high - of_part)) ** 2 + reach)
        low, high = p - down, p + up
    met = sum(N / n * a for N, n, _, a, _ in strata)
    low, high = max(0.0, min(low, p)), min(1.0, max(high, p))
    return (0.0 if met == 0 else low), (1.0 if abs(met - size) < 1e-12 else high)


def korn_graubard(part: list[Stratum], p: float, tail: float = TAIL) -> tuple[float, float]:
    """Korn and Graubard (1998), cut first and corrected for the finite population after."""
    weighted = sum(N / n * m for N, n, m, *_ in part)
    v = v0 = 0.0
    for N, n, m, a, squares in part:  # noqa: N806 (as on the page of the method)
        total = a - p * m
        spread = (squares - 2 * p * a + p * p * m - total**2 / n) / (n - 1)
        term = (N / n) ** 2 * n * spread / weighted**2
        v0, v = v0 + term, v + term * (1 - n / N)
    squared = sum((N / n) ** 2 * m for N, n, m, *_ in part)
    kept = sum((N / n) ** 2 * m * (1 - n / N) for N, n, m, *_ in part) / squared
    most = weighted**2 / squared
    spread_seen = v0 > 1e-15
    effective = min(most, p * (1 - p) / v0) if spread_seen else most
    effective /= max(v / v0, kept) if spread_seen else kept
    cases = sum(m for _, _, m, *_ in part)
    df = sum(m - 1 for _, _, m, *_ in part if m)
    effective *= (t.ppf(1 - tail, max(cases - 1, 1)) / t.ppf(1 - tail, df)) ** 2
    hits = effective if p > 1 - 1e-12 else p * effective
    low = beta.ppf(tail, hits, effective - hits + 1) if hits > 0 else 0.0
    high = beta.ppf(1 - tail, hits + 1, effective - hits) if hits < effective else 1.0
    return float(low), float(high)


def widened(
    strata: list[Stratum], part: list[Stratum], low: float, high: float
) -> tuple[float, float]:
    """At none and at all: the unread may hide as many as chance leaves room for."""
    met, cases = sum(a for *_, a, _ in part), sum(m for _, _, m, *_ in part)
    if met not in {0, cases}:
        return low, high
    left, missed, frames = -log(TAIL), 0, [[N, n] for N, n, *_ in part]
    while any(n < N for N, n in frames):
        worst = min(
            (each for each in frames if each[0] > each[1]), key=lambda s: -log(1 - s[1] / s[0])
        )
        left += log(1 - worst[1] / worst[0])
        if left < -1e-9:
            break
        missed, worst[0] = missed + 1, worst[0] - 1
    known = sum(a for _, n, _, a, _ in strata) - met
    total = sum(N for N, *_ in strata)
    if met == 0:
        return low, max(high, (known + missed) / total)
    return min(low, (known + sum(N for N, *_ in part) - missed) / total), high


def share_figures(strata: list[Stratum], frame: int) -> dict[str, Any]:
    """Give all that is told of a share, as the report names it."""
    strata = [s for s in strata if s[0]]
    assessed, met = sum(m for _, _, m, *_ in strata), sum(a for *_, a, _ in strata)
    told: dict[str, Any] = {"frame": frame, "assessed": assessed, "yes": met}
    if assessed:
        told["unweighted"] = met / assessed
    if not assessed or any(n == 0 for _, n, *_ in strata):
        return told
    method, low, high = limits_of(strata)
    if any(n == 1 < N for N, n, *_ in strata) and method == "korn_graubard":
        low = high = None
    told |= {"share": share_of(strata), "low": low, "high": high}
    return {name: value for name, value in told.items() if value is not None}
