"""Rounds that are meant to read the same case files again, or others, or some of each.

Every case keeps one number for as long as the register keeps its key. A round reads the cases
whose numbers come first after the round's start, going round from the highest number to the
lowest. Whatever the start, as long as it does not depend on the numbers, that is a simple
random sample of the cases there are now, each drawn with probability n / N, and how two rounds
overlap follows from how far apart they start. This is another protocol than STICKPROV-DRAW-1,
whose tickets are new in every round; a round is drawn by one of them.

References
----------
Ohlsson (1995), "Coordination of samples using permanent random numbers", in Cox et al.,
*Business Survey Methods*, Wiley, chapter 9; Ohlsson (1992), *SAMU: the system for coordination
of samples from the business register at Statistics Sweden*, R&D Report 1992:18.
"""

from __future__ import annotations

from fractions import Fraction
from hashlib import sha256
from typing import TYPE_CHECKING, Final

import numpy as np

from sampling.errors import SamplingError
from sampling.estimate.counts import coded
from sampling.frame import plain
from sampling.given import count, many, of_kind, written

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Numbers = NDArray[np.uint64]

PERMANENT: Final = "STICKPROV-PRN-1"
KEY_BYTES: Final = 32
_CIRCLE: Final = 2**64


def permanent_numbers(key: bytes, case_numbers: Iterable[str]) -> Numbers:
    """Give every case the number it keeps from round to round.

    Parameters
    ----------
    key : bytes, length 32
        Random, of one register, and secret: whoever has it can tell the numbers, and so who
        will be drawn. Never derived from anything about a person.
    case_numbers : iterable of str, length N

    Returns
    -------
    ndarray of uint64, shape (N,)
        The first eight bytes of ``SHA-256(STICKPROV-PRN-1 TAB key in hexadecimal TAB case
        number)``, the first of them weighing most.
    """
    many("case numbers", case_numbers)
    if not isinstance(key, bytes) or len(key) != KEY_BYTES:
        raise SamplingError(f"The key must be {KEY_BYTES} bytes.")
    prefix = f"{PERMANENT}\t{key.hex()}\t"
    digests = (
        sha256(f"{prefix}{plain(case_number, 'case number')}".encode()).digest()
        for case_number in case_numbers
    )
    return np.fromiter((int.from_bytes(digest[:8], "big") for digest in digests), np.uint64)


def from_start(numbers: Numbers, start: int, *, backwards: bool = False) -> Numbers:
    """Turn permanent numbers into a round's tickets, for `select_lowest`: the first after a start.

    Parameters
    ----------
    numbers : ndarray of uint64, shape (N,)
    start : int, from 0 and below 2**64
    backwards : bool
        Go the other way round. Two reviews that set out from one start in opposite directions
        have no case in common as long as the stratum holds enough for both.

    Returns
    -------
    ndarray of uint64, shape (N,)
        How far each case lies after the start; backwards, how far before it.
    """
    _check_start(start)
    of_kind("direction", backwards, bool)
    of_kind("permanent numbers", numbers, np.ndarray)
    if numbers.dtype != np.uint64:
        raise SamplingError(f"Permanent numbers have 64 bits without a sign, not {numbers.dtype}.")
    # Unsigned subtraction goes round by itself. A case on the start itself is first one way and
    # last the other.
    ahead = numbers - np.uint64(start)
    return ~ahead if backwards else ahead


def shift_start(start: int, size: int, population: int, *, renewed: float) -> int:
    """Move the start so far that about a share of the cases is new.

    Parameters
    ----------
    start : int, from 0 and below 2**64
        Of the last round in this stratum.
    size : int
        Cases of the last round.
    population : int, at least `size` and 1
        Cases of the stratum then.
    renewed : float from 0 to 1
        0 reads the same cases again, as far as they are still there; 1 reads others, but for
        a few by chance: `expected_overlap` says how many, `start_after` reads none again.

    Returns
    -------
    int
        The start of the next round. It depends on counts only, so every case is drawn with
        the same probability also when cases have come and gone.
    """
    _check_start(start)
    share = written(renewed, "renewed share")
    if not 0 <= share <= 1:
        raise SamplingError(f"The renewed share lies between 0 and 1, and {renewed} does not.")
    drawn, most = count("size", size, least=0), count("population", population)
    if drawn > most:
        raise SamplingError(f"{size} cases cannot have been drawn from {population}.")
    return (start + round(_CIRCLE * share * Fraction(drawn, most))) % _CIRCLE


def start_after(numbers: Numbers, drawn: NDArray[np.intp], start: int) -> int:
    """Start right after the last case of the last round, so that no case is read in both.

    Every case is drawn with the same probability, one that came since included: the gaps
    between the numbers are all alike, so it falls behind the last case of the round as easily
    as anywhere. That holds while the rest of the circle has room for the next sample; beyond
    it, the cases of the last round are read again from the first.

    Parameters
    ----------
    numbers : ndarray of uint64, shape (N,)
        Of the stratum as it was in the last round.
    drawn : ndarray of intp, at least one
        The rows of the last round.
    start : int
        Of the last round.

    Returns
    -------
    int
        The start of the next round.
    """
    of_kind("permanent numbers", numbers, np.ndarray)
    rows = coded(drawn, len(np.atleast_1d(numbers)), "row")
    if rows.size == 0:
        raise SamplingError("No case was drawn that a round could start after.")
    furthest = int(from_start(numbers[rows], start).max())
    return (start + furthest + 1) % _CIRCLE


def expected_overlap(first: int, second: int, population: int, shift: float) -> float:
    """Tell how many cases two rounds will have in common on average.

    Divided by N it is the probability that both rounds draw a given case.

    Parameters
    ----------
    first, second : int, from 0 to the population
        Cases of the two rounds.
    population : int, at least 1
        Cases of a stratum that has not changed.
    shift : float in [0, 1)
        How far after the first round's start the second one starts, in turns of the circle.

    Returns
    -------
    float
        With X cases between the two starts, binomial, the mean of ``min(max(first - X, 0),
        second) + min(max(second - (N - X), 0), first)``.
    """
    from scipy.stats import binom  # noqa: PLC0415 - only who plans a rotation waits for scipy

    if not 0 <= written(shift, "shift") < 1:
        raise SamplingError(f"A shift is less than one turn, from 0, and not {shift}.")
    most = count("population", population)
    if max(count("first", first, least=0), count("second", second, least=0)) > most:
        raise SamplingError(f"{first} and {second} cases cannot be drawn from {population}.")
    between = np.arange(population + 1)
    ahead = np.minimum(np.maximum(first - between, 0), second)
    around = np.minimum(np.maximum(second - (population - between), 0), first)
    return float(np.sum(binom.pmf(between, population, shift) * (ahead + around)))


def _check_start(start: int) -> None:
    if not isinstance(start, int) or isinstance(start, bool) or not 0 <= start < _CIRCLE:
        raise SamplingError(f"A start is a whole number from 0 and below 2**64, not {start}.")
