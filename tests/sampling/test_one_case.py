"""Means, totals, ratios, medians and changes with a stratum of which one case was read.

The figures of R come from the schools of `references/schools.csv`: the first twelve of E, the
first of H and the first twelve of M, with the rule as the option survey.lonely.psu.
"""

import math
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling.change import compare_rounds
from sampling.errors import SamplingError
from sampling.estimate import (
    OneCase,
    StratumCounts,
    Unknown,
    estimate_mean,
    estimate_median,
    estimate_ratio,
    estimate_share,
    estimate_total,
    poststratified_mean,
    share_from_counts,
    weighting_class_mean,
)
from sampling.intervals import Method
from tests.sampling.reading import published

FRAME = [4421, 755, 1018]
RULES = [OneCase.adjust, OneCase.average, OneCase.remove]
# Figures of two strata of several cases and one of a single case.
VALUES, PLACE, POPULATION = [1.0, 5.0, 3.0, 8.0, 9.0, 2.0], [0, 0, 0, 1, 1, 2], [30, 12, 7]


def schools():
    by_type = {kind: [s for s in published("schools") if s["type"] == kind] for kind in "EHM"}
    chosen = by_type["E"][:12] + by_type["H"][:1] + by_type["M"][:12]
    place = ["EHM".index(school["type"]) for school in chosen]
    columns = {name: [float(s[name]) for s in chosen] for name in ("score", "pupils")}
    return columns | {"award": [s["award"] == "yes" for s in chosen]}, place


def from_schools(row):
    columns, place = schools()
    rule = OneCase(row["rule"])
    if row["kind"] == "share":
        found = estimate_share(columns["award"], place, FRAME, one_case=rule)
        return found.share, found.standard_error
    if row["kind"] == "ratio":
        found = estimate_ratio(columns["score"], columns["pupils"], place, FRAME, one_case=rule)
    else:
        inside = columns["award"] if row["domain"] else None
        function = {"mean": estimate_mean, "total": estimate_total}[row["kind"]]
        found = function(columns[row["of"]], place, FRAME, in_domain=inside, one_case=rule)
    return found.value, found.standard_error


def without_the_odd_one(row):
    return (row["kind"], row["rule"]) != ("total", "adjust")


BY_R = published("one_case_by_r")


@pytest.mark.parametrize(
    "row", list(filter(without_the_odd_one, BY_R)), ids=lambda r: "-".join(list(r.values())[:4])
)
def test_the_rules_give_what_survey_for_r_gives(row):
    value, error = from_schools(row)

    assert value == pytest.approx(float(row["value"]), rel=1e-12)
    assert error == pytest.approx(float(row["standard_error"]), rel=1e-11)


def test_a_total_is_adjusted_from_the_mean_where_r_measures_from_nought():
    columns, place = schools()
    theirs, removed = (
        next(float(r["standard_error"]) for r in BY_R if (r["kind"], r["rule"]) == ("total", rule))
        for rule in ("adjust", "remove")
    )
    alone = columns["score"][place.index(1)]

    def adjusted_from(centre):
        return math.hypot(removed, 755 * (alone - centre) * math.sqrt(754 / 755))

    total = estimate_total(columns["score"], place, FRAME, one_case=OneCase.adjust)

    assert theirs == pytest.approx(adjusted_from(0.0))
    assert total.standard_error == pytest.approx(adjusted_from(total.value / sum(FRAME)))


figures = st.lists(st.integers(-50, 50), min_size=2, max_size=6)


@given(figures, figures, st.integers(-50, 50), st.sampled_from(list(OneCase)), st.integers(7, 40))
def test_a_total_of_a_whole_frame_errs_as_many_times_the_mean_as_there_are_cases(
    first, second, alone, rule, population
):
    values = [*first, *second, alone]
    place = [0] * len(first) + [1] * len(second) + [2]
    groups = [0, 1, 1] if rule is OneCase.collapse else None

    mean, total = (
        function(values, place, [population, 50, 9], one_case=rule, groups=groups)
        for function in (estimate_mean, estimate_total)
    )

    assert total.unknown is mean.unknown
    assert total.df == mean.df
    if mean.standard_error is not None:
        assert total.standard_error == pytest.approx((population + 59) * mean.standard_error)


@given(
    st.lists(st.tuples(st.integers(0, 1), st.booleans()), min_size=3, max_size=8),
    st.lists(st.tuples(st.integers(0, 1), st.booleans()), min_size=2, max_size=8),
    st.tuples(st.integers(0, 1), st.booleans()),
    st.sampled_from(list(OneCase)),
)
def test_a_mean_of_ones_and_zeros_is_a_share_under_every_rule(first, second, alone, rule):
    cases = [*first, *second, alone]
    met, inside = (list(part) for part in zip(*cases, strict=True))
    place = [0] * len(first) + [1] * len(second) + [2]
    chosen = {"one_case": rule, "groups": [0, 1, 1] if rule is OneCase.collapse else None}

    mean = estimate_mean(met, place, [30, 12, 7], in_domain=inside, **chosen)
    share = estimate_share(met, place, [30, 12, 7], in_domain=inside, **chosen)

    assert mean.df == share.df
    if mean.standard_error is not None:
        assert mean.value == pytest.approx(share.share)
        assert mean.standard_error == pytest.approx(share.standard_error)
    elif mean.unknown is not Unknown.no_variation:
        assert mean.unknown is share.unknown


def of_three_strata(rule):
    """Give the error of a mean by hand, stratum by stratum."""
    mean = (30 * 3 + 12 * 8.5 + 7 * 2) / 49
    several = [30**2 * 0.9 * 4 / 3, 12**2 * (10 / 12) * 0.5 / 2]
    parts = {
        OneCase.remove: [*several, 0.0],
        OneCase.average: [*several, sum(several) / 2],
        OneCase.adjust: [*several, (6 / 7) * (7 * (2 - mean)) ** 2],
        OneCase.collapse: [
            several[0],
            (1 - 3 / 19) * 3 * np.var([6 * (8 - mean), 6 * (9 - mean), 7 * (2 - mean)], ddof=1),
        ],
    }[rule]
    return math.sqrt(sum(parts)) / 49


@pytest.mark.parametrize("rule", [OneCase.adjust, OneCase.average, OneCase.remove])
def test_each_rule_is_what_it_says(rule):
    found = estimate_mean(VALUES, PLACE, POPULATION, one_case=rule)

    assert found.standard_error == pytest.approx(of_three_strata(rule))
    assert found.df == 3


def test_collapsed_strata_are_one_and_gain_a_degree_of_freedom():
    found = estimate_mean(VALUES, PLACE, POPULATION, one_case=OneCase.collapse, groups=[0, 1, 1])

    assert found.standard_error == pytest.approx(of_three_strata(OneCase.collapse))
    assert found.df == 4


ESTIMATES = [estimate_mean, estimate_total, estimate_median]


@pytest.mark.parametrize("estimate", ESTIMATES)
def test_by_default_one_case_gives_no_interval(estimate):
    found = estimate(VALUES, PLACE, POPULATION)

    assert found.value is not None
    assert found.interval is None
    assert found.unknown is Unknown.one_case_in_stratum


@pytest.mark.parametrize("estimate", ESTIMATES)
@pytest.mark.parametrize("rule", RULES)
def test_a_rule_gives_an_interval_around_the_same_figure(estimate, rule):
    refused = estimate(VALUES, PLACE, POPULATION)
    found = estimate(VALUES, PLACE, POPULATION, one_case=rule)

    assert found.value == refused.value
    assert found.interval.low < found.value < found.interval.high


@pytest.mark.parametrize("estimate", ESTIMATES)
@pytest.mark.parametrize(
    ("rule", "groups", "place", "why"),
    [
        (OneCase.average, None, [0, 1, 2], Unknown.one_case_in_stratum),
        (OneCase.adjust, None, [0, 1, 2], Unknown.too_few_cases),
        (OneCase.collapse, [0, 1, 2], [0, 0, 1, 1, 2], Unknown.one_case_in_stratum),
    ],
)
def test_a_rule_without_anything_to_go_by_gives_no_interval(estimate, rule, groups, place, why):
    found = estimate(VALUES[: len(place)], place, POPULATION, one_case=rule, groups=groups)

    assert found.interval is None
    assert found.unknown is why


@pytest.mark.parametrize("estimate", ESTIMATES)
@pytest.mark.parametrize("rule", [*RULES, OneCase.collapse])
@pytest.mark.parametrize("same", [0.1, 4.0, 1e9 / 7])
def test_figures_that_are_all_equal_show_no_spread_under_any_rule(estimate, rule, same):
    groups = [0, 1, 1] if rule is OneCase.collapse else None

    found = estimate([same] * 6, PLACE, POPULATION, one_case=rule, groups=groups)

    assert found.interval is None
    assert found.unknown is Unknown.no_variation


def test_one_case_of_one_is_a_stratum_read_in_full_and_needs_no_rule():
    by_rule = [
        estimate_mean(VALUES, PLACE, [30, 12, 1], one_case=rule).standard_error
        for rule in (OneCase.refuse, *RULES)
    ]

    assert len(set(by_rule)) == 1
    assert by_rule[0] is not None


def every_total(strata, sizes, **rule):
    """Estimate the total from every sample there is, one case of all strata but the first."""
    place = [h for h, n in enumerate(sizes) for _ in range(n)]
    chosen = [combinations(stratum, n) for stratum, n in zip(strata, sizes, strict=True)]
    population = [len(stratum) for stratum in strata]
    return [
        estimate_total([y for part in sample for y in part], place, population, **rule)
        for sample in product(*chosen)
    ]


def mean_variance(found):
    return np.mean([(estimate.standard_error or 0.0) ** 2 for estimate in found])


def test_over_all_samples_collapsing_adds_how_far_apart_the_strata_lie():
    one, other = [2.0, 6.0, 9.0, 7.0], [9.0, 2.0, 7.0, 11.0]

    found = every_total(
        [[4.0, 4.0], one, other], [2, 1, 1], one_case=OneCase.collapse, groups=[0, 1, 1]
    )

    # A case of one already differs less from the mean than the finite correction allows for.
    truth = 4**2 * (np.var(one) + np.var(other))
    apart = 4**2 * (np.mean(one) - np.mean(other)) ** 2
    assert np.var([estimate.value for estimate in found]) == pytest.approx(truth)
    assert mean_variance(found) == pytest.approx((1 - 2 / 8) * (truth + apart))


@pytest.mark.parametrize(
    ("rule", "errs"),
    [
        (OneCase.adjust, "above"),
        (OneCase.collapse, "above"),
        (OneCase.average, "below"),
        (OneCase.remove, "below"),
    ],
)
def test_where_strata_differ_much_two_rules_overstate_and_two_do_not(rule, errs):
    groups = [0, 1, 1] if rule is OneCase.collapse else None

    found = every_total(
        [[3, 8, 1, 9, 4], [22, 26, 29, 27], [19, 12, 17, 21]],
        [3, 1, 1],
        one_case=rule,
        groups=groups,
    )

    truth = np.var([estimate.value for estimate in found])
    assert (mean_variance(found) > truth) == (errs == "above")


def test_the_middle_of_a_median_does_not_hang_on_the_rule():
    found = estimate_median(VALUES, PLACE, POPULATION, one_case=OneCase.adjust)

    assert found.value == 3
    assert found.interval.method is Method.woodruff


@pytest.mark.parametrize("rule", RULES)
def test_one_group_of_everybody_changes_nothing_under_a_rule(rule):
    plain = estimate_mean(VALUES, PLACE, POPULATION, one_case=rule)
    grouped = poststratified_mean(
        VALUES, PLACE, POPULATION, [0, 0, 0, 0, 0, 0], [49], one_case=rule
    )

    assert grouped.value == pytest.approx(plain.value)
    assert grouped.standard_error == pytest.approx(plain.standard_error)


@pytest.mark.parametrize("rule", RULES)
def test_everybody_answering_leaves_the_plain_mean_under_a_rule(rule):
    plain = estimate_mean(VALUES, PLACE, POPULATION, one_case=rule)
    found = weighting_class_mean(
        VALUES, [True] * 6, PLACE, POPULATION, [0, 1, 0, 1, 0, 1], one_case=rule
    )

    assert found.value == pytest.approx(plain.value)
    assert found.standard_error == pytest.approx(plain.standard_error)


@pytest.mark.parametrize(
    "made_up",
    [
        lambda: poststratified_mean(VALUES, PLACE, POPULATION, [0] * 6, [49]),
        lambda: weighting_class_mean(VALUES, [True] * 6, PLACE, POPULATION, [0] * 6),
    ],
)
def test_making_up_for_something_refuses_one_case_by_default(made_up):
    assert made_up().unknown is Unknown.one_case_in_stratum


def a_round(hits):
    return StratumCounts.of(hits, [10, 1, 4], [10, 1, 4], [100, 3, 20])


@pytest.mark.parametrize("rule", [*RULES, OneCase.collapse])
def test_rounds_with_one_case_are_compared_by_the_limits_of_each(rule):
    chosen = {"one_case": rule, "groups": [0, 1, 1] if rule is OneCase.collapse else None}
    first, second = ([3, 1, 2], [6, 0, 3])

    found = compare_rounds(a_round(first), a_round(second), **chosen)

    before, after = (
        share_from_counts(hits, [10, 1, 4], [10, 1, 4], [100, 3, 20], **chosen).estimate()
        for hits in (first, second)
    )
    down = math.hypot(after.share - after.interval.low, before.interval.high - before.share)
    assert float(found.difference) == pytest.approx(after.share - before.share)
    assert float(found.low) == pytest.approx(after.share - before.share - down)


def test_rounds_with_one_case_are_not_compared_by_default():
    assert np.isnan(compare_rounds(a_round([3, 1, 2]), a_round([6, 0, 3])).low)


@pytest.mark.parametrize(
    "call",
    [
        lambda **rule: estimate_mean(VALUES, PLACE, POPULATION, **rule),
        lambda **rule: estimate_median(VALUES, PLACE, POPULATION, **rule),
        lambda **rule: compare_rounds(a_round([3, 1, 2]), a_round([6, 0, 3]), **rule),
    ],
)
def test_groups_go_with_collapse_only(call):
    with pytest.raises(SamplingError, match="not with adjust"):
        call(one_case=OneCase.adjust, groups=[0, 1, 1])
    with pytest.raises(SamplingError, match="not with collapse"):
        call(one_case=OneCase.collapse)
    with pytest.raises(SamplingError, match="2 groups do not fit 3 strata"):
        call(one_case=OneCase.collapse, groups=[0, 1])
