"""Our figures beside those of others: estimates, changes, agreement, run charts."""

from math import sqrt

from sampling import agreement
from sampling.agreement import Scale, cohen_kappa, percent_agreement
from sampling.difference import join_limits
from sampling.estimate import estimate_mean, estimate_ratio, estimate_share, estimate_total
from sampling.intervals import wilson
from sampling.multiple import Adjustment, adjust_p
from sampling.run_chart import run_chart
from tests.sampling.comparisons import Comparison
from tests.sampling.reading import published
from tests.sampling.test_agreement import DATA, TABLES, from_table
from tests.sampling.test_multiple import NEUHAUS
from tests.sampling.test_quantities import HOURS, HOUSEHOLDS, PLACE
from tests.sampling.test_run_chart import CANS, ERRORS, ORDERS

TYPES = {"E": 4421, "H": 755, "M": 1018}


def estimates():
    schools = published("schools")
    for row in published("schools_by_r"):
        value, error = estimated(schools, row["kind"], row["of"], row["domain"])
        name = {"count": "estimate_total"}.get(row["kind"], f"estimate_{row['kind']}")
        for ours, theirs in ((value, row["value"]), (error, row["standard_error"])):
            # Fifteen digits are printed, and the last of them is anybody's.
            within = 1e-12 * abs(float(theirs)) + 1e-14
            origin = "survey 4.5 for R (Lumley), apistrat"
            yield Comparison(name, origin, ours, float(theirs), within)
    yield from limits()
    hours = estimate_mean(HOURS, PLACE, HOUSEHOLDS)
    book = "Scheaffer, Mendenhall and Ott, television hours"
    yield Comparison("estimate_mean", book, hours.value, 27.7, 0.05)
    yield Comparison("estimate_mean", f"{book}, variance", hours.standard_error**2, 1.97, 0.005)


def estimated(schools, kind, of, domain):
    """Give an estimate from the schools and its standard error."""
    stratum = [list(TYPES).index(school["type"]) for school in schools]
    frame = list(TYPES.values())
    inside = [domain in ("", school["award"]) for school in schools]
    score, pupils = ([float(school[name]) for school in schools] for name in ("score", "pupils"))
    if kind == "share":
        found = estimate_share(inside, stratum, frame)
        return found.share, found.standard_error
    if kind == "ratio":
        found = estimate_ratio(score, pupils, stratum, frame)
    else:
        values = {"score": score, "pupils": pupils, "award": [1.0] * len(schools)}[of]
        function = estimate_mean if kind == "mean" else estimate_total
        found = function(values, stratum, frame, in_domain=inside)
    return found.value, found.standard_error


def limits():
    schools = published("schools")
    stratum = [list(TYPES).index(school["type"]) for school in schools]
    score = [float(school["score"]) for school in schools]
    interval = estimate_mean(score, stratum, list(TYPES.values())).interval
    for ours, theirs in ((interval.low, 643.732188539262), (interval.high, 680.842538616048)):
        origin = "survey 4.5 for R (Lumley), apistrat, confint with t"
        yield Comparison("estimate_mean, limits", origin, ours, theirs, 1e-9)


def changes():
    for row in published("difference_of_proportions"):
        sides = []
        for which in ("first", "second"):
            hits, sampled = int(row[f"{which}_hits"]), int(row[f"{which}_sampled"])
            found = wilson(hits, sampled)
            sides += [hits / sampled, (found.low, found.high)]
        low, high = join_limits(*sides)
        for ours, theirs in ((low, row["low"]), (high, row["high"])):
            origin = "Newcombe (1998), Stat Med 17, 873-890, table II, method 10"
            yield Comparison("compare_rounds, limits", origin, float(ours), float(theirs), 0.51e-4)
    for adjustment, rejected in ((Adjustment.benjamini_hochberg, 4), (Adjustment.holm, 3)):
        ours = int((adjust_p(NEUHAUS, adjustment) <= 0.05).sum())
        origin = "Benjamini and Hochberg (1995), section 3.2, rejected of fifteen"
        yield Comparison(f"adjust_p, {adjustment}", origin, ours, rejected)


def reviewers():
    for row in published("agreement"):
        ratings, categories = DATA[row["dataset"]]
        found = getattr(agreement, row["coefficient"])(
            ratings, categories, scale=Scale(row["scale"])
        )
        origin = row["origin"].partition(",")[0].partition(";")[0]
        within = 0.51 * 10 ** -int(row["digits"])
        yield Comparison(row["coefficient"], origin, found.value, float(row["value"]), within)
        if row["standard_error"]:
            error = float(row["standard_error"])
            yield Comparison(row["coefficient"], origin, found.standard_error, error, within)
    for row in published("cohen_kappa"):
        table = TABLES[row["table"]]
        cases = sum(map(sum, table))
        found = cohen_kappa(from_table(table), range(len(table)), scale=Scale(row["scale"]))
        origin = row["origin"].partition(",")[0]
        within = 0.51 * 10 ** -int(row["digits"])
        yield Comparison("cohen_kappa", origin, found.value, float(row["value"]), within)
        if row["standard_error"]:
            # The published errors divide by n, ours by n - 1.
            ours = found.standard_error * sqrt((cases - 1) / cases)
            yield Comparison("cohen_kappa", origin, ours, float(row["standard_error"]), within)
    for table, agree, kappa in (([[40, 9], [6, 45]], 0.85, 0.70), ([[80, 10], [5, 5]], 0.85, 0.32)):
        ratings = from_table(table)
        origin = "Feinstein and Cicchetti (1990)"
        seen = percent_agreement(ratings, range(2)).value
        yield Comparison("percent_agreement", origin, seen, agree, 0.005)
        yield Comparison("cohen_kappa", origin, cohen_kappa(ratings, range(2)).value, kappa, 0.005)


def charts():
    cans, orders = run_chart(CANS, [50] * 30), run_chart(ERRORS, ORDERS)
    book = "Montgomery (2009), tables 7.1 and 7.4"
    for ours, theirs, within in (
        (cans.centre, 0.2313, 0.5e-4),
        (cans.low[0], 0.0524, 0.5e-4),
        (cans.high[0], 0.4102, 0.5e-4),
        (orders.high[0], 0.184, 0.6e-3),
        (orders.high[10], 0.180, 0.6e-3),
    ):
        yield Comparison("run_chart", book, float(ours), theirs, within)
