"""How many cases of each stratum, and what they can say. Pure."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto
from fractions import Fraction
from math import ceil, hypot

from app.errors import N_, DomainError
from sampling import advise_census, allocate, chance_to_discover, margin_of, size_for_share

# "A fault in every 20th file": what a reader can picture, and what a round should find.
ONE_IN = 20


class SizeBy(StrEnum):
    """How somebody says how large a sample is to be."""

    number = auto()
    margin = auto()
    census = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How large a sample somebody wants: so many, as certain as this, or every case.

    ``margin`` is a share: 0.05 is five percentage points on either side.
    """

    size_by: SizeBy
    sample_size: int = 0
    margin: float = 0.1
    at_least: int = 0
    census_strata: frozenset[str] = frozenset()


class NobodyToDraw(DomainError):
    """A sample from nothing would look like a finding."""

    status = 422
    message = N_("No case meets the rules. Widen the period, the units or the placement forms.")


class SampleTooLarge(DomainError):
    """A sample is never shrunk in silence: whoever asked for more must know there are fewer."""

    status = 422
    message = N_(
        "You want %(wanted)s cases, and there are %(available)s. Choose fewer, or review them all."
    )


class SampleTooSmall(DomainError):
    """Every stratum gets the least it was promised, or the promise is changed by a person."""

    status = 422
    message = N_(
        "The least number in each stratum, and the strata that are reviewed whole, need "
        "%(needed)s cases, and you want %(wanted)s. Choose more, or lower the least number."
    )


def sizes_of(populations: Mapping[str, int], wanted: Wanted) -> dict[str, int]:
    """Share out the sample over the strata.

    Raises
    ------
    NobodyToDraw, SampleTooLarge, SampleTooSmall
        If no sample is like that.
    """
    available = sum(populations.values())
    if not available:
        raise NobodyToDraw
    if wanted.size_by is SizeBy.census:
        return dict(populations)
    needed = _needed(populations, wanted)
    if wanted.size_by is SizeBy.margin:
        return _certain_enough(populations, wanted, max(needed, 1), available)
    if wanted.sample_size > available:
        raise SampleTooLarge(wanted=wanted.sample_size, available=available)
    if wanted.sample_size < max(needed, 1):
        raise SampleTooSmall(wanted=wanted.sample_size, needed=max(needed, 1))
    return _allocated(populations, wanted, wanted.sample_size)


def _needed(populations: Mapping[str, int], wanted: Wanted) -> int:
    return sum(
        size if stratum in wanted.census_strata else min(size, wanted.at_least)
        for stratum, size in populations.items()
    )


def _allocated(populations: Mapping[str, int], wanted: Wanted, total: int) -> dict[str, int]:
    # A stratum without cases is whole with none; the library knows only strata that exist.
    census = wanted.census_strata & populations.keys()
    return allocate(populations, total, at_least=wanted.at_least, census=census)


def _certain_enough(
    populations: Mapping[str, int], wanted: Wanted, needed: int, available: int
) -> dict[str, int]:
    """Find the smallest sample whose margin is small enough, given how it is shared out."""
    fewest = max(needed, size_for_share(available, wanted.margin))

    def enough(total: int) -> bool:
        margin = margin_over(populations, _allocated(populations, wanted, total))
        return margin is not None and margin <= wanted.margin

    total = bisect_left(range(available + 1), True, lo=fewest, hi=available, key=enough)
    return _allocated(populations, wanted, total)


def margin_over(populations: Mapping[str, int], sizes: Mapping[str, int]) -> float | None:
    """Tell by how much a share of all cases will be uncertain on either side, at 95 %.

    ``None`` if a stratum gets no case: then nothing is known of it, and little of the whole.
    """
    if any(not sizes[stratum] for stratum in populations):
        return None
    whole = sum(populations.values())
    return hypot(
        *(size / whole * margin_of(size, sizes[stratum]) for stratum, size in populations.items())
    )


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a sample of these sizes will be able to say, and what it costs.

    ``chance`` is that of finding a fault that is in ``faulty`` of the cases, wherever they lie.
    """

    population: int
    sample: int
    margin: float | None
    faulty: int
    chance: Fraction
    readings: int
    hours: float
    census_is_better: bool
    sample_for_ten_points: int

    @property
    def whole(self) -> bool:
        return self.sample == self.population


def outlook(
    populations: Mapping[str, int],
    sizes: Mapping[str, int],
    *,
    double_share: float,
    hours_per_case: float,
) -> Outlook:
    """Say what a sample can bear before anybody has read a file."""
    population, sample = sum(populations.values()), sum(sizes.values())
    faulty = ceil(population / ONE_IN)
    advice = advise_census(population)
    readings = sample + ceil(Fraction(str(double_share)) * sample)
    return Outlook(
        population=population,
        sample=sample,
        margin=margin_over(populations, sizes),
        faulty=faulty,
        chance=chance_to_discover(population, faulty, sample),
        readings=readings,
        hours=readings * hours_per_case,
        census_is_better=advice.advised and sample < population,
        sample_for_ten_points=advice.sample,
    )
