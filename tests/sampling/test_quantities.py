import math
from itertools import combinations, product

import numpy as np
import pytest

from sampling.errors import SamplingError
from sampling.estimate import (
    Unknown,
    estimate_mean,
    estimate_median,
    estimate_ratio,
    estimate_share,
    estimate_total,
)
from sampling.intervals import Method

# Scheaffer, Mendenhall and Ott, Elementary Survey Sampling, the chapter on stratified sampling:
# hours of television a week in towns A and B and a rural area of 155, 62 and 93 households.
TOWN_A = [*(35, 28, 26, 41, 43, 29, 32, 37, 36, 25), *(29, 31, 39, 38, 40, 45, 28, 27, 35, 34)]
TOWN_B = [27, 4, 49, 10, 15, 41, 25, 30]
RURAL = [8, 15, 21, 7, 14, 30, 20, 11, 12, 32, 34, 24]
HOURS = TOWN_A + TOWN_B + RURAL
PLACE = [0] * 20 + [1] * 8 + [2] * 12
HOUSEHOLDS = [155, 62, 93]


def test_the_television_hours_of_scheaffer_mendenhall_and_ott():
    mean = estimate_mean(HOURS, PLACE, HOUSEHOLDS)

    assert mean.value == pytest.approx(27.7, abs=0.05)
    assert mean.standard_error**2 == pytest.approx(1.97, abs=0.005)
    assert mean.df == 37


def test_their_total_is_as_many_times_the_mean_as_there_are_households():
    mean, total = (f(HOURS, PLACE, HOUSEHOLDS) for f in (estimate_mean, estimate_total))

    assert total.value == pytest.approx(310 * mean.value)
    assert total.standard_error == pytest.approx(310 * mean.standard_error)
    assert total.interval.high == pytest.approx(310 * mean.interval.high)


def every_sample(strata, sizes):
    """All stratified samples of some strata, as the figures and the strata they come from."""
    chosen = [combinations(stratum, n) for stratum, n in zip(strata, sizes, strict=True)]
    place = [h for h, n in enumerate(sizes) for _ in range(n)]
    for sample in product(*chosen):
        yield [figure for part in sample for figure in part], place


def test_on_average_over_all_samples_total_and_variance_are_right():
    strata = [[3, 8, 1, 9], [2, 2, 7]]

    found = [estimate_total(y, h, [4, 3]) for y, h in every_sample(strata, [2, 2])]

    totals = np.array([estimate.value for estimate in found])
    errors = np.array([estimate.standard_error or 0.0 for estimate in found])
    assert totals.mean() == pytest.approx(32)
    assert (errors**2).mean() == pytest.approx(totals.var())


def test_a_domain_is_extended_by_zeros_and_not_cut_out():
    inside = np.array([True, False] * 20)
    scores = np.where(inside, np.array(HOURS), 0.0)
    variance = sum(
        n**2 * (1 - k / n) * scores[np.array(PLACE) == h].var(ddof=1) / k
        for h, (n, k) in enumerate(zip(HOUSEHOLDS, [20, 8, 12], strict=True))
    )

    found = estimate_total(HOURS, PLACE, HOUSEHOLDS, in_domain=inside)

    assert found.standard_error == pytest.approx(math.sqrt(variance))
    assert found.counted == 20
    assert found.df == 17


def test_a_mean_of_ones_and_zeros_is_a_share():
    met = [1, 0, 1, 1, 0, 0, 1]
    place = [0, 0, 0, 0, 1, 1, 1]
    inside = [True, True, False, True, True, True, True]

    mean = estimate_mean(met, place, [30, 12], in_domain=inside)
    share = estimate_share(met, place, [30, 12], in_domain=inside)

    assert mean.value == pytest.approx(share.share)
    assert mean.standard_error == pytest.approx(share.standard_error)
    assert mean.df == share.df


def test_a_ratio_errs_as_its_residuals_do():
    kronor, days = np.array([30.0, 8.0, 21.0, 40.0, 3.0]), np.array([3.0, 1.0, 2.0, 5.0, 1.0])
    ratio = kronor.sum() / days.sum()
    error = math.sqrt(20**2 * 0.75 * (kronor - ratio * days).var(ddof=1) / 5) / (4 * days.sum())

    found = estimate_ratio(kronor, days, [0] * 5, [20])

    assert found.value == pytest.approx(8.5)
    assert found.standard_error == pytest.approx(error)


def test_the_interval_of_the_median_holds_it_often_enough_over_all_samples():
    frame = [1, 2, 4, 7, 11, 12, 15, 20, 21, 30, 44]

    found = [estimate_median(y, h, [11]) for y, h in every_sample([frame], [6])]

    held = [e.interval.low <= 12 <= e.interval.high for e in found]
    assert np.mean(held) >= 0.95


def test_the_median_weighs_the_strata():
    found = estimate_median([1, 2, 3, 10, 11, 12], [0, 0, 0, 1, 1, 1], [9, 90])

    assert found.value == 11
    assert found.interval.method is Method.woodruff
    assert found.interval.low <= 11 <= found.interval.high


@pytest.mark.parametrize("estimate", [estimate_mean, estimate_total, estimate_median])
def test_what_was_read_in_full_is_known(estimate):
    found = estimate([1, 5, 9], [0, 0, 1], [2, 1])

    assert found.interval.low == found.interval.high == found.value
    assert found.interval.method is Method.census


@pytest.mark.parametrize("estimate", [estimate_mean, estimate_total, estimate_median])
@pytest.mark.parametrize(
    ("values", "place", "population", "why"),
    [
        ([1, 5, 9], [0, 0, 0], [9, 4], Unknown.stratum_without_answers),
        ([1, 5, 9], [0, 0, 1], [9, 4], Unknown.one_case_in_stratum),
        ([4, 4, 4], [0, 0, 0], [9], Unknown.no_variation),
    ],
)
def test_what_cannot_be_estimated_is_said(estimate, values, place, population, why):
    found = estimate(values, place, population)

    assert found.unknown is why
    assert found.interval is None
    assert (found.value is None) == (why is Unknown.stratum_without_answers)


@pytest.mark.parametrize("estimate", [estimate_mean, estimate_median])
def test_an_empty_domain_has_no_middle(estimate):
    found = estimate([1, 5], [0, 0], [9], in_domain=[False, False])

    assert found.unknown is Unknown.no_answers
    assert found.value is None


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: estimate_mean([1, math.nan], [0, 0], [9]), "nan is none"),
        (lambda: estimate_mean([1, 2], [0], [9]), r"\(2,\) figures"),
        (lambda: estimate_mean([1, 2], [0, 3], [9]), "3 is not a known stratum"),
        (lambda: estimate_mean([1, 2], [0, 0], [1]), "2 cases cannot be read of 1 in stratum 0"),
    ],
)
def test_figures_that_contradict_each_other_are_refused_by_name(call, said):
    with pytest.raises(SamplingError, match=said):
        call()
