"""How often the default intervals hold the truth: ``python -m sampling.coverage``.

Draws many samples from made-up frames whose true share is known, and counts. The chance comes
from Philox with a fixed key, so the table is the same whoever makes it with the same numpy.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.random import Generator, Philox

from sampling.estimate import share_from_counts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

KEY = 20_260_701
SAMPLES = 100_000
ENOUGH = 0.93


@dataclass(frozen=True, slots=True)
class Design:
    """A frame, the sample drawn from it, and how many cases meet the requirement.

    Attributes
    ----------
    name : str
    population, sampled : tuple of int, one a stratum
    shares : tuple of float
        Met, of the cases in the domain; rounded to whole cases.
    domain : float
        The part of each stratum that lies in the domain.
    """

    name: str
    population: tuple[int, ...]
    sampled: tuple[int, ...]
    shares: tuple[float, ...]
    domain: float = 1.0


@dataclass(frozen=True, slots=True)
class Coverage:
    """What came of many samples from one design.

    Attributes
    ----------
    truth : float
        The true share.
    held, below, above : float
        Of the intervals there were: those that held the truth, and those it lay below or above.
    width : float
        The mean width.
    undefined : float
        Of all samples, those that gave no interval.
    """

    truth: float
    held: float
    below: float
    above: float
    width: float
    undefined: float


EIGHT = (200, 150, 120, 100, 90, 80, 60, 40), (19, 14, 12, 10, 9, 7, 5, 4)
DESIGNS = (
    *(
        Design(f"8 strata, proportional, n = 80, {share:.0%}", *EIGHT, (share,) * 8)
        for share in (0.01, 0.02, 0.05, 0.2, 0.5, 0.9)
    ),
    Design(
        "6 skewed strata, 15 of each",
        (1000, 400, 200, 100, 60, 40),
        (15,) * 6,
        (0.05, 0.04, 0.03, 0.03, 0.02, 0.02),
    ),
    Design("2 skewed strata, 10 of each, 20%", (1000, 100), (10, 10), (0.2, 0.2)),
    Design("few cases weigh much, 10%", (1000, 50), (8, 30), (0.1, 0.0)),
    Design("rare in the large stratum", (2000, 300), (30, 50), (0.02, 0.5)),
    Design("5 strata, half of 30 read, 10%", (30,) * 5, (15,) * 5, (0.1,) * 5),
    Design("5 strata, half of 30 read, 3%", (30,) * 5, (15,) * 5, (1 / 30,) * 5),
    Design("20 strata, 3 of 40 read, 10%", (40,) * 20, (3,) * 20, (0.1,) * 20),
    Design("20 strata, 2 of 40 read, 10%", (40,) * 20, (2,) * 20, (0.1,) * 20),
    Design("4 strata, one read in full, 5%", (20, 100, 200, 300), (20, 15, 25, 30), (0.05,) * 4),
    Design("2 strata, large one read in full", (200, 100), (200, 20), (0.0, 0.1)),
    Design(
        "domain of 30%, 5 strata", (200, 150, 120, 100, 90), (20, 15, 12, 10, 10), (0.1,) * 5, 0.3
    ),
    Design(
        "domain of 30%, one read in full", (100, 150, 120), (100, 15, 15), (0.3, 0.05, 0.05), 0.3
    ),
    Design("strata all or none", (100,) * 6, (10,) * 6, (0.0, 0.0, 0.1, 0.5, 0.9, 1.0)),
    Design("1 stratum, 20 of 60, 10%", (60,), (20,), (0.1,)),
    Design("1 stratum, 30 of 400, 3%", (400,), (30,), (0.03,)),
)


def cover(design: Design, samples: int, confidence: float = 0.95) -> Coverage:
    """Draw many samples from one design and count the intervals that hold the truth.

    Parameters
    ----------
    design : Design
    samples : int
    confidence : float in (0, 1)
    """
    chance = Generator(Philox(key=KEY))
    population, sampled = np.array(design.population), np.array(design.sampled)
    inside = np.rint(population * design.domain).astype(int)
    met = np.rint(inside * np.array(design.shares)).astype(int)
    hits = np.empty((samples, len(population)), dtype=int)
    counted = np.empty_like(hits)
    for h, (frame, n) in enumerate(zip(population, sampled, strict=True)):
        kinds = [met[h], inside[h] - met[h], frame - inside[h]]
        drawn = chance.multivariate_hypergeometric(kinds, n, size=samples)
        hits[:, h], counted[:, h] = drawn[:, 0], drawn[:, 0] + drawn[:, 1]
    found = share_from_counts(hits, counted, sampled, population, confidence=confidence)
    truth = met.sum() / inside.sum()
    there = ~np.isnan(found.low)
    low, high = found.low[there], found.high[there]
    # A truth that is a limit is held, though the division may round the two apart.
    below, above = truth < low - 1e-12, truth > high + 1e-12
    return Coverage(
        truth=float(truth),
        held=float(1 - below.mean() - above.mean()),
        below=float(below.mean()),
        above=float(above.mean()),
        width=float((high - low).mean()),
        undefined=float(1 - there.mean()),
    )


def table(samples: int) -> Iterator[str]:
    """Write the coverage of every design as the lines of a Markdown table."""
    yield "| design | true share | held | truth below | truth above | mean width | no interval |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for design in DESIGNS:
        found = cover(design, samples)
        figures = (found.truth, found.held, found.below, found.above, found.width, found.undefined)
        yield f"| {design.name} | " + " | ".join(f"{100 * x:.1f} %" for x in figures) + " |"


def random_designs(number: int) -> Iterator[Design]:
    """Make up designs that nobody would choose: few cases of large strata, all of small ones."""
    chance = Generator(Philox(key=KEY))
    for place in range(number):
        strata = int(chance.integers(1, 9))
        population = np.rint(np.exp(chance.uniform(np.log(5), np.log(2000), strata))).astype(int)
        sampled = np.minimum(population, chance.integers(2, 31, strata))
        level = float(chance.choice([0.01, 0.03, 0.05, 0.1, 0.2, 0.5]))
        kinds = (
            np.full(strata, level),
            chance.uniform(0, 0.2, strata),
            chance.beta(0.3, 0.8, strata),
        )
        yield Design(
            f"random {place}",
            tuple(population.tolist()),
            tuple(sampled.tolist()),
            tuple(kinds[place % 3].tolist()),
            float(chance.choice([1.0, 1.0, 0.5, 0.3])),
        )


def survey(number: int, samples: int) -> Iterator[str]:
    """Tell how the worst of many random designs fare, whole frames and domains apart."""
    for what, chosen in (("whole frames", (1.0,)), ("domains across strata", (0.5, 0.3))):
        held = [
            (cover(design, samples).held, design)
            for design in random_designs(number)
            if design.domain in chosen and _anything_met(design)
        ]
        worst, where = min(held, key=lambda found: found[0])
        below = sum(share < ENOUGH for share, _ in held)
        yield (
            f"{what}: {len(held)} designs, held on average {np.mean([h for h, _ in held]):.1%}, "
            f"{below} of them less than {ENOUGH:.0%}, the worst {worst:.1%} ({where})"
        )


def _anything_met(design: Design) -> bool:
    inside = np.rint(np.array(design.population) * design.domain)
    return bool(np.rint(inside * np.array(design.shares)).sum())


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = ArgumentParser(prog="python -m sampling.coverage", description=main.__doc__)
    parser.add_argument("--samples", type=int, default=SAMPLES, help="samples of each design")
    parser.add_argument("--random", type=int, default=0, help="random designs instead")
    asked = parser.parse_args(arguments)
    for line in survey(asked.random, asked.samples) if asked.random else table(asked.samples):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
