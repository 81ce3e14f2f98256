"""Two groups of one sample. R's figures: survey 4.1.1 for R 4.2.2 (Lumley) on `schools.csv`,
svyby with covmat=TRUE and svycontrast, yes less no."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling.change import ChangeVerdict, compare_rounds
from sampling.domains import compare_domains
from sampling.errors import SamplingError
from sampling.estimate import (
    Against,
    OneCase,
    StratumCounts,
    Unknown,
    design_effect,
    estimate_mean,
    estimate_mean_difference,
    estimate_share,
    share_from_counts,
)
from tests.sampling.reading import published

FRAME = [4421, 755, 1018]


def schools():
    rows = published("schools")
    return (
        np.array(["EHM".index(row["type"]) for row in rows]),
        np.array([row["award"] == "yes" for row in rows]),
        np.array([float(row["score"]) for row in rows]),
        np.array([float(row["pupils"]) > 600 for row in rows]),
    )


def counted(met, inside, stratum, population):
    hits, in_domain, opened = (
        np.bincount(stratum, weights=marks, minlength=len(population))
        for marks in (met & inside, inside, np.ones(len(met)))
    )
    return StratumCounts.of(hits, in_domain, opened, population)


def test_two_groups_of_schools_vary_together_as_survey_for_r_says():
    stratum, award, _, large = schools()
    sides = [counted(large, inside, stratum, FRAME) for inside in (~award, award)]

    found = compare_domains(*sides)

    errors = [
        estimate_share(large, stratum, FRAME, in_domain=inside).standard_error
        for inside in (~award, award)
    ]
    assert float(found.difference) == pytest.approx(-0.1838582360792, abs=1e-13)
    assert float(found.correlation) * math.prod(errors) == pytest.approx(-0.000254354823566442)
    variance = sum(error**2 for error in errors) + 2 * 0.000254354823566442
    assert math.sqrt(variance) == pytest.approx(0.0679943204638536)


def test_the_difference_of_two_means_is_that_of_survey_for_r():
    stratum, award, score, _ = schools()

    found = estimate_mean_difference(score, stratum, FRAME, ~award, award)

    assert found.value == pytest.approx(44.68749333016, abs=1e-10)
    assert found.standard_error == pytest.approx(19.39892, abs=0.5e-5)
    assert found.df == 197


cases = st.lists(
    st.tuples(st.integers(0, 1), st.booleans(), st.sampled_from("abc")), min_size=6, max_size=25
)


@given(cases)
def test_the_variance_of_a_difference_is_that_of_the_difference_of_scores(drawn):
    # Two cases of each group in each stratum, so that all can be estimated.
    drawn += [(h, met, group) for h in (0, 1) for group in "ab" for met in (True, False)]
    stratum, met, group = (np.array(part) for part in zip(*drawn, strict=True))
    population = np.bincount(stratum) * 3
    sides = [counted(met, group == name, stratum, population) for name in "ab"]

    found = compare_domains(*sides)

    mean = estimate_mean_difference(met, stratum, population, group == "a", group == "b")
    first, second = (
        estimate_share(met, stratum, population, in_domain=group == name).standard_error
        for name in "ab"
    )
    together = first**2 + second**2 - 2 * float(found.correlation) * first * second
    assert float(found.difference) == pytest.approx(mean.value)
    assert mean.standard_error == pytest.approx(math.sqrt(together))


def test_groups_that_are_strata_of_their_own_are_independent():
    apart = [
        StratumCounts.of([6, 0], [10, 0], [10, 12], [40, 60]),
        StratumCounts.of([0, 3], [0, 12], [10, 12], [40, 60]),
    ]

    found = compare_domains(*apart)

    assert float(found.correlation) == pytest.approx(0.0, abs=1e-12)
    assert float(found.low) == pytest.approx(float(compare_rounds(*apart).low))


def test_a_mean_of_one_group_less_itself_elsewhere_turns_with_the_groups():
    values, stratum = [1.0, 4.0, 2.0, 8.0, 7.0, 9.0], [0, 0, 0, 1, 1, 1]
    one = np.array([True, False, True, False, True, False])

    there = estimate_mean_difference(values, stratum, [9, 9], one, ~one)
    back = estimate_mean_difference(values, stratum, [9, 9], ~one, one)

    means = [estimate_mean(values, stratum, [9, 9], in_domain=part).value for part in (one, ~one)]
    assert there.value == pytest.approx(means[1] - means[0])
    assert back.value == pytest.approx(-there.value)
    assert back.standard_error == pytest.approx(there.standard_error)


def test_a_difference_in_a_frame_read_in_full_is_a_fact():
    found = estimate_mean_difference([1, 5, 3], [0, 0, 0], [3], [1, 0, 0], [0, 1, 1])

    assert found.interval.low == found.interval.high == found.value == 3.0


@pytest.mark.parametrize(
    ("place", "population", "second", "why"),
    [
        ([0, 0, 0], [9], [False] * 3, Unknown.no_answers),
        ([0, 0, 0], [9, 4], [False, True, True], Unknown.stratum_without_answers),
        ([0, 0, 1], [9, 4], [False, True, True], Unknown.one_case_in_stratum),
    ],
)
def test_a_difference_that_cannot_be_estimated_says_why(place, population, second, why):
    found = estimate_mean_difference([1, 5, 3], place, population, [True, False, False], second)

    assert found.interval is None
    assert found.unknown is why


def test_a_rule_for_one_case_is_followed():
    found = estimate_mean_difference(
        [1, 5, 3, 8],
        [0, 0, 0, 1],
        [9, 4],
        [True, False, False, True],
        [False, True, True, False],
        one_case=OneCase.adjust,
    )

    assert found.interval.low < found.value < found.interval.high


def test_a_large_difference_between_groups_is_said():
    first = StratumCounts.of([5, 6], [30, 30], [60, 60], [300, 300])
    second = StratumCounts.of([25, 24], [30, 30], [60, 60], [300, 300])

    assert compare_domains(first, second).verdicts().tolist() is ChangeVerdict.better


A = StratumCounts.of([2], [5], [9], [20])


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: compare_domains(A, StratumCounts.of([2], [3], [8], [20])), "opened cases, not"),
        (lambda: compare_domains(A, StratumCounts.of([2], [3], [9], [21])), "populations, not"),
        (lambda: compare_domains(A, StratumCounts.of([2], [6], [9], [20])), "hold 2 cases more"),
        (
            lambda: compare_domains(A, StratumCounts.of([2], [4], [9], [20], squares=[1])),
            "yes or no",
        ),
        (
            lambda: estimate_mean_difference([1, 2], [0, 0], [9], [True, False], [True, True]),
            "Case 0 belongs to both groups",
        ),
        (
            lambda: estimate_mean_difference([1, 2], [0, 0], [9], [True], [True, True]),
            r"\(1,\) marks of one group",
        ),
    ],
)
def test_what_are_not_groups_of_one_sample_is_refused(call, said):
    with pytest.raises(SamplingError, match=said):
        call()


@pytest.mark.parametrize(
    ("against", "theirs"),
    [
        (Against.without_replacement, 0.747008039514138),
        (Against.with_replacement, 0.722887663682232),
    ],
)
def test_a_design_effect_says_what_it_is_measured_against(against, theirs):
    stratum, _, _, large = schools()
    found = estimate_share(large, stratum, FRAME)

    effect = design_effect(found, against)

    assert found.standard_error == pytest.approx(0.0281626478233699)
    assert effect.value == pytest.approx(theirs)
    assert effect.against is against
    assert effect.effective == pytest.approx(200 / theirs)


def test_a_simple_random_sample_has_no_design_effect():
    found = share_from_counts(6, 20, 20, 60).estimate()

    assert design_effect(found, Against.without_replacement).value == pytest.approx(1.0)
    assert design_effect(found, Against.with_replacement).value == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    "found",
    [
        share_from_counts(0, 20, 20, 60).estimate(),
        share_from_counts(6, 20, 20, 20).estimate(),
        share_from_counts([1, 1], [4, 1], [4, 1], [9, 9]).estimate(),
    ],
    ids=["none met", "all read", "one case"],
)
def test_without_an_error_there_is_nothing_to_compare(found):
    assert design_effect(found, Against.with_replacement) is None


def test_a_design_effect_without_a_denominator_is_refused():
    with pytest.raises(SamplingError, match="not 'replace'"):
        design_effect(share_from_counts(6, 20, 20, 60).estimate(), "replace")
