from fractions import Fraction
from itertools import combinations
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampling.errors import SamplingError
from sampling.size import (
    advise_census,
    chance_to_discover,
    margin_of,
    size_for_mean,
    size_for_share,
    size_to_accept,
    size_to_accept_rate,
    size_to_detect_change,
    size_to_discover,
    size_with_nonresponse,
    sizes_for_share,
)
from tests.sampling.reading import published

# The textbooks round 1.96 to 2.
TWO = 0.9544997361036416


@pytest.mark.parametrize("row", published("sizes_for_share"), ids=lambda row: row["population"])
def test_the_table_of_krejcie_and_morgan(row):
    # The table rounds to the nearest case; ours never down.
    size = size_for_share(int(row["population"]), float(row["margin"]))

    assert int(row["cases"]) <= size <= int(row["cases"]) + 1


def test_the_islanders_of_cochran():
    # Cochran (1977), section 4.4: 3,200 people, within five points, n = 356.
    assert size_for_share(3200, 0.05, confidence=TWO) == 356


def test_the_seedlings_of_cochran():
    # Cochran (1977), section 4.6: 430 beds, S^2 = 85.6, within 10 % of a mean of 19, n = 78.
    assert size_for_mean(430, 1.9, 85.6**0.5, confidence=TWO) == 78


@settings(max_examples=100)
@given(
    st.integers(2, 5000),
    st.integers(1, 49).map(lambda percent: percent / 100),
    st.integers(1, 99).map(lambda percent: percent / 100),
)
def test_the_size_is_the_smallest_that_reaches_the_margin(population, margin, share):
    size = size_for_share(population, margin, share=share)

    assert margin_of(population, size, share=share) <= margin * (1 + 1e-12)
    if size > 1:
        assert margin_of(population, size - 1, share=share) > margin * (1 - 1e-12)


def test_a_census_has_no_margin():
    assert margin_of(60, 60) == 0
    assert margin_of(1, 1) == 0
    assert size_for_share(1, 0.05) == 1


def test_every_stratum_has_its_own_size():
    assert sizes_for_share({"A": 100, "B": 1000, "C": 0}, 0.05) == {"A": 80, "B": 278}


def test_a_design_effect_asks_for_more():
    assert size_for_share(1_000_000, 0.05, design_effect=2) == 768


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"margin": 0}, "The margin must be more than 0, and it is 0."),
        ({"margin": 1.5}, "The margin must be less than 1, and it is 1.5."),
        ({"margin": float("nan")}, "The margin must be a number, not nan."),
        ({"margin": 0.1, "share": 1}, "The share must be less than 1, and it is 1."),
        ({"margin": 0.1, "confidence": 95}, "The confidence must be less than 1, and it is 95."),
    ],
)
def test_a_size_is_not_planned_from_nonsense(arguments, message):
    with pytest.raises(SamplingError) as refusal:
        size_for_share(100, **arguments)

    assert str(refusal.value) == message


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: margin_of(10, 11), "11 cases cannot be drawn from 10"),
        (lambda: margin_of(10, 2.5), r"The cases must be a whole number, not 2\.5"),
        (lambda: size_with_nonresponse(9, 1.2, 50), r"at most all are reviewable, not 1\.2"),
        (lambda: size_to_detect_change(0.5, 0.500001), "would not show so small a change"),
    ],
)
def test_a_plan_that_cannot_be_carried_out_is_refused(call, message):
    with pytest.raises(SamplingError, match=message):
        call()


def test_a_frame_without_cases_has_no_size():
    with pytest.raises(SamplingError, match="The population must be at least 1, and it is 0"):
        size_for_share(0, 0.1)


def test_what_cannot_be_reviewed_is_drawn_for():
    assert size_with_nonresponse(90, 0.9, 200) == 100
    with pytest.raises(SamplingError, match="100 cases would have to be drawn, and there are 95"):
        size_with_nonresponse(90, 0.9, 95)


@pytest.mark.parametrize(
    ("population", "margin", "advised"),
    [(30, 0.1, True), (51, 0.1, True), (52, 0.1, False), (196, 0.05, True), (197, 0.05, False)],
)
def test_a_sample_of_two_thirds_is_no_saving(population, margin, advised):
    advice = advise_census(population, margin)

    assert advice.advised is advised
    assert advice.sample + advice.saved == population
    assert advice.margin <= margin


@pytest.mark.parametrize(
    ("population", "size"), [(50, 45), (100, 90), (10, 9), (1000, 900), (10_000, 9000)]
)
def test_nine_cases_of_ten_find_a_single_one_with_ninety_percent(population, size):
    # Exactly; 1 - 0.9 in floating point is a little less than 0.1 and asks for one more.
    assert size_to_discover(population, 1, 0.9) == size
    assert chance_to_discover(population, 1, size) == Fraction(9, 10)


@settings(max_examples=60)
@given(st.data())
def test_the_chance_to_discover_is_counted(data):
    population = data.draw(st.integers(1, 10))
    faulty = data.draw(st.integers(0, population))
    cases = data.draw(st.integers(0, population))
    found = sum(
        any(case < faulty for case in sample) for sample in combinations(range(population), cases)
    )

    assert chance_to_discover(population, faulty, cases) == Fraction(found, comb(population, cases))


@settings(max_examples=60)
@given(st.data())
def test_the_size_to_discover_is_the_smallest(data):
    population = data.draw(st.integers(1, 300))
    faulty = data.draw(st.integers(1, population))
    confidence = data.draw(st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.99]))

    size = size_to_discover(population, faulty, confidence)

    wanted = Fraction(str(confidence))
    assert chance_to_discover(population, faulty, size) >= wanted
    assert chance_to_discover(population, faulty, size - 1) < wanted


def test_the_cases_that_are_to_be_found_are_in_the_population():
    with pytest.raises(SamplingError, match="The faulty cannot be 51 of 50"):
        size_to_discover(50, 51)
    with pytest.raises(SamplingError, match="The faulty must be at least 1, and it is 0"):
        size_to_discover(50, 0)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_the_size_to_accept_is_the_smallest(data):
    population = data.draw(st.integers(2, 200))
    faulty = data.draw(st.integers(1, population))
    allowed = data.draw(st.integers(0, min(faulty - 1, 4)))

    def risk(cases):
        ways = sum(
            comb(faulty, hits) * comb(population - faulty, cases - hits)
            for hits in range(min(allowed, cases) + 1)
        )
        return Fraction(ways, comb(population, cases))

    size = size_to_accept(population, faulty, 0.95, allowed=allowed)

    assert risk(size) <= Fraction(1, 20) < risk(size - 1)


def test_without_allowed_faults_acceptance_is_discovery():
    assert size_to_accept(500, 25) == size_to_discover(500, 25) == 56


def test_what_is_too_much_cannot_be_allowed():
    with pytest.raises(SamplingError, match="If 3 faulty cases are too many, a sample cannot"):
        size_to_accept(50, 3, allowed=3)


@pytest.mark.parametrize("table", ["A-1", "A-2"])
def test_the_tables_of_the_audit_guide(table):
    rows = [row for row in published("attribute_sample_sizes") if table in row["origin"]]

    sizes = [
        size_to_accept_rate(
            float(row["tolerable"]), float(row["expected"]), float(row["confidence"])
        )[0]
        for row in rows
    ]

    assert sizes == [int(row["cases"]) for row in rows]


def test_where_the_guide_prints_a_case_too_few_the_risk_is_above_what_it_says():
    # Table A-2 prints 112 cases with four faults for 7 %; that leaves a risk above 10 %.
    def risk(cases):
        return sum(
            comb(cases, hits) * Fraction(7, 100) ** hits * Fraction(93, 100) ** (cases - hits)
            for hits in range(5)
        )

    assert size_to_accept_rate(0.07, 0.035, 0.9) == (113, 4)
    assert risk(113) <= Fraction(1, 10) < risk(112)


def test_an_expected_rate_is_the_decimal_it_is_written_as():
    # 0.035 * 400 and 0.07 * 1300 are more than 14 and 91 in floating point, which leads to
    # plans of 423 and 1,313 cases.
    assert size_to_accept_rate(0.05, 0.035, 0.9) == (400, 14)
    assert size_to_accept_rate(0.08, 0.07, 0.9) == (1300, 91)


def test_rates_that_cannot_be_told_apart_are_refused():
    with pytest.raises(SamplingError, match="More than 5000 cases would be needed"):
        size_to_accept_rate(0.05, 0.049)
    with pytest.raises(SamplingError, match="More than 5000 cases would be needed"):
        size_to_accept_rate(0.0001)
    with pytest.raises(SamplingError, match=r"A rate of 0\.05 is expected, and 0\.05 is too much"):
        size_to_accept_rate(0.05, 0.05)


def test_the_size_for_a_change_is_that_of_r():
    # R, stats::power.prop.test(p1 = .50, p2 = .75, power = .90), in its own manual: n = 76.7.
    assert size_to_detect_change(0.5, 0.75, power=0.9) == 77


def test_a_finite_frame_needs_fewer_cases_and_never_more_than_it_has():
    sizes = [
        size_to_detect_change(0.5, 0.75, power=0.9, populations=(frame, frame))
        for frame in (10**7, 1000, 100, 20)
    ]

    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == 77
    assert sizes[-1] <= 20


def test_a_round_with_fewer_cases_is_taken_whole():
    small = size_to_detect_change(0.5, 0.75, power=0.9, populations=(30, 1000))

    assert 30 < small < 77


def test_reading_the_same_cases_again_shows_a_change_with_fewer():
    apart = size_to_detect_change(0.5, 0.75, correlation=0.5)
    half = size_to_detect_change(0.5, 0.75, overlap=0.5, correlation=0.5)
    same = size_to_detect_change(0.5, 0.75, overlap=1, correlation=0.5)

    assert apart == size_to_detect_change(0.5, 0.75)
    assert same < half < apart


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "Both shares are 0.5: that is no change."),
        ({"share_2": 0.6, "overlap": 1.1}, "The overlap is at most all cases, and 1.1 is more."),
        (
            {"share_2": 0.6, "correlation": 0.2, "populations": (50, 60)},
            "A correlation asks for one frame, and the populations differ.",
        ),
    ],
)
def test_a_change_is_not_planned_from_nonsense(arguments, message):
    with pytest.raises(SamplingError) as refusal:
        size_to_detect_change(0.5, **({"share_2": 0.5} | arguments))

    assert str(refusal.value) == message
