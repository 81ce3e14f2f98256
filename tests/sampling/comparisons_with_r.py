"""Our figures beside those that R printed: see `references/r`."""

from collections import defaultdict

import numpy as np

from sampling import (
    Adjustment,
    Side,
    adjust_p,
    agreement,
    chance_to_discover,
    changes_detected,
    faulty_ruled_out,
    intervals,
    power_to_detect_change,
    run_chart,
    share_interval,
    size_to_accept,
    size_to_accept_rate,
    size_to_detect_change,
    size_to_discover,
)
from sampling.agreement import Scale
from tests.sampling.comparisons import Comparison
from tests.sampling.reading import published

ADJUSTMENTS = {
    "holm": Adjustment.holm,
    "BH": Adjustment.benjamini_hochberg,
    "BY": Adjustment.benjamini_yekutieli,
}


def beside(function, origin, ours, theirs, within=1e-11):
    """Compare with a figure that was printed with all its digits."""
    figure = float(theirs)
    return Comparison(function, origin, float(ours), figure, within * max(1.0, abs(figure)))


def many_tests():
    families = defaultdict(list)
    for row in published("r_adjusted_p"):
        families[row["family"], row["method"]].append(row)
    for (_, method), rows in families.items():
        adjustment = ADJUSTMENTS[method]
        found = adjust_p([float(row["p"] or "nan") for row in rows], adjustment)
        for ours, row in zip(found, rows, strict=True):
            name, origin = f"adjust_p, {adjustment}", row["origin"]
            if row["value"]:
                yield beside(name, origin, ours, row["value"])
            else:
                yield Comparison(name, f"{origin}, left out", float(np.isnan(ours)), 1.0)


def powers():
    for row in published("r_power"):
        first, confidence = float(row["first"]), float(row["confidence"])
        origin = row["origin"]
        if row["what"] == "power":
            second, cases = float(row["second"]), int(row["cases"])
            ours = power_to_detect_change(first, second, cases, confidence=confidence)
            yield beside("power_to_detect_change", origin, ours, row["value"])
        elif row["what"] == "cases":
            second, power = float(row["second"]), float(row["power"])
            ours = size_to_detect_change(first, second, power=power, confidence=confidence)
            theirs = np.ceil(float(row["value"]))
            yield Comparison("size_to_detect_change", f"{origin}, rounded up", ours, theirs)
        else:
            _, ours = changes_detected(first, int(row["cases"]), power=float(row["power"]))
            # Ours is rounded to the sixth decimal, on the safe side.
            yield Comparison("changes_detected", origin, ours, float(row["value"]), 1e-6)


def counted():
    for row in published("r_counting"):
        what, origin, allowed = row["what"], row["origin"], int(row["allowed"])
        confidence = float(row["confidence"] or "nan")
        if what == "rate":
            ours, _ = size_to_accept_rate(float(row["faulty"]), 0, confidence)
            yield Comparison("size_to_accept_rate", origin, ours, int(row["value"]))
            continue
        population = int(row["population"])
        if what == "chance":
            ours = chance_to_discover(population, int(row["faulty"]), int(row["cases"]))
            yield beside("chance_to_discover", origin, ours, row["value"])
        elif what == "ruled_out":
            cases = int(row["cases"])
            ours = faulty_ruled_out(population, cases, confidence, allowed=allowed)
            yield Comparison("faulty_ruled_out", origin, ours, int(row["value"]))
        elif what == "discover":
            ours = size_to_discover(population, int(row["faulty"]), confidence)
            yield Comparison("size_to_discover", origin, ours, int(row["value"]))
        else:
            faulty = int(row["faulty"])
            ours = size_to_accept(population, faulty, confidence, allowed=allowed)
            yield Comparison("size_to_accept", origin, ours, int(row["value"]))


def bounds():
    for row in published("r_bounds"):
        hits, sampled, confidence = int(row["hits"]), int(row["sampled"]), float(row["confidence"])
        if row["method"] == "hypergeometric":
            population = int(row["population"])
            found = share_interval(hits, sampled, population, confidence=confidence)
            low, high = found.low * population, found.high * population
            name = "share_interval, cases"
        else:
            name = row["method"]
            method = getattr(intervals, name)
            found = method(hits, sampled, confidence=confidence, side=Side(row["side"]))
            low, high = found.low, found.high
        yield beside(name, row["origin"], low, row["low"])
        yield beside(name, row["origin"], high, row["high"])


def reviewers():
    columns = list(zip(*(row.values() for row in published("ratings")), strict=True))
    for row in published("r_agreement"):
        chosen = [columns[int(reader)] for reader in row["readers"].split()]
        ratings = [[answer or None for answer in file] for file in zip(*chosen, strict=True)]
        name = row["coefficient"]
        if name == "fleiss_kappa":
            ratings = [answers for answers in ratings if None not in answers]
        found = getattr(agreement, name)(ratings, "0123", scale=Scale(row["scale"]))
        yield beside(name, row["origin"], found.value, row["value"])
        if row["error"]:
            # The published errors divide by n, ours by n - 1.
            ours = found.standard_error * np.sqrt((found.cases - 1) / found.cases)
            yield beside(f"{name}, error", row["origin"], ours, row["error"])


def charts():
    series = defaultdict(list)
    for row in published("r_charts"):
        series[row["series"]].append(row)
    for rows in series.values():
        found = run_chart([int(r["hits"]) for r in rows], [int(r["cases"]) for r in rows])
        for place_, row in enumerate(rows):
            yield beside("run_chart, low", row["origin"], found.low[place_], row["low"])
            yield beside("run_chart, high", row["origin"], found.high[place_], row["high"])
