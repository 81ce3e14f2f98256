from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from sampling.allocation.limits import Limits
from sampling.allocation.shares import share_out
from sampling.errors import SamplingError
from sampling.given import written

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet


def allocate(
    populations: Mapping[str, int],
    total: int,
    *,
    at_least: int | Mapping[str, int] = 0,
    at_most: int | Mapping[str, int] | None = None,
    census: AbstractSet[str] = frozenset(),
) -> dict[str, int]:
    """Share out a sample over strata in proportion to how many cases they have.

    Largest remainders, in whole numbers. Of equal remainders the stratum with more cases goes
    first, then the first by the UTF-8 bytes of its name.

    The method is not monotone: one case more in total can take one from a stratum. To extend a
    sample that is drawn, give its sizes as `at_least`.

    Parameters
    ----------
    populations : mapping of stratum to number of cases
    total : int
        Census strata included.
    at_least : int or mapping of stratum to int
        One number stands for every stratum, and a stratum with fewer cases is taken whole. A
        mapping is meant to the letter.
    at_most : int or mapping of stratum to int, optional
        One number stands for every stratum that is not a census.
    census : set of strata
        Those that are taken whole.

    Returns
    -------
    dict of stratum to int
        In the order of `populations`; adds up to `total`.

    Raises
    ------
    SamplingError
        If the limits contradict each other or make the total impossible; says which.

    References
    ----------
    Cochran (1977), *Sampling Techniques*, 3rd ed., section 5.3; Balinski and Young (2001),
    *Fair Representation*, 2nd ed.: Hamilton's method, and the Alabama paradox.
    """
    limits = Limits.of(populations, total, at_least, at_most, census)
    return share_out(limits.populations, limits)


def allocate_equally(
    populations: Mapping[str, int],
    total: int,
    *,
    at_least: int | Mapping[str, int] = 0,
    at_most: int | Mapping[str, int] | None = None,
    census: AbstractSet[str] = frozenset(),
) -> dict[str, int]:
    """Share out a sample evenly, for strata that are to be compared with each other.

    A stratum with too few cases is taken whole, and the others share what is left.

    Parameters
    ----------
    populations, total, at_least, at_most, census
        As for `allocate`.

    Raises
    ------
    SamplingError
        If the limits contradict each other or make the total impossible.
    """
    limits = Limits.of(populations, total, at_least, at_most, census)
    return share_out(dict.fromkeys(limits.populations, 1), limits)


def allocate_fixed(
    populations: Mapping[str, int], cases: int, *, census: AbstractSet[str] = frozenset()
) -> dict[str, int]:
    """Take the same number of cases from every stratum, or all of a stratum with no more.

    Parameters
    ----------
    populations : mapping of stratum to number of cases
    cases : int
    census : set of strata
        Those that are taken whole however many cases they have.
    """
    return Limits.without_total(populations, cases, None, census).least


def allocate_rate(
    populations: Mapping[str, int],
    rate: float,
    *,
    at_least: int | Mapping[str, int] = 0,
    at_most: int | Mapping[str, int] | None = None,
    census: AbstractSet[str] = frozenset(),
) -> dict[str, int]:
    """Take a share of all cases, in proportion: every tenth case, say.

    Parameters
    ----------
    populations, at_least, at_most, census
        As for `allocate`.
    rate : float from 0 to 1
        Read as the decimal it is written as; the total is rounded up to a whole case.

    Raises
    ------
    SamplingError
        If the rate is no share, or the limits make its total impossible.
    """
    share = written(rate, "rate")
    if not 0 <= share <= 1:
        raise SamplingError(f"A rate lies between 0 and 1, and {rate} does not.")
    total = ceil(share * Limits.without_total(populations, 0, None, frozenset()).total)
    return allocate(populations, total, at_least=at_least, at_most=at_most, census=census)
