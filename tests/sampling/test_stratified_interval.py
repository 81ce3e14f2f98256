"""Exact limits over several strata, against every sample and every spread of small frames."""

from fractions import Fraction
from itertools import combinations, product
from math import comb, prod

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampling.errors import SamplingError
from sampling.estimate import share_from_counts
from sampling.exact import share_interval
from sampling.exact_strata import most_missed
from sampling.intervals import Method, Side
from sampling.stratified_interval import stratified_interval

CONFIDENCES = [0.8, 0.9, 0.95]


def chance(hit, marked, sampled, population):
    ways = comb(marked, hit) * comb(population - marked, sampled - hit)
    return Fraction(ways, comb(population, sampled))


def weighted(hits, sampled, population):
    return sum(
        Fraction(a * frame, n) for a, n, frame in zip(hits, sampled, population, strict=True)
    )


def every_hits(sampled):
    return product(*(range(n + 1) for n in sampled))


def at_most_as_seen(hits, marked, sampled, population):
    """The probability of a weighted share no larger than the one seen, sample by sample."""
    return sum(
        prod(map(chance, found, marked, sampled, population))
        for found in every_hits(sampled)
        if weighted(found, sampled, population) <= weighted(hits, sampled, population)
    )


def most_by_counting(hits, sampled, population, tail):
    possible = product(
        *(
            range(a, frame - n + a + 1)
            for a, n, frame in zip(hits, sampled, population, strict=True)
        )
    )
    return max(
        sum(marked)
        for marked in possible
        if at_most_as_seen(hits, marked, sampled, population) > tail
    )


designs = st.lists(
    st.integers(1, 7).flatmap(
        lambda frame: st.integers(1, frame).flatmap(
            lambda n: st.tuples(st.integers(0, n), st.just(n), st.just(frame))
        )
    ),
    min_size=1,
    max_size=3,
)


@settings(deadline=None, max_examples=40)
@given(designs, st.sampled_from(CONFIDENCES))
def test_no_way_to_lie_is_rejected_less(drawn, confidence):
    hits, sampled, population = zip(*drawn, strict=True)
    tail = (1 - Fraction(str(confidence))) / 2
    misses = [n - a for a, n in zip(hits, sampled, strict=True)]

    found = stratified_interval(hits, sampled, population, confidence=confidence)

    frame = sum(population)
    assert found.high == most_by_counting(hits, sampled, population, tail) / frame
    assert found.low == (frame - most_by_counting(misses, sampled, population, tail)) / frame


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("confidence", [0.8, 0.95])
@pytest.mark.parametrize(
    ("sampled", "population"),
    [([2, 2], [6, 4]), ([3, 1], [5, 5]), ([2, 1, 1], [4, 3, 2]), ([4, 2], [4, 7])],
)
def test_the_limits_hold_in_enough_of_all_samples_wherever_the_marked_cases_lie(
    sampled, population, confidence, side
):
    limits = {
        hits: stratified_interval(hits, sampled, population, confidence=confidence, side=side)
        for hits in every_hits(sampled)
    }

    frame = sum(population)
    for marked in product(*(range(size + 1) for size in population)):
        held = sum(
            prod(map(chance, hits, marked, sampled, population))
            for hits, found in limits.items()
            if found.low <= sum(marked) / frame <= found.high
        )
        assert held >= Fraction(str(confidence))


def test_the_chance_that_is_reckoned_with_is_that_of_every_sample_there_is():
    # Cases 0 and 1 of the first stratum and case 0 of the second are marked.
    drawn = product(combinations(range(5), 2), combinations(range(4), 2))
    shares = [
        weighted([sum(i < 2 for i in a), sum(i < 1 for i in b)], [2, 2], [5, 4]) for a, b in drawn
    ]

    seen = weighted([1, 0], [2, 2], [5, 4])

    counted = Fraction(sum(share <= seen for share in shares), len(shares))
    assert at_most_as_seen([1, 0], [2, 1], [2, 2], [5, 4]) == counted


@given(st.integers(1, 40), st.data())
def test_one_stratum_has_the_hypergeometric_interval(population, data):
    sampled = data.draw(st.integers(1, population))
    hits = data.draw(st.integers(0, sampled))
    side = data.draw(st.sampled_from(Side))

    found = stratified_interval([hits], [sampled], [population], side=side)

    assert found == share_interval(hits, sampled, population, side=side)


def test_without_a_hit_it_is_what_the_sample_may_have_missed():
    sampled, population = [20, 10, 20], [46, 12, 25]

    found = stratified_interval([0, 0, 0], sampled, population)

    assert found.low == 0.0
    assert round(found.high * 83) == most_missed(population, sampled, Fraction(1, 40))


@settings(deadline=None)
@given(designs)
def test_what_is_met_and_what_is_not_bound_each_other(drawn):
    hits, sampled, population = zip(*drawn, strict=True)
    misses = [n - a for a, n in zip(hits, sampled, strict=True)]

    met, unmet = (stratified_interval(a, sampled, population) for a in (hits, misses))

    assert met.low == pytest.approx(1 - unmet.high)
    assert met.high == pytest.approx(1 - unmet.low)


def test_a_one_sided_limit_lies_closer():
    design = [2, 1], [15, 10], [80, 40]

    both, above, below = (stratified_interval(*design, side=side) for side in Side)

    assert both.low < below.low
    assert above.high < both.high
    assert (above.low, below.high) == (0.0, 1.0)


def test_a_stratum_read_in_full_is_known():
    with_it = stratified_interval([2, 5], [10, 20], [50, 20])
    alone = share_interval(2, 10, 50)

    assert with_it.high * 70 == pytest.approx(alone.high * 50 + 5)
    assert stratified_interval([1, 2], [3, 4], [3, 4]).method is Method.census


def test_it_stays_near_the_approximation_where_that_is_good():
    hits, sampled, population = [6, 4], [30, 20], [90, 60]

    exact = stratified_interval(hits, sampled, population)
    approximate = share_from_counts(hits, sampled, sampled, population).estimate().interval

    assert exact.method is Method.hypergeometric
    assert exact.low == pytest.approx(approximate.low, abs=0.03)
    assert exact.high == pytest.approx(approximate.high, abs=0.03)


def test_a_probability_that_equals_the_bound_is_rejected():
    # A census of the second stratum leaves two of five: three marked cases are all missed once
    # in ten times, exactly.
    found = stratified_interval([0, 1], [2, 3], [5, 3], confidence=0.9, side=Side.at_most)

    assert found.high == (2 + 1) / 8


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: stratified_interval([1], [0], [9]), "A sample of 0 cannot come from"),
        (lambda: stratified_interval([1, 2], [2, 1], [9, 9]), "between 0 and 1, and 2 do not"),
        (lambda: stratified_interval([1], [2, 2], [9, 9]), "1 hits, 2 samples and 2 populations"),
        (lambda: stratified_interval([], [], []), "0 hits"),
        (lambda: stratified_interval([1.5], [2], [9]), "hits is 1.5"),
        (lambda: stratified_interval([1], [2], [9], confidence=1), "1 does not"),
        (
            lambda: stratified_interval([9] * 6, [20] * 6, [300] * 6),
            "products of probabilities are more than the 4000000000",
        ),
    ],
)
def test_what_is_no_sample_or_too_much_is_refused(call, said):
    with pytest.raises(SamplingError, match=said):
        call()
