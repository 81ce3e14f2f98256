import math
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from numpy.random import Generator, Philox

from sampling.errors import SamplingError
from sampling.estimate import (
    Unknown,
    eligible_cases,
    eligible_interval,
    estimate_mean,
    poststratified_mean,
    share_out_unknown,
    weighting_class_mean,
)
from sampling.intervals import Method


def test_a_group_read_too_seldom_gets_its_right_weight():
    values, group = [10, 12, 11, 30, 32], [0, 0, 0, 1, 1]

    found = poststratified_mean(values, [0] * 5, [100], group, [50, 50])

    assert found.value == pytest.approx((11 + 31) / 2)
    assert found.standard_error < estimate_mean(values, [0] * 5, [100]).standard_error


def test_groups_that_are_the_strata_change_nothing():
    values, place = [1, 5, 3, 8, 9, 7], [0, 0, 0, 1, 1, 1]

    plain = estimate_mean(values, place, [30, 12])
    grouped = poststratified_mean(values, place, [30, 12], place, [30, 12])

    assert grouped.value == pytest.approx(plain.value)
    assert grouped.standard_error == pytest.approx(plain.standard_error)


def test_groups_of_a_frame_read_in_full_change_nothing():
    found = poststratified_mean([1, 5, 3], [0, 0, 0], [3], [0, 1, 1], [1, 2])

    assert found.value == pytest.approx(3)
    assert found.interval.method is Method.census


def test_the_variance_of_grouping_is_right_on_average():
    values = np.array([1.0, 4.0, 2.0, 3.0, 11.0, 9.0, 14.0, 10.0])
    group = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    samples = [list(s) for s in combinations(range(8), 5)]
    samples = [s for s in samples if 1 < group[s].sum() < 4]

    found = [poststratified_mean(values[s], [0] * 5, [8], group[s], [4, 4]) for s in samples]

    errors = np.array([e.value for e in found]) - values.mean()
    assert errors.mean() == pytest.approx(0, abs=1e-9)
    assert np.mean([e.standard_error**2 for e in found]) == pytest.approx(
        (errors**2).mean(), rel=0.35
    )


def test_everybody_answering_leaves_the_plain_mean():
    values, place = [1, 5, 3, 8, 9, 7], [0, 0, 0, 1, 1, 1]

    plain = estimate_mean(values, place, [30, 12])
    found = weighting_class_mean(values, [True] * 6, place, [30, 12], [0, 1, 0, 1, 0, 1])

    assert found.value == pytest.approx(plain.value)
    assert found.standard_error == pytest.approx(plain.standard_error)


def test_one_group_is_a_smaller_random_sample():
    values, told = np.arange(20.0), np.array([True] * 12 + [False] * 8)
    spread = values[told].var(ddof=1)

    found = weighting_class_mean(values, told, [0] * 20, [50], [0] * 20)

    assert found.value == values[told].mean()
    # n - 1 of the drawn instead of the answered in the variance: a twelfth apart at most.
    assert found.standard_error == pytest.approx(math.sqrt(spread * (1 / 12 - 1 / 50)), rel=0.05)
    assert found.counted == 12
    assert found.df == 11


def test_silence_that_follows_the_groups_does_not_mislead():
    rng = Generator(Philox(key=7))
    frame = np.concatenate([rng.normal(10, 2, 300), rng.normal(30, 2, 300)])
    group = np.repeat([0, 1], 300)
    held, plain = [], []
    for _ in range(300):
        drawn = rng.permutation(600)[:100]
        told = rng.random(100) < np.where(group[drawn] == 0, 0.9, 0.4)
        found = weighting_class_mean(frame[drawn], told, [0] * 100, [600], group[drawn])
        held.append(found.interval.low <= frame.mean() <= found.interval.high)
        plain.append(frame[drawn][told].mean())

    assert np.mean(held) > 0.91
    assert np.mean(plain) < frame.mean() - 2


def opened_until(wanted, frame, eligible):
    """Every number of cases it may take until so many are found, with its probability."""
    for last in range(wanted, frame - eligible + wanted + 1):
        before = Fraction(
            math.comb(eligible, wanted - 1) * math.comb(frame - eligible, last - wanted),
            math.comb(frame, last - 1),
        )
        yield last, before * Fraction(eligible - wanted + 1, frame - last + 1)


def test_eligible_cases_found_by_opening_until_enough_are_counted_without_bias():
    mean = sum(
        chance
        * Fraction(eligible_cases(20, last, 5, opened_until_enough=True)).limit_denominator(10**6)
        for last, chance in opened_until(5, 20, 12)
    )

    assert float(mean) == pytest.approx(12)


@pytest.mark.parametrize("confidence", [0.8, 0.95])
@pytest.mark.parametrize("wanted", [1, 3, 6])
def test_the_limits_of_eligible_cases_hold_when_opening_until_enough(wanted, confidence):
    for eligible in range(wanted, 16):
        held = Fraction(0)
        for last, chance in opened_until(wanted, 15, eligible):
            found = eligible_interval(
                15, last, wanted, opened_until_enough=True, confidence=confidence
            )
            held += chance * (found.low <= eligible <= found.high)
        assert held >= Fraction(str(confidence))


def test_stopping_when_enough_were_found_allows_for_fewer_eligible_cases():
    stopped = eligible_interval(200, 40, 30, opened_until_enough=True)
    fixed = eligible_interval(200, 40, 30, opened_until_enough=False)

    assert stopped.low == fixed.low
    assert stopped.high < fixed.high
    assert fixed.low <= 150 <= stopped.high


def test_opening_every_case_tells_how_many_are_eligible():
    found = eligible_interval(12, 12, 7, opened_until_enough=True)

    assert (found.low, found.high, found.method) == (7, 7, Method.census)


def test_eligible_cases_of_a_fixed_number_opened():
    assert eligible_cases(200, 40, 30, opened_until_enough=False) == 150


def test_cases_nobody_can_tell_are_shared_out():
    assert share_out_unknown(30, 10, 8) == 36


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: poststratified_mean([1, 2], [0, 0], [9], [0, 0], [4, 4]), "8 cases.*9"),
        (lambda: poststratified_mean([1, 2], [0, 0], [9], [0, 0], [5, 4]), "group 1"),
        (lambda: weighting_class_mean([1, 2], [True, False], [0, 0], [9], [0, 1]), "group 1"),
        (lambda: eligible_cases(9, 4, 5, opened_until_enough=False), "5 eligible of 4"),
        (lambda: eligible_cases(9, 4, 1, opened_until_enough=True), "until 1"),
        (lambda: eligible_interval(9, 4, 5, opened_until_enough=False), "5 eligible of 4"),
        (lambda: eligible_interval(9, 4, 0, opened_until_enough=True), "until 0"),
        (lambda: share_out_unknown(0, 0, 5), "5 unknown"),
    ],
)
def test_what_does_not_add_up_is_refused(call, said):
    with pytest.raises(SamplingError, match=said):
        call()


def test_one_answer_in_all_has_no_error():
    found = weighting_class_mean([1, 2], [True, False], [0, 0], [9], [0, 0])

    assert found.interval is None
    assert found.unknown is not Unknown.known
