"""Our estimates beside those that the package survey printed: see `references/r`."""

import numpy as np

from sampling import (
    Against,
    StratumCounts,
    compare_domains,
    design_effect,
    estimate_mean,
    estimate_mean_difference,
    estimate_median,
    estimate_ratio,
    estimate_share,
    estimate_total,
    intervals,
    poststratified_mean,
    weighting_class_mean,
)
from tests.sampling.comparisons_with_r import beside
from tests.sampling.reading import published

SCHOOLS = {"E": 4421, "H": 755, "M": 1018}


def cases_of(name):
    """Give the columns of a data set, and the cases of its strata."""
    if name == "schools":
        rows = published("schools")
        columns = {
            "unit": [list(SCHOOLS).index(row["type"]) for row in rows],
            "met": [row["award"] == "yes" for row in rows],
            "days": [row["score"] for row in rows],
            "visits": [row["pupils"] for row in rows],
        }
        columns["domain"] = [
            (int(row["pupils"]) >= 400) + (int(row["pupils"]) >= 800) for row in rows
        ]
        return {key: np.array(column, dtype=int) for key, column in columns.items()}, [
            *SCHOOLS.values()
        ]
    rows = published("case_files")
    if name == "in_part":
        rows = [row for row in rows if row["unit"] != "2"]
    columns = {key: np.array([int(row[key]) for row in rows]) for key in rows[0]}
    known = dict(zip(columns["unit"].tolist(), columns["population"].tolist(), strict=True))
    # A unit that is left out has no case in the frame.
    return columns, [known.get(unit, 0) for unit in range(7)]


def place(row):
    """Give what every estimate is made from, for the domain of a row."""
    columns, frame = cases_of(row["data"])
    domain = row.get("domain", "")
    inside = columns["domain"] == int(domain) if domain else np.ones(len(columns["unit"]), bool)
    return columns, (columns["unit"], frame), inside


def estimates():
    for row in published("r_estimates"):
        columns, where, inside = place(row)
        kind, days = row["kind"], columns["days"]
        if kind == "share":
            found = estimate_share(columns["met"], *where, in_domain=inside)
        elif kind == "ratio":
            found = estimate_ratio(days, columns["visits"], *where, in_domain=inside)
        elif kind == "mean":
            found = estimate_mean(days, *where, in_domain=inside)
        else:
            values = np.ones_like(days) if kind == "count" else days
            found = estimate_total(values, *where, in_domain=inside)
        name = "estimate_total" if kind == "count" else f"estimate_{kind}"
        value = found.share if kind == "share" else found.value
        yield beside(name, row["origin"], value, row["value"])
        yield beside(f"{name}, error", row["origin"], found.standard_error, row["error"])
        if row["low"] and kind != "share":
            origin = f"{row['origin']}, confint with t"
            yield beside(f"{name}, limits", origin, found.interval.low, row["low"])
            yield beside(f"{name}, limits", origin, found.interval.high, row["high"])


def limits():
    for row in published("r_limits"):
        columns, where, inside = place(row)
        method, origin, confidence = row["method"], row["origin"], float(row["confidence"])
        options = {"in_domain": inside, "confidence": confidence}
        if method == "median":
            found = estimate_median(columns["days"], *where, **options)
            yield beside("estimate_median", origin, found.value, row["value"])
            continue
        found = estimate_share(columns["met"], *where, **options)
        share, error, limit = found.share, found.standard_error, found.interval
        name = "estimate_share, limits"
        if method == "beta":
            name, limit = "korn_graubard", uncorrected(found, confidence)
        elif method != "cut":
            name, limit = "logit", intervals.logit(share, error, found.df, confidence=confidence)
        if limit:
            yield beside(name, origin, limit.low, row["low"], 1e-9)
            yield beside(name, origin, limit.high, row["high"], 1e-9)


def uncorrected(found, confidence):
    """Give the limits without a correction, unless the sample is worth more than its cases."""
    variance = found.standard_error**2
    if found.share * (1 - found.share) / variance > found.counted:
        return None
    return intervals.korn_graubard(
        found.share,
        found.counted,
        variance=variance,
        variance_without_fpc=variance,
        df=found.df,
        confidence=confidence,
    )


def made_up_for():
    for row in published("r_adjustment"):
        columns, where, _ = place(row)
        values = columns[row["of"]]
        if row["kind"] == "known":
            sizes = [int(size) for size in row["sizes"].split()]
            found = poststratified_mean(values, *where, columns["group"], sizes)
            name = "poststratified_mean"
            yield beside(f"{name}, error", row["origin"], found.standard_error, row["error"])
        else:
            told = columns["answered"] == 1
            found = weighting_class_mean(values, told, *where, columns["group"])
            name = "weighting_class_mean"
        yield beside(name, row["origin"], found.value, row["value"])


def differences():
    for row in published("r_differences"):
        columns, (unit, frame), _ = place(row)
        one, other = (columns["domain"] == int(row[which]) for which in ("first", "second"))
        origin = row["origin"]
        if row["of"] == "days":
            found = estimate_mean_difference(columns["days"], unit, frame, one, other)
            name = "estimate_mean_difference"
            yield beside(name, origin, found.value, row["value"])
            yield beside(f"{name}, error", origin, found.standard_error, row["error"])
            continue
        changes = compare_domains(*(in_strata(columns, frame, marks) for marks in (one, other)))
        least, most = (
            estimate_share(columns["met"], unit, frame, in_domain=marks).standard_error
            for marks in (one, other)
        )
        error = np.sqrt(least**2 + most**2 - 2 * changes.correlation * least * most)
        name = "compare_domains"
        yield beside(name, origin, changes.difference, row["value"])
        yield beside(f"{name}, error", origin, error, row["error"])
        yield beside(f"{name}, correlation", origin, changes.correlation, row["correlation"])


def in_strata(columns, frame, inside):
    """Count the cases of a group in each stratum."""
    hits, counted, opened = (
        np.bincount(columns["unit"][marks], minlength=len(frame))
        for marks in (inside & (columns["met"] == 1), inside, inside | True)
    )
    return StratumCounts.of(hits, counted, opened, frame)


def effects():
    for row in published("r_design_effects"):
        columns, where, inside = place(row)
        found = estimate_share(columns["met"], *where, in_domain=inside)
        ours = design_effect(found, Against(row["against"])).value
        yield beside(f"design_effect, {row['against']}", row["origin"], ours, row["value"])
