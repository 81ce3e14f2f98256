"""How many cases to review to find what is rare, or to be sure that it is rare: by counting."""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import Final

from sampling.errors import SamplingError
from sampling.exact import at_most
from sampling.given import count, written
from sampling.size.numbers import between, positive, smallest

# Beyond this nobody reviews case files, and a rate so close to another is no plan.
LARGEST_PLAN: Final = 5_000


def chance_to_discover(population: int, faulty: int, cases: int) -> Fraction:
    """Tell how likely a sample is to hold at least one of the faulty cases.

    Parameters
    ----------
    population : int, at least 1
    faulty : int, from 0 to the population
    cases : int, from 0 to the population
        Size of a simple random sample.

    Returns
    -------
    Fraction
        Exact: ``1 - C(N - K, n) / C(N, n)``.
    """
    everything = count("population", population)
    bad = _up_to("faulty", faulty, everything)
    drawn = _up_to("cases", cases, everything)
    # The same fraction either way; the shorter products have the smaller numbers.
    more, fewer = max(bad, drawn), min(bad, drawn)
    return 1 - Fraction(comb(everything - more, fewer), comb(everything, fewer))


def size_to_discover(population: int, faulty: int, confidence: float = 0.95) -> int:
    """Find the smallest sample that holds at least one faulty case almost for certain.

    If it turns out to hold none, there are fewer than `faulty` of them, at that confidence.

    Parameters
    ----------
    population : int, at least 1
    faulty : int, from 1 to the population
    confidence : float in (0, 1)
        Read as the decimal it is written as. In whole numbers 45 of 50 cases find a single one
        with 90 %; in floating point it would seem to take 46.

    References
    ----------
    Arkin (1984), *Handbook of Sampling for Auditing and Accounting*, 3rd ed., chapter 9.
    """
    wanted = between("confidence", confidence)
    everything = count("population", population)
    _up_to("faulty", count("faulty", faulty), everything)
    return smallest(
        lambda cases: chance_to_discover(everything, faulty, cases) >= wanted, everything
    )


def size_to_accept(
    population: int, tolerable_faulty: int, confidence: float = 0.95, *, allowed: int = 0
) -> int:
    """Find the smallest sample that may hold some faulty cases and still speaks for the whole.

    If the sample holds `allowed` faulty cases or fewer, the population holds fewer than
    `tolerable_faulty`, at that confidence.

    Parameters
    ----------
    population : int, at least 1
    tolerable_faulty : int, from 1 to the population
        So many would be too many.
    confidence : float in (0, 1)
    allowed : int, from 0 and below `tolerable_faulty`

    Raises
    ------
    SamplingError
        If an argument lies outside its range.

    References
    ----------
    Schilling and Neubauer (2017), *Acceptance Sampling in Quality Control*, 3rd ed., chapter 5:
    single plans by the hypergeometric distribution, type A.
    """
    risk = 1 - between("confidence", confidence)
    everything = count("population", population)
    bad = _up_to("tolerable_faulty", count("tolerable_faulty", tolerable_faulty), everything)
    if count("allowed", allowed, least=0) >= bad:
        raise SamplingError(f"If {bad} faulty cases are too many, a sample cannot have {allowed}.")
    return smallest(lambda cases: at_most(allowed, cases, bad, everything) <= risk, everything)


def size_to_accept_rate(
    tolerable: float, expected: float = 0, confidence: float = 0.95
) -> tuple[int, int]:
    """Find the smallest sample that shows a rate of faults to be tolerable, when some are expected.

    For a population so large that it does not matter how large. The faults a sample may hold
    are the expected rate of its size, rounded up.

    Parameters
    ----------
    tolerable : float in (0, 1)
    expected : float from 0 and below `tolerable`
        Both rates are read as the decimals they are written as: 3.5 % of 400 is 14, where
        floating point makes it a little more, and 15.
    confidence : float in (0, 1)

    Returns
    -------
    cases : int
    allowed : int
        Faulty cases it may hold.

    Raises
    ------
    SamplingError
        If more than 5,000 cases would be needed.

    References
    ----------
    AICPA (2017), *Audit Guide: Audit Sampling*, appendix A.
    """
    rate, risk = between("tolerable", tolerable), 1 - between("confidence", confidence)
    hoped = written(expected, "expected rate")
    if hoped:
        positive("expected", expected)
    if hoped >= rate:
        raise SamplingError(f"A rate of {expected} is expected, and {tolerable} is too much.")
    cases = 1
    while cases <= LARGEST_PLAN:
        allowed = -(-cases * hoped.numerator // hoped.denominator)
        last = allowed * hoped.denominator // hoped.numerator if hoped else LARGEST_PLAN
        last = min(last, LARGEST_PLAN)
        # Of the sizes with so many allowed the last is the likeliest to be enough.
        if _rare(last, allowed, rate) <= risk:
            return _first_rare(cases, last, allowed, rate, risk), allowed
        cases = last + 1
    raise SamplingError(f"More than {LARGEST_PLAN} cases would be needed to tell the rates apart.")


def _first_rare(first: int, last: int, allowed: int, rate: Fraction, risk: Fraction) -> int:
    return smallest(lambda cases: _rare(cases, allowed, rate) <= risk, last, first)


def _rare(cases: int, allowed: int, rate: Fraction) -> Fraction:
    """Tell how likely so few faults are among so many cases at some rate."""
    bad, good = rate.numerator, rate.denominator - rate.numerator
    ways = total = good**cases
    for hits in range(min(allowed, cases)):
        ways = ways * (cases - hits) * bad // ((hits + 1) * good)
        total += ways
    return Fraction(total, rate.denominator**cases)


def _up_to(name: str, number: int, most: int) -> int:
    cases = count(name, number, least=0)
    if cases > most:
        raise SamplingError(f"The {name} cannot be {cases} of {most}.")
    return cases
