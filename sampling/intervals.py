"""Intervals for a share: what the unseen cases may be like, given those that were read."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import TYPE_CHECKING

import numpy as np

from sampling.distributions import beta_quantile, expit, normal_quantile, t_quantile
from sampling.errors import SamplingError
from sampling.given import of_kind, real

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]


class Method(StrEnum):
    """How an interval was reckoned. Only the first three may be called exact."""

    hypergeometric = auto()
    census = auto()
    clopper_pearson = auto()
    wilson = auto()
    logit = auto()
    korn_graubard = auto()
    student = auto()
    woodruff = auto()


class Side(StrEnum):
    """Which way an interval may miss: its whole error stands on one side, or half on each."""

    both = auto()
    at_most = auto()
    at_least = auto()


@dataclass(frozen=True, slots=True)
class Interval:
    """A range that holds the true figure in at least about `confidence` of all samples.

    Attributes
    ----------
    low, high : float
        For a share both lie within 0 and 1, end points included.
    confidence : float in (0, 1)
    method : Method
    side : Side
        ``at_most`` makes `high` a one-sided limit, and `low` says nothing; ``at_least`` the
        reverse. For the same data a one-sided limit lies closer than a two-sided one: 0 of 200
        gives 1.49 % against 1.83 %.
    """

    low: float
    high: float
    confidence: float
    method: Method
    side: Side = Side.both


def clopper_pearson(
    hits: float, sampled: float, *, confidence: float = 0.95, side: Side = Side.both
) -> Interval:
    """Bound a share exactly, for a sample from an endless population.

    Parameters
    ----------
    hits : float, 0 <= hits <= sampled
    sampled : float > 0
        Need not be whole: an effective sample size will do.
    confidence : float in (0, 1)
    side : Side

    References
    ----------
    Clopper and Pearson (1934), *Biometrika* 26, 404-413.
    """
    check_counts(hits, sampled)
    tail = tail_of(confidence, side)
    low = float(beta_quantile(tail, hits, sampled - hits + 1))
    high = float(beta_quantile(1 - tail, hits + 1, sampled - hits))
    return one_sided(Interval(low, high, confidence, Method.clopper_pearson), side)


def wilson(
    hits: float, sampled: float, *, confidence: float = 0.95, side: Side = Side.both
) -> Interval:
    """Bound a share by the score test: shorter than the exact interval, right on average only.

    Parameters
    ----------
    hits : float, 0 <= hits <= sampled
    sampled : float > 0
    confidence : float in (0, 1)
    side : Side

    References
    ----------
    Wilson (1927), *Journal of the American Statistical Association* 22, 209-212.
    """
    check_counts(hits, sampled)
    z = normal_quantile(1 - tail_of(confidence, side))
    share = hits / sampled
    middle = (hits + z * z / 2) / (sampled + z * z)
    reach = z * math.sqrt(sampled * share * (1 - share) + z * z / 4) / (sampled + z * z)
    # Rounding would leave 1e-17 where the formula gives nought, and the same at one.
    low = 0.0 if hits == 0 else max(0.0, middle - reach)
    high = 1.0 if hits == sampled else min(1.0, middle + reach)
    return one_sided(Interval(low, high, confidence, Method.wilson), side)


def logit(
    share: float, standard_error: float, df: float, *, confidence: float = 0.95
) -> Interval | None:
    """Bound a share on the scale of log odds, where its error is more nearly symmetric.

    Returns
    -------
    Interval or None
        None at 0 and 1, where the log odds do not exist, and without degrees of freedom.

    References
    ----------
    Korn and Graubard (1998), *Survey Methodology* 24, 193-201, section 3.
    """
    check_share(share)
    real("standard error", standard_error, least=0)
    real("number of degrees of freedom", df)
    tail = tail_of(confidence)
    if share in (0.0, 1.0) or not df > 0:
        return None
    t = float(t_quantile(1 - tail, df))
    centre = math.log(share / (1 - share))
    reach = t * standard_error / (share * (1 - share))
    low, high = expit(centre - reach), expit(centre + reach)
    return Interval(low, high, confidence, Method.logit)


def korn_graubard(
    share: float,
    sampled: float,
    *,
    variance: float,
    variance_without_fpc: float,
    df: float,
    confidence: float = 0.95,
) -> Interval | None:
    """Bound a share from a complex sample, with what finite strata gain counted after the cap.

    The effective sample size ``p (1 - p) / v0`` is first cut at the number of cases that were
    read, because at a share near 0 or 1 the variance is itself a poor estimate; only then is
    it enlarged by ``v0 / v``, which is known from the design. The other order throws away what
    reading half of a small stratum has taught. An approximation, though exact limits are used.

    Parameters
    ----------
    share : float in [0, 1]
    sampled : float > 0
        Cases in the domain that were read.
    variance, variance_without_fpc : float >= 0
        Of the share, with and without the finite population correction. When the second is
        zero, the first is read as the correction itself: one minus the sampling fraction.
    df : float
    confidence : float in (0, 1)

    Returns
    -------
    Interval or None
        None when `df` is not positive: then the share's uncertainty cannot be estimated.

    References
    ----------
    Korn and Graubard (1998), *Survey Methodology* 24, 193-201, section 3; Dean and Pagano
    (2015), *Journal of Survey Statistics and Methodology* 3, 484-503 for the cut.
    """
    check_share(share)
    check_counts(0, sampled)
    tail = tail_of(confidence)
    real("variance", variance, least=0)
    real("variance without correction", variance_without_fpc, least=0)
    real("number of degrees of freedom", df)
    if not df > 0:
        return None
    if variance_without_fpc > 0:
        effective = min(sampled, share * (1 - share) / variance_without_fpc)
        correction = variance / variance_without_fpc
    else:
        effective, correction = sampled, variance
    if not 0 < correction <= 1:
        raise SamplingError(f"A finite population corrects by 0 to 1, not {correction!r}.")
    low, high = korn_graubard_limits(share, effective / correction, sampled, df, tail)
    return Interval(float(low), float(high), confidence, Method.korn_graubard)


def korn_graubard_limits(
    share: ArrayLike, effective: ArrayLike, sampled: ArrayLike, df: ArrayLike, tail: ArrayLike
) -> tuple[Floats, Floats]:
    """Give the two limits of many shares at once; nan where `df` is not positive.

    `tail` is the probability of missing on one side, one for all or one for each.
    """
    p, n, nominal, freedom, miss = np.broadcast_arrays(
        *(np.asarray(part, dtype=np.float64) for part in (share, effective, sampled, df, tail))
    )
    # The exact limits know nothing of a variance that rests on few cases; this ratio does.
    known = np.where(nominal > 1, nominal - 1, 1.0)
    n = n * (t_quantile(1 - miss, known) / t_quantile(1 - miss, freedom)) ** 2
    defined = np.isfinite(n) & np.isfinite(p) & (n > 0)
    n, p = np.where(defined, n, 1.0), np.where(defined, p, 0.0)
    hits = np.where(p >= 1, n, p * n)
    low = beta_quantile(miss, hits, n - hits + 1)
    high = beta_quantile(1 - miss, hits + 1, n - hits)
    return np.where(defined, low, np.nan), np.where(defined, high, np.nan)


def one_sided(interval: Interval, side: Side) -> Interval:
    """Let go of the limit that a one-sided interval does not state."""
    low = 0.0 if side is Side.at_most else interval.low
    high = 1.0 if side is Side.at_least else interval.high
    return Interval(low, high, interval.confidence, interval.method, side)


def tail_of(confidence: float, side: Side = Side.both) -> float:
    """Give the probability of missing on one side."""
    of_kind("side", side, Side)
    if not isinstance(confidence, float) or not 0 < confidence < 1:
        raise SamplingError(f"A confidence lies between 0 and 1, and {confidence!r} does not.")
    return (1 - confidence) / (2 if side is Side.both else 1)


def check_counts(hits: float, sampled: float) -> None:
    """Refuse hits and cases that no sample can have."""
    real("number of cases", sampled)
    real("number of hits", hits)
    if not (math.isfinite(sampled) and sampled > 0):
        raise SamplingError(f"A share needs at least one case, and there are {sampled!r}.")
    if not 0 <= hits <= sampled:
        raise SamplingError(f"Hits must lie between 0 and {sampled!r}, and {hits!r} do not.")


def check_share(share: float) -> None:
    """Refuse a share outside 0 and 1."""
    real("share", share)
    if not 0 <= share <= 1:
        raise SamplingError(f"A share lies within 0 and 1, and {share!r} does not.")
