from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampling.errors import SamplingError
from sampling.exact import at_most, marked_interval, share_interval
from sampling.given import written
from sampling.intervals import Method, Side, clopper_pearson


def chances(sampled, marked, population):
    """The probability of each number of hits, by looking at every sample there is."""
    cases = [1] * marked + [0] * (population - marked)
    hits = [sum(sample) for sample in combinations(cases, sampled)]
    return [Fraction(hits.count(k), len(hits)) for k in range(sampled + 1)]


@pytest.mark.parametrize(("sampled", "marked", "population"), [(3, 2, 7), (5, 5, 8), (4, 0, 6)])
def test_the_probability_of_few_hits_is_that_of_every_sample_counted(sampled, marked, population):
    counted = chances(sampled, marked, population)

    assert [at_most(k, sampled, marked, population) for k in range(sampled + 1)] == [
        sum(counted[: k + 1], Fraction(0)) for k in range(sampled + 1)
    ]


@pytest.mark.parametrize("confidence", [0.8, 0.9, 0.95])
@pytest.mark.parametrize("population", [2, 5, 8, 10])
def test_the_limits_are_the_outermost_numbers_that_are_not_rejected(population, confidence):
    tail = (1 - written(confidence)) / 2
    for sampled in range(1, population + 1):
        rows = [chances(sampled, marked, population) for marked in range(population + 1)]
        for hits in range(sampled + 1):
            kept = [
                marked
                for marked, row in enumerate(rows)
                if sum(row[: hits + 1]) > tail and sum(row[hits:]) > tail
            ]

            found = marked_interval(hits, sampled, population, written(confidence))

            assert found == (kept[0], kept[-1])


@pytest.mark.parametrize(("population", "sampled"), [(9, 4), (14, 5), (20, 7)])
def test_the_interval_holds_the_truth_as_often_as_it_says(population, sampled):
    for marked in range(population + 1):
        held = Fraction(0)
        for hits in range(sampled + 1):
            low, high = marked_interval(hits, sampled, population, Fraction(19, 20))
            if low <= marked <= high:
                below = at_most(hits - 1, sampled, marked, population) if hits else 0
                held += at_most(hits, sampled, marked, population) - below

        assert held >= Fraction(19, 20)


def test_a_probability_that_equals_the_error_exactly_is_rejected():
    # 45 of 50 cases without a hit: one marked case would be missed with probability 5/50.
    assert at_most(0, 45, 1, 50) == Fraction(1, 10)
    assert share_interval(0, 45, 50, confidence=0.9, side=Side.at_most).high == 0.0
    assert share_interval(0, 44, 50, confidence=0.9, side=Side.at_most).high == 1 / 50


def test_a_census_knows():
    found = share_interval(7, 30, 30)

    assert found.low == found.high == 7 / 30
    assert found.method is Method.census


def test_half_of_a_small_population_tells_more_than_endless_cases_would():
    finite, endless = share_interval(3, 30, 60), clopper_pearson(3, 30)

    assert endless.low < finite.low
    assert finite.high < endless.high


def test_a_huge_population_is_as_good_as_endless():
    finite, endless = share_interval(4, 50, 2_000_000), clopper_pearson(4, 50)

    assert (finite.low, finite.high) == pytest.approx((endless.low, endless.high), abs=2e-5)


@settings(deadline=None)
@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.data())
def test_hits_and_misses_mirror_each_other(sample, data):
    hits, sampled = sample
    population = data.draw(st.integers(sampled, 400))

    met = marked_interval(hits, sampled, population, Fraction(19, 20))
    missed = marked_interval(sampled - hits, sampled, population, Fraction(19, 20))

    assert met == (population - missed[1], population - missed[0])


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: share_interval(1, 0, 5), "sample of 0"),
        (lambda: share_interval(1, 6, 5), "population of 5"),
        (lambda: share_interval(4, 3, 5), "4 do not"),
        (lambda: share_interval(1.5, 3, 5), "hits is 1.5"),
        (lambda: share_interval(1, 3, 5, confidence=95), "95 does not"),
    ],
)
def test_numbers_of_no_sample_are_refused(call, said):
    with pytest.raises(SamplingError, match=said):
        call()
