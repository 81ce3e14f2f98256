"""Our figures beside those of others: drawing, sharing out, size and intervals."""

import subprocess
import tempfile
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import ceil, sqrt
from pathlib import Path

from sampling import (
    Side,
    allocate,
    allocate_for_targets,
    allocate_neyman,
    allocate_optimally,
    chance_to_discover,
    draw,
    power_to_detect_change,
    size_for_mean,
    size_for_share,
    size_to_accept_rate,
)
from sampling.exact import marked_interval
from sampling.intervals import clopper_pearson, wilson
from tests.sampling.establishments import COSTS, POPULATIONS, deviations, errors
from tests.sampling.golden import FRAME, SEED, SIZES
from tests.sampling.house_2020 import SEATS
from tests.sampling.reading import published

# The textbooks round 1.96 to 2.
TWO = 0.9544997361036416


@dataclass(frozen=True, slots=True)
class Comparison:
    """One figure of ours beside one of somebody else's.

    `within` is what their rounding, or a difference that the page explains, leaves room for.
    """

    function: str
    origin: str
    ours: float
    theirs: float
    within: float = 0.0

    @property
    def difference(self):
        return abs(self.ours - self.theirs)


def drawing():
    with tempfile.TemporaryDirectory() as home:
        (Path(home) / "transcript.json").write_text(f'{{"seed": "{SEED}"}}', encoding="utf-8")
        (Path(home) / "frame.txt").write_bytes(FRAME.text())
        script = Path(__file__).with_name("redraw.sh")
        done = subprocess.run(
            ["/bin/sh", script, "transcript.json", "frame.txt"],
            cwd=home,
            capture_output=True,
            check=True,
            encoding="utf-8",
        )
    redone = [line.split("\t")[2] for line in done.stdout.splitlines()]
    ours = [
        case
        for queue in draw(FRAME, SIZES, SEED).values()
        for case in queue.selected + queue.spares
    ]
    for place, case in enumerate(ours):
        yield Comparison(
            "draw", "place in the queue, by sha256sum and sort of GNU", place, redone.index(case)
        )


def sharing_out():
    for row in published("allocation_within_limits"):
        names = [str(place) for place in range(len(row["spread"].split()))]
        spread, least, most, theirs = (
            dict(zip(names, map(float, row[column].split()), strict=True))
            for column in ("spread", "least", "most", "sizes")
        )
        found = allocate_neyman(
            dict.fromkeys(names, 10_000),
            {name: figure / 10_000 for name, figure in spread.items()},
            int(row["total"]),
            at_least={name: int(figure) for name, figure in least.items()},
            at_most={name: int(figure) for name, figure in most.items()},
        )
        for name, figure in theirs.items():
            parts = "in parts of cases" if figure % 1 else "whole"
            within = 0.5 if figure % 1 else 0.0
            origin = f"stratallo, tests, optimum within limits, {parts}"
            yield Comparison("allocate_neyman", origin, found[name], figure, within)
    seats = allocate_optimally(
        {state: people for state, (people, _) in SEATS.items()},
        dict.fromkeys(SEATS, 1),
        435,
        at_least=1,
    )
    for state, (_, given) in SEATS.items():
        origin = "U.S. Census Bureau (2021), seats of the House, by Wright (2012)"
        yield Comparison("allocate_optimally", origin, seats[state], given)
    cities = {"large": 16, "other": 48}
    spread = {"large": sqrt(53_843), "other": sqrt(5_581)}
    for name, function, ours, theirs in (
        ("allocate_neyman", "Cochran (1977), section 5.9", allocate_neyman(cities, spread, 24), 12),
        ("allocate", "Cochran (1977), section 5.9", allocate(cities, 24), 6),
    ):
        yield Comparison(name, function, ours["large"], theirs)
        yield Comparison(name, function, ours["other"], 24 - theirs)


def several_targets():
    relative = {
        "revenue": sqrt(0.0021705237),
        "employees": 0.05,
        "research": 0.03,
        "offshore": 0.03,
    }
    function = "allocate_for_targets"

    def found(costs, **changed):
        wanted = {name: error for name, error in (relative | changed).items() if error}
        spread = {name: deviations()[name] for name in wanted}
        return allocate_for_targets(
            POPULATIONS, spread, errors(**wanted), costs=costs, at_least=100
        )

    book = "Valliant, Dever and Kreuter (2018), table 5.4"
    best = found(COSTS)
    for ours, theirs in zip(best.sizes.values(), (413, 318, 124, 1397, 596), strict=True):
        yield Comparison(function, book, ours, theirs)
    yield Comparison(f"{function}, least cost", book, best.least_cost, 300_000, 0.5)
    alone = found(COSTS, revenue=None).least_cost
    yield Comparison(f"{function}, least cost", "svyplan (Dicko), tests", alone, 265_192, 0.5)
    fewest = found(None, revenue=0.0466).least_cost
    manual = "mosalloc (Willems), example 8 of the manual"
    yield Comparison(f"{function}, least cost", manual, fewest, 2_843.219, 0.01)


def sizes():
    for row in published("sizes_for_share"):
        ours = size_for_share(int(row["population"]), float(row["margin"]))
        origin = "Krejcie and Morgan (1970), table 1, rounded to the nearest, ours up"
        yield Comparison("size_for_share", origin, ours, int(row["cases"]), 1)
    islanders = size_for_share(3_200, 0.05, confidence=TWO)
    yield Comparison("size_for_share", "Cochran (1977), section 4.4", islanders, 356)
    seedlings = size_for_mean(430, 1.9, sqrt(85.6), confidence=TWO)
    yield Comparison("size_for_mean", "Cochran (1977), section 4.6", seedlings, 78)
    for row in published("attribute_sample_sizes"):
        ours, _ = size_to_accept_rate(
            float(row["tolerable"]), float(row["expected"]), float(row["confidence"])
        )
        origin = "AICPA (2017), Audit Guide: Audit Sampling, tables A-1 and A-2"
        yield Comparison("size_to_accept_rate", origin, ours, int(row["cases"]))
    power = power_to_detect_change(0.5, 0.75, 50)
    manual = "R, power.prop.test, example of the manual"
    yield Comparison("power_to_detect_change", manual, power, 0.740, 0.0005)
    for faulty in range(9):
        for cases in range(9):
            samples = list(combinations(range(8), cases))
            hit = sum(any(case < faulty for case in sample) for sample in samples)
            if faulty <= 8 and cases <= 8:
                ours = float(chance_to_discover(8, faulty, cases))
                origin = "every sample of 8 cases counted, in fractions"
                theirs = float(Fraction(hit, len(samples)))
                yield Comparison("chance_to_discover", origin, ours, theirs)


def intervals():
    for row in published("attribute_upper_limits"):
        confidence = float(row["confidence"])
        found = clopper_pearson(
            int(row["hits"]), int(row["sampled"]), confidence=confidence, side=Side.at_most
        )
        # The guide rounds limits up, to a tenth of a per cent.
        ours = ceil(round(found.high * 1000, 9)) / 10
        origin = "AICPA (2017), Audit Guide: Audit Sampling, tables A-3 and A-4, per cent"
        yield Comparison("clopper_pearson", origin, ours, float(row["percent"]))
    for row in published("single_proportion"):
        method = {"wilson": wilson, "clopper_pearson": clopper_pearson}[row["method"]]
        found = method(int(row["hits"]), int(row["sampled"]), confidence=float(row["confidence"]))
        for ours, theirs in ((found.low, row["low"]), (found.high, row["high"])):
            origin = "Newcombe (1998), Stat Med 17, 857-872, table I"
            yield Comparison(row["method"], origin, ours, float(theirs), 0.5e-4)
    for hits, low, high in ((45, 110, 161), (2, 2, 19)):
        ours = marked_interval(hits, 100, 300, Fraction(19, 20))
        origin = "samplingbook, Sprop, which names the first number rejected, ours the last kept"
        yield Comparison("share_interval, cases", origin, ours[0], low, 1)
        yield Comparison("share_interval, cases", origin, ours[1], high, 1)
    yield from counted_limits(9)


def counted_limits(population):
    """Find the exact limits by looking at every sample there is."""
    cases = range(population)
    for sampled in range(1, population + 1):
        samples = list(combinations(cases, sampled))
        ways = [
            [sum(case < marked for case in sample) for sample in samples]
            for marked in range(population + 1)
        ]
        for hits in range(sampled + 1):
            kept = [
                marked
                for marked, found in enumerate(ways)
                if 40 * sum(hit <= hits for hit in found) > len(samples)
                and 40 * sum(hit >= hits for hit in found) > len(samples)
            ]
            ours = marked_interval(hits, sampled, population, Fraction(19, 20))
            origin = f"every sample of {population} cases counted"
            yield Comparison("share_interval, cases", origin, ours[0], kept[0])
            yield Comparison("share_interval, cases", origin, ours[1], kept[-1])
