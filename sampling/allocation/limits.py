"""How few and how many cases each stratum may get, whatever it is that shares them out."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from operator import index

from sampling.errors import SamplingError
from sampling.given import LARGEST_COUNT, of_kind


@dataclass(frozen=True, slots=True)
class Limits:
    """The least and the most cases of every stratum, for a total that fits between them.

    Attributes
    ----------
    populations, least, most : dict of stratum to number of cases
        ``0 <= least <= most <= population``.
    total : int
        From the sum of the least to the sum of the most.
    """

    populations: dict[str, int]
    total: int
    least: dict[str, int]
    most: dict[str, int]

    @classmethod
    def of(
        cls,
        populations: Mapping[str, int],
        total: int,
        at_least: int | Mapping[str, int],
        at_most: int | Mapping[str, int] | None,
        census: Set[str],
    ) -> Limits:
        """Read limits as a user states them.

        Parameters
        ----------
        populations : mapping of stratum to number of cases
        total : int
        at_least : int or mapping of stratum to int
            One number stands for every stratum, and a stratum with fewer cases is taken whole.
            A mapping is meant to the letter; a stratum it leaves out may get none.
        at_most : int or mapping of stratum to int, or None
            One number stands for every stratum that is not a census.
        census : set of strata
            Those that are taken whole.

        Raises
        ------
        SamplingError
            If a limit names an unknown stratum, contradicts another, or makes the total
            impossible.
        """
        limits = cls.without_total(populations, at_least, at_most, census)
        limits = replace(limits, total=_count("total", total))
        _check_total(limits, census)
        return limits

    @classmethod
    def without_total(
        cls,
        populations: Mapping[str, int],
        at_least: int | Mapping[str, int],
        at_most: int | Mapping[str, int] | None,
        census: Set[str],
    ) -> Limits:
        """Read limits when the total is what is asked for; it is then the most there may be."""
        of_kind("populations", populations, Mapping)
        of_kind("census", census, Set)
        for stratum in populations:
            of_kind("name of a stratum", stratum, str)
        counts = {stratum: _count(stratum, size) for stratum, size in populations.items()}
        if not counts:
            raise SamplingError("There are no strata to share the cases out to.")
        _check_known(census, counts, "census")
        least = _least(counts, at_least)
        most = _most(counts, at_most, census)
        least |= {stratum: counts[stratum] for stratum in census}
        for stratum in counts:
            if least[stratum] > most[stratum]:
                raise SamplingError(
                    f"Stratum {stratum!r} must have at least {least[stratum]} cases"
                    f" and may have at most {most[stratum]}."
                )
        return cls(counts, sum(most.values()), least, most)


def _check_total(limits: Limits, census: Set[str]) -> None:
    whole = sum(limits.populations[stratum] for stratum in census)
    fewest, most, all_of_them = (
        sum(numbers.values()) for numbers in (limits.least, limits.most, limits.populations)
    )
    if limits.total > all_of_them:
        raise SamplingError(f"{limits.total} cases are more than the {all_of_them} there are.")
    if limits.total > most:
        raise SamplingError(
            f"{limits.total} cases are more than the {most} that at_most leaves room for."
        )
    if limits.total < whole:
        raise SamplingError(f"{limits.total} cases are fewer than the {whole} of the census.")
    if limits.total < fewest:
        raise SamplingError(f"{limits.total} cases are fewer than the {fewest} at_least asks for.")


def _least(populations: dict[str, int], at_least: int | Mapping[str, int]) -> dict[str, int]:
    if not isinstance(at_least, Mapping):
        floor = _count("at_least", at_least)
        return {stratum: min(floor, size) for stratum, size in populations.items()}
    _check_known(at_least.keys(), populations, "at_least")
    floors = {stratum: _count(stratum, at_least.get(stratum, 0)) for stratum in populations}
    for stratum, floor in floors.items():
        if floor > populations[stratum]:
            raise SamplingError(
                f"Stratum {stratum!r} must have at least {floor} cases"
                f" and there are {populations[stratum]}."
            )
    return floors


def _most(
    populations: dict[str, int],
    at_most: int | Mapping[str, int] | None,
    census: Set[str],
) -> dict[str, int]:
    if at_most is None:
        return dict(populations)
    if isinstance(at_most, Mapping):
        _check_known(at_most.keys(), populations, "at_most")
        caps = {stratum: _count(stratum, cap) for stratum, cap in at_most.items()}
    else:
        cap = _count("at_most", at_most)
        caps = dict.fromkeys(populations.keys() - census, cap)
    return {stratum: min(size, caps.get(stratum, size)) for stratum, size in populations.items()}


def _count(name: str, number: int) -> int:
    if isinstance(number, bool):
        raise SamplingError(f"{name!r} must be a whole number, not {number!r}.")
    try:
        count = index(number)
    except TypeError as error:
        raise SamplingError(f"{name!r} must be a whole number, not {number!r}.") from error
    if count < 0:
        raise SamplingError(f"{name!r} must not be negative, and it is {count}.")
    if count > LARGEST_COUNT:
        raise SamplingError(f"{name!r} must be at most {LARGEST_COUNT}, and it is more.")
    return count


def _check_known(strata: Set[str], populations: dict[str, int], name: str) -> None:
    for stratum in strata:
        if stratum not in populations:
            raise SamplingError(f"{name} names {stratum!r}, which is no stratum.")
