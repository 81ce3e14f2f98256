from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampling.errors import SamplingError
from sampling.size import (
    changes_detected,
    faulty_ruled_out,
    margin_of,
    margin_of_mean,
    margins_of,
    power_to_detect_change,
    size_for_mean,
    size_to_accept,
    size_to_detect_change,
)


@settings(max_examples=60)
@given(st.integers(2, 3000), st.floats(0.5, 20), st.floats(0.5, 40))
def test_the_margin_of_a_mean_is_the_size_turned_round(population, margin, deviation):
    size = size_for_mean(population, margin, deviation)

    assert margin_of_mean(population, size, deviation) <= margin * (1 + 1e-12)
    if size > 1:
        assert margin_of_mean(population, size - 1, deviation) > margin * (1 - 1e-12)


def test_the_seedlings_of_cochran():
    # Cochran (1977), section 4.6: 78 of 430 beds, S^2 = 85.6, within 10 % of a mean of 19.
    assert margin_of_mean(430, 78, sqrt(85.6), confidence=0.9544997361036416) == pytest.approx(
        1.9, abs=0.005
    )


def test_the_margins_of_strata_are_those_of_each_by_itself():
    margins = margins_of({"A": 100, "B": 1000, "C": 0}, {"A": 80, "B": 278})

    assert margins.by_stratum["A"] == pytest.approx(margin_of(100, 80))
    assert margins.by_stratum["B"] == pytest.approx(margin_of(1000, 278))
    # The strata are independent, so their squares add up.
    assert margins.whole == pytest.approx(
        sqrt((margin_of(100, 80) * 100) ** 2 + (margin_of(1000, 278) * 1000) ** 2) / 1100
    )


def test_a_census_has_no_margin():
    margins = margins_of({"A": 30, "B": 1}, {"A": 30, "B": 1})

    assert margins.whole == 0
    assert margins.by_stratum == {"A": 0, "B": 0}
    assert margin_of_mean(30, 30, 5.0) == 0


@settings(max_examples=80)
@given(st.data())
def test_what_is_ruled_out_is_acceptance_turned_round(data):
    population = data.draw(st.integers(2, 200))
    cases = data.draw(st.integers(1, population))
    allowed = data.draw(st.integers(0, min(cases - 1, 3)))

    faulty = faulty_ruled_out(population, cases, allowed=allowed)

    assert faulty > allowed
    assert size_to_accept(population, faulty, allowed=allowed) <= cases
    if faulty - 1 > allowed:
        assert size_to_accept(population, faulty - 1, allowed=allowed) > cases


def test_a_single_fault_is_ruled_out_when_exactly_nine_tenths_are_read():
    assert faulty_ruled_out(50, 45, 0.9) == 1
    assert faulty_ruled_out(50, 44, 0.9) == 2


def test_the_power_is_that_of_r():
    # R, stats::power.prop.test(n = 50, p1 = .50, p2 = .75), in its own manual: power = 0.740.
    assert power_to_detect_change(0.5, 0.75, 50) == pytest.approx(0.740, abs=0.0005)


@settings(max_examples=40)
@given(
    st.integers(5, 95),
    st.integers(5, 95),
    st.sampled_from([0.5, 0.8, 0.9]),
    st.sampled_from([None, (400, 400), (60, 900)]),
    st.sampled_from([0, 0.5]),
)
def test_the_power_is_the_size_turned_round(first, second, power, populations, overlap):
    if first == second:
        return
    shares = first / 100, second / 100
    how = {"populations": populations, "overlap": overlap}
    size = size_to_detect_change(*shares, power=power, **how)

    assert power_to_detect_change(*shares, size, **how) >= power - 1e-9
    if size > 1:
        assert power_to_detect_change(*shares, size - 1, **how) < power + 1e-9


@pytest.mark.parametrize(("share", "cases"), [(0.5, 77), (0.9, 120), (0.05, 300)])
def test_the_smallest_change_that_shows_is_the_size_turned_round(share, cases):
    low, high = changes_detected(share, cases)

    for second, step in ((low, 1e-6), (high, -1e-6)):
        if second is not None:
            assert size_to_detect_change(share, second) <= cases
            assert size_to_detect_change(share, second + step) > cases


def test_a_change_that_no_share_can_show_is_none():
    assert changes_detected(0.9, 10)[1] is None
    assert changes_detected(0.999999, 10)[1] is None


def test_two_rounds_read_in_full_show_every_change():
    assert changes_detected(0.5, 60, populations=(60, 60)) == (0.499999, 0.500001)
    assert power_to_detect_change(0.5, 0.6, 60, populations=(60, 60)) == 1


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: margin_of_mean(10, 11, 1.0), "11 cases cannot be drawn from 10."),
        (lambda: margin_of_mean(10, 0, 1.0), "The cases must be at least 1, and it is 0."),
        (lambda: margin_of_mean(10, 5, -1.0), "The deviation must be more than 0, and it is -1.0."),
        (lambda: margins_of({"A": 9}, {}), "Stratum 'A' has 9 cases and no size."),
        (lambda: margins_of({"A": 9}, {"A": 10}), "10 cases cannot be drawn from 9."),
        (lambda: margins_of({"A": 9}, {"A": 9, "B": 1}), "The sizes name 'B', which is no stratum"),
        (lambda: margins_of({}, {}), "There are no cases to say anything about."),
        (lambda: margins_of({"A": -1}, {}), "The A must be at least 0, and it is -1."),
        (lambda: faulty_ruled_out(10, 11), "11 cases cannot be drawn from 10."),
        (lambda: faulty_ruled_out(10, 3, allowed=3), "A sample of 3 with 3 faulty cases rules"),
        (lambda: power_to_detect_change(0.5, 0.5, 9), "Both shares are 0.5: that is no change."),
        (lambda: changes_detected(0.5, 9, power=1), "The power must be less than 1, and it is 1."),
        (lambda: changes_detected(float("nan"), 9), "The share must be a number, not nan."),
    ],
)
def test_nothing_is_said_of_nonsense(call, message):
    with pytest.raises(SamplingError) as refusal:
        call()

    assert str(refusal.value).startswith(message)
