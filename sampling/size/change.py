from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Final

from sampling.errors import SamplingError
from sampling.given import count, of_kind, written
from sampling.size.numbers import between, positive, quantile, smallest, two_sided

if TYPE_CHECKING:
    from collections.abc import Callable

_LARGEST: Final = 10**9


@dataclass(frozen=True, slots=True)
class _Rounds:
    """Two rounds with as many cases each, and what they have in common."""

    populations: tuple[int, int] | None
    overlap: float
    correlation: float

    def standard_error(self, p1: Fraction, p2: Fraction, cases: int) -> float:
        """Give the standard error of the difference between two shares."""
        first, second = self.populations or (None, None)
        variance = _variance(p1, first, cases) + _variance(p2, second, cases)
        together = sqrt(_spread(p1, first) * _spread(p2, second)) * self.correlation
        return sqrt(max(0.0, float(variance) - 2 * together * self._shared(cases)))

    def _shared(self, cases: int) -> float:
        if self.populations is None:
            return self.overlap / cases
        frame = self.populations[0]
        # Two samples of more than half the frame cannot help having cases in common.
        overlap = max(self.overlap, 2 - frame / cases)
        return overlap / cases - 1 / frame


def size_to_detect_change(
    share_1: float,
    share_2: float,
    *,
    power: float = 0.8,
    confidence: float = 0.95,
    populations: tuple[int, int] | None = None,
    overlap: float = 0,
    correlation: float = 0,
) -> int:
    """Find the smallest sample, the same in both rounds, that shows a change of this kind.

    The smallest n for which the change is at least ``z_a * se_0 + z_b * se_1``: se_0 is the
    standard error of the difference if both shares were their mean, se_1 as they are, z_a
    belongs to a two-sided test and z_b to the power. With ``S^2 = N / (N - 1) p (1 - p)`` in a
    round and N its population, the variance of the difference is ``S_1^2 (1 / n - 1 / N_1) +
    S_2^2 (1 / n - 1 / N_2) - 2 correlation S_1 S_2 (overlap / n - 1 / N)``.

    Parameters
    ----------
    share_1, share_2 : float in (0, 1)
        What the share is in the first round, and what it would have to be in the second.
    power : float in (0, 1)
        How likely the change shall be to show.
    confidence : float in (0, 1)
    populations : (int, int), at least 2 each, optional
        Cases in the frames. Left out: endless. A round with fewer than n is taken whole.
    overlap : float from 0 to 1
        Share of the cases that is reviewed in both rounds.
    correlation : float from 0 and below 1
        Between the two answers of one case. Asks for one frame, so for equal populations.

    Raises
    ------
    SamplingError
        If an argument lies outside its range.

    References
    ----------
    Fleiss, Levin and Paik (2003), *Statistical Methods for Rates and Proportions*, 3rd ed.,
    section 4.2; Cochran (1977), *Sampling Techniques*, 3rd ed., section 12.11.
    """
    p1, p2 = between("share_1", share_1), between("share_2", share_2)
    if p1 == p2:
        raise SamplingError(f"Both shares are {share_1}: that is no change.")
    rounds = _rounds(populations, overlap, correlation)
    z_a = float(two_sided(confidence))
    z_b = float(quantile(1 - between("power", power)))

    def shows(cases: int) -> bool:
        mean = (p1 + p2) / 2
        none = rounds.standard_error(mean, mean, cases)
        some = rounds.standard_error(p1, p2, cases)
        return z_a * none + z_b * some <= float(abs(p1 - p2))

    most = max(populations) if populations else _LARGEST
    if not shows(most):
        raise SamplingError(f"Even {most} cases would not show so small a change.")
    return smallest(shows, most)


def power_to_detect_change(
    share_1: float,
    share_2: float,
    cases: int,
    *,
    confidence: float = 0.95,
    populations: tuple[int, int] | None = None,
    overlap: float = 0,
    correlation: float = 0,
) -> float:
    """Tell how likely a change is to show, when both rounds read so many cases.

    Parameters
    ----------
    share_1, share_2 : float in (0, 1)
    cases : int, at least 1
        In each round; a round with fewer is read in full.
    confidence, populations, overlap, correlation
        As for `size_to_detect_change`.

    Returns
    -------
    float
        From 0 to 1; to the wrong side it counts for nothing.

    References
    ----------
    Fleiss, Levin and Paik (2003), *Statistical Methods for Rates and Proportions*, 3rd ed.,
    section 4.2.
    """
    p1, p2 = between("share_1", share_1), between("share_2", share_2)
    if p1 == p2:
        raise SamplingError(f"Both shares are {share_1}: that is no change.")
    rounds = _rounds(populations, overlap, correlation)
    sampled, mean = count("cases", cases), (p1 + p2) / 2
    beyond = abs(p1 - p2) - two_sided(confidence) * Fraction(
        rounds.standard_error(mean, mean, sampled)
    )
    error = rounds.standard_error(p1, p2, sampled)
    if error == 0:
        return 1.0
    return NormalDist().cdf(float(beyond) / error)


def changes_detected(
    share: float,
    cases: int,
    *,
    power: float = 0.8,
    confidence: float = 0.95,
    populations: tuple[int, int] | None = None,
    overlap: float = 0,
    correlation: float = 0,
) -> tuple[float | None, float | None]:
    """Tell how far a share must fall or rise for the change to show, when so many are read.

    Parameters
    ----------
    share : float in (0, 1)
        In the first round.
    cases : int, at least 1
        In each round.
    power : float in (0, 1)
        How likely the change shall be to show.
    confidence, populations, overlap, correlation
        As for `size_to_detect_change`.

    Returns
    -------
    tuple of float or None
        The highest share below and the lowest above that would show, to the sixth decimal on
        the safe side; None where not even a share of 0.000001 or 0.999999 would.
    """
    wanted, first = between("power", power), between("share", share)
    fine = 1_000_000

    def shows(millionths: int) -> bool:
        second = Fraction(millionths, fine)
        if second == first:
            return False
        reached = power_to_detect_change(
            share,
            float(second),
            cases,
            confidence=confidence,
            populations=populations,
            overlap=overlap,
            correlation=correlation,
        )
        return reached >= wanted

    start, end = int(first * fine), fine - 1
    below = _nearest(lambda step: shows(start - step), start - 1)
    above = _nearest(lambda step: shows(start + step), end - start)
    return (
        None if below is None else (start - below) / fine,
        None if above is None else (start + above) / fine,
    )


def _nearest(shows: Callable[[int], bool], most: int) -> int | None:
    if most < 1 or not shows(most):
        return None
    return smallest(shows, most)


def _rounds(populations: tuple[int, int] | None, overlap: float, correlation: float) -> _Rounds:
    shared, alike = written(overlap, "overlap"), written(correlation, "correlation")
    if shared:
        positive("overlap", overlap)
    if alike:
        between("correlation", correlation)
    if shared > 1:
        raise SamplingError(f"The overlap is at most all cases, and {overlap} is more.")
    if populations is not None:
        of_kind("populations", populations, tuple, list)
        if len(populations) != 2:  # noqa: PLR2004 - one for each round
            raise SamplingError(f"Each of two rounds has a population, not {populations!r}.")
        first, second = (count("population", size, least=2) for size in populations)
        if alike and first != second:
            raise SamplingError("A correlation asks for one frame, and the populations differ.")
    return _Rounds(populations, float(shared), float(alike))


def _spread(p: Fraction, population: int | None) -> Fraction:
    correction = 1 if population is None else Fraction(population, population - 1)
    return correction * p * (1 - p)


def _variance(p: Fraction, population: int | None, cases: int) -> Fraction:
    if population is None:
        return _spread(p, None) / cases
    return _spread(p, population) * max(Fraction(1, cases) - Fraction(1, population), Fraction(0))
