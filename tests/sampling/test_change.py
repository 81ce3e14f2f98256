from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampling.change import ChangeVerdict, compare_rounds
from sampling.difference import join_limits
from sampling.errors import SamplingError
from sampling.estimate.strata import StratumCounts
from sampling.intervals import wilson
from sampling.overlap import Overlap
from tests.sampling.reading import published


def a_round(hits, counted, population, opened=None):
    return StratumCounts.of(hits, counted, counted if opened is None else opened, population)


@pytest.mark.parametrize(
    "row", published("difference_of_proportions"), ids=lambda r: r["origin"][-6:]
)
def test_joined_limits_agree_with_newcombes(row):
    sides = []
    for which in ("first", "second"):
        hits, sampled = int(row[f"{which}_hits"]), int(row[f"{which}_sampled"])
        found = wilson(hits, sampled)
        sides += [hits / sampled, (found.low, found.high)]

    low, high = join_limits(*sides)

    assert float(low) == pytest.approx(float(row["low"]), abs=0.51e-4)
    assert float(high) == pytest.approx(float(row["high"]), abs=0.51e-4)


def test_the_same_cases_read_twice_vary_together_as_every_pair_of_samples_does():
    first, second = np.array([1, 0, 0, 1, 1, 0]), np.array([1, 1, 0, 1, 0, 0])
    samples = [list(sample) for sample in combinations(range(6), 4)]
    pairs = [(a, b) for a in samples for b in samples if len(set(a) & set(b)) == 3]
    products = [
        (first[a].mean() - first.mean()) * (second[b].mean() - second.mean()) for a, b in pairs
    ]

    # The covariance the library uses, with the spread of the whole population.
    together = np.cov(first, second)[0, 1]
    assert np.mean(products) == pytest.approx((3 / 16 - 1 / 6) * together)


def both_read(*pairs):
    answers = np.zeros((1, 3, 3))
    for a, b in pairs:
        answers[0, a, b] += 1
    return answers


def test_the_covariance_comes_from_the_cases_read_twice():
    first = np.array([0, 0, 1, 1, 0, 1])
    second = np.array([0, 1, 1, 1, 0, 1])
    counts = a_round([6], [12], [40]), a_round([8], [12], [40])
    answers = both_read(*zip(first, second, strict=True))

    apart = compare_rounds(*counts)
    together = compare_rounds(*counts, overlap=Overlap(answers, [40]))

    covariance = (6 / 144 - 1 / 40) * np.cov(first, second)[0, 1]
    variances = [0.7 * p * (1 - p) / 11 for p in (6 / 12, 8 / 12)]
    assert float(apart.correlation) == 0.0
    assert float(together.correlation) == pytest.approx(covariance / np.sqrt(np.prod(variances)))
    assert together.high - together.low < apart.high - apart.low


def test_cases_outside_the_domain_carry_no_score():
    counts = a_round([3], [6], [40], [12]), a_round([3], [6], [40], [12])
    outside = Overlap(both_read(*[(2, 2)] * 6), [40])

    apart, together = compare_rounds(*counts), compare_rounds(*counts, overlap=outside)

    assert float(together.low) == float(apart.low)


counts = st.lists(st.integers(2, 15), min_size=1, max_size=4).flatmap(
    lambda opened: st.tuples(
        st.tuples(*(st.integers(0, n) for n in opened)),
        st.just(opened),
        st.tuples(*(st.integers(n, 4 * n) for n in opened)),
    )
)


@settings(max_examples=20)
@given(counts, counts)
def test_a_difference_lies_in_its_interval_and_turns_with_the_rounds(one, other):
    if len(one[1]) != len(other[1]):
        return
    there = compare_rounds(a_round(*one), a_round(*other))
    back = compare_rounds(a_round(*other), a_round(*one))

    assert -1 <= there.low <= there.difference <= there.high <= 1
    assert float(there.low) == pytest.approx(-float(back.high))
    if not there.known:
        assert float(there.p) == pytest.approx(float(back.p))


@settings(max_examples=20)
@given(counts, counts)
def test_p_is_small_exactly_when_the_interval_leaves_out_zero(one, other):
    if len(one[1]) != len(other[1]):
        return
    found = compare_rounds(a_round(*one), a_round(*other))

    if not found.known:
        apart = found.low > 0 or found.high < 0
        assert apart == (found.p <= 0.05) or float(found.p) == pytest.approx(0.05, abs=1e-6)


def test_a_large_change_is_said_and_a_small_one_is_not():
    first = a_round([[20], [20], [40]], [[60]], [[300]])
    second = a_round([[45], [23], [15]], [[60]], [[300]])

    found = compare_rounds(first, second)

    assert found.verdicts().tolist() == [
        ChangeVerdict.better,
        ChangeVerdict.cannot_tell,
        ChangeVerdict.worse,
    ]
    assert found.verdicts(higher_is_better=False)[0] is ChangeVerdict.worse


def test_a_change_that_does_not_stand_among_many_is_not_said():
    found = compare_rounds(a_round([[20]], [[60]], [[300]]), a_round([[33]], [[60]], [[300]]))

    assert found.p[0] < 0.05
    assert found.verdicts(adjusted_p=found.p * 60).tolist() == [ChangeVerdict.cannot_tell]


def test_what_was_read_in_full_twice_is_a_fact():
    found = compare_rounds(a_round([[5], [5]], [[9]], [[9]]), a_round([[6], [5]], [[9]], [[9]]))

    assert found.verdicts().tolist() == [ChangeVerdict.better, ChangeVerdict.unchanged]
    assert np.isnan(found.p).all()
    assert found.low.tolist() == found.high.tolist() == found.difference.tolist()


def test_nothing_met_in_either_round_still_has_a_width():
    found = compare_rounds(a_round([0], [20], [100]), a_round([0], [20], [100]))

    assert found.low < 0 < found.high
    assert float(found.p) == pytest.approx(1.0)


@pytest.mark.parametrize(
    "blind",
    [
        a_round([0, 0], [0, 0], [50, 50], [10, 10]),
        a_round([3, 0], [9, 0], [50, 50]),
        a_round([3, 1], [9, 1], [50, 50]),
    ],
    ids=["no answers", "a stratum nobody read", "one case of several"],
)
def test_a_round_that_cannot_be_estimated_cannot_be_compared(blind):
    found = compare_rounds(blind, a_round([3, 2], [9, 8], [50, 50]))

    assert np.isnan(found.low)
    assert np.isnan(found.p)
    assert found.verdicts().tolist() is ChangeVerdict.cannot_tell


def test_more_cases_read_twice_than_once_are_refused():
    with pytest.raises(SamplingError, match="twice than once: 13"):
        compare_rounds(
            a_round([6], [12], [40]),
            a_round([6], [12], [40]),
            overlap=Overlap(both_read(*[(1, 1)] * 13), [40]),
        )


def test_p_values_of_other_changes_are_refused():
    found = compare_rounds(a_round([[6]], [[12]], [[40]]), a_round([[6]], [[12]], [[40]]))

    with pytest.raises(SamplingError, match=r"\(2,\) p values"):
        found.verdicts(adjusted_p=[0.1, 0.2])
