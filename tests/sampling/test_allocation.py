from fractions import Fraction
from itertools import product
from math import floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampling.allocation import (
    allocate,
    allocate_by_cost,
    allocate_by_power,
    allocate_equally,
    allocate_fixed,
    allocate_neyman,
    allocate_optimally,
    allocate_rate,
)
from sampling.errors import SamplingError
from tests.sampling.house_2020 import SEATS
from tests.sampling.reading import published

POPULATIONS = st.dictionaries(
    st.text("abÅÄÖ", min_size=1, max_size=3), st.integers(0, 500), min_size=1, max_size=12
)


@settings(max_examples=150)
@given(POPULATIONS, st.data())
def test_an_allocation_adds_up_and_fits(populations, data):
    total = data.draw(st.integers(0, sum(populations.values())))

    sizes = allocate(populations, total)

    assert sum(sizes.values()) == total
    assert list(sizes) == list(populations)
    for stratum, population in populations.items():
        assert 0 <= sizes[stratum] <= population
        quota = Fraction(population * total, sum(populations.values()) or 1)
        assert floor(quota) <= sizes[stratum] <= floor(quota) + 1


@settings(max_examples=150)
@given(POPULATIONS, st.integers(0, 5), st.integers(5, 60), st.data())
def test_limits_are_kept(populations, at_least, at_most, data):
    census = data.draw(st.sets(st.sampled_from(sorted(populations))))
    least = {s: n if s in census else min(at_least, n) for s, n in populations.items()}
    most = {s: n if s in census else min(at_most, n) for s, n in populations.items()}
    total = data.draw(st.integers(sum(least.values()), sum(most.values())))

    sizes = allocate(populations, total, at_least=at_least, at_most=at_most, census=census)

    assert sum(sizes.values()) == total
    assert all(least[stratum] <= sizes[stratum] <= most[stratum] for stratum in populations)


@settings(max_examples=60)
@given(POPULATIONS, st.randoms(use_true_random=False), st.data())
def test_the_order_of_the_strata_does_not_matter(populations, random, data):
    total = data.draw(st.integers(0, sum(populations.values())))
    shuffled = list(populations.items())
    random.shuffle(shuffled)

    assert allocate(dict(shuffled), total) == allocate(populations, total)


@settings(max_examples=60)
@given(POPULATIONS, st.data())
def test_an_extension_with_floors_never_loses_a_drawn_case(populations, data):
    total = data.draw(st.integers(0, sum(populations.values())))
    drawn = allocate(populations, total)
    more = data.draw(st.integers(total, sum(populations.values())))

    extended = allocate(populations, more, at_least=drawn)

    assert all(extended[stratum] >= drawn[stratum] for stratum in populations)


def test_one_case_more_can_take_one_from_a_stratum():
    # The Alabama paradox, in its usual textbook numbers.
    populations = {"A": 6, "B": 6, "C": 2}

    assert allocate(populations, 10) == {"A": 4, "B": 4, "C": 2}
    assert allocate(populations, 11) == {"A": 5, "B": 5, "C": 1}
    assert allocate(populations, 11, at_least=allocate(populations, 10))["C"] == 2


def test_equal_strata_get_the_extra_cases_by_name():
    populations = {f"unit {number:02d}": 50 for number in reversed(range(24))}

    sizes = allocate(populations, 100)

    assert [stratum for stratum, size in sorted(sizes.items()) if size == 5] == [
        *("unit 00", "unit 01", "unit 02", "unit 03"),
    ]


def test_of_equal_remainders_the_larger_stratum_goes_first():
    # The quotas are 1.5 and 0.5.
    assert allocate({"A": 1, "B": 3}, 2) == {"A": 0, "B": 2}


def test_names_are_compared_by_their_bytes():
    assert allocate({"Ö": 5, "Ä": 5, "Å": 5, "z": 5}, 1) == {"Ö": 0, "Ä": 0, "Å": 0, "z": 1}
    assert allocate({"Ö": 5, "Ä": 5, "Å": 5}, 1)["Ä"] == 1


def test_a_census_is_taken_whole_and_the_rest_share_what_is_left():
    sizes = allocate({"A": 100, "B": 10, "C": 30}, 60, at_least=2, at_most=40, census={"C"})

    assert sizes == {"A": 27, "B": 3, "C": 30}


def test_what_a_full_stratum_cannot_take_goes_to_the_others_again_and_again():
    # Even shares of 30: A is full at 2; of the 28 left a third is 9.3 and B is full at 6;
    # C and D share 22.
    sizes = allocate_equally({"A": 2, "B": 6, "C": 100, "D": 100}, 30)

    assert sizes == {"A": 2, "B": 6, "C": 11, "D": 11}


@pytest.mark.parametrize(
    ("limits", "total", "message"),
    [
        ({}, 111, "111 cases are more than the 110 there are."),
        ({"census": {"A"}}, 99, "99 cases are fewer than the 100 of the census."),
        ({"at_least": 2}, 3, "3 cases are fewer than the 4 at_least asks for."),
        ({"at_most": 5}, 11, "11 cases are more than the 10 that at_most leaves room for."),
        (
            {"at_least": 2, "at_most": {"A": 1}},
            5,
            "Stratum 'A' must have at least 2 cases and may have at most 1.",
        ),
        (
            {"at_most": {"A": 1}, "census": {"A"}},
            50,
            "Stratum 'A' must have at least 100 cases and may have at most 1.",
        ),
        ({"at_least": {"B": 11}}, 50, "Stratum 'B' must have at least 11 cases and there are 10."),
        ({"census": {"C"}}, 50, "census names 'C', which is no stratum."),
        ({"at_least": {"C": 1}}, 50, "at_least names 'C', which is no stratum."),
        ({"at_least": -1}, 50, "'at_least' must not be negative, and it is -1."),
        ({}, 2.5, "'total' must be a whole number, not 2.5."),
    ],
)
def test_an_impossible_allocation_says_which_limit_makes_it_so(limits, total, message):
    with pytest.raises(SamplingError) as refusal:
        allocate({"A": 100, "B": 10}, total, **limits)

    assert str(refusal.value) == message


def test_a_fixed_number_takes_a_smaller_stratum_whole():
    assert allocate_fixed({"A": 40, "B": 3, "C": 9}, 5, census={"C"}) == {"A": 5, "B": 3, "C": 9}


def test_a_rate_is_the_decimal_it_is_written_as():
    # 0.07 * 1300 is a little more than 91 in floating point, and would give 92 cases.
    assert sum(allocate_rate({"A": 1000, "B": 300}, 0.07).values()) == 91


def test_neyman_gives_the_textbook_allocation():
    # Cochran (1977), Sampling Techniques, section 5.9: 64 cities, the 16 largest apart.
    populations = {"large": 16, "other": 48}
    deviations = {"large": 53843**0.5, "other": 5581**0.5}

    assert allocate_neyman(populations, deviations, 24) == {"large": 12, "other": 12}
    assert allocate(populations, 24) == {"large": 6, "other": 18}


@pytest.mark.parametrize("row", published("allocation_within_limits"))
def test_the_optimum_within_limits_is_that_of_stratallo(row):
    names = [str(place) for place in range(len(row["spread"].split()))]
    spread, least, most, sizes = (
        dict(zip(names, map(float, row[column].split()), strict=True))
        for column in ("spread", "least", "most", "sizes")
    )

    found = allocate_neyman(
        dict.fromkeys(names, 10_000),
        {name: figure / 10_000 for name, figure in spread.items()},
        int(row["total"]),
        at_least={name: int(figure) for name, figure in least.items()},
        at_most={name: int(figure) for name, figure in most.items()},
    )

    assert sum(found.values()) == int(row["total"])
    # Theirs are parts of cases; ours lie beside them, and equal those that are whole.
    for name, figure in sizes.items():
        assert abs(found[name] - figure) < (0.51 if figure % 1 else 1e-9)


def test_costly_cases_are_taken_less_often():
    # Proportional to 1 / sqrt(cost): 1/2 against 1.
    sizes = allocate_by_cost({"A": 100, "B": 100}, {"A": 0.5, "B": 0.5}, {"A": 4, "B": 1}, 30)

    assert sizes == {"A": 10, "B": 20}


def test_equal_costs_change_nothing():
    populations, deviations = {"A": 70, "B": 300, "C": 45}, {"A": 0.5, "B": 0.2, "C": 0.3}

    by_cost = allocate_by_cost(populations, deviations, dict.fromkeys(populations, 3), 50)

    assert by_cost == allocate_neyman(populations, deviations, 50)


@pytest.mark.parametrize(
    ("power", "sizes"),
    [(0, {"A": 50, "B": 50}), (0.5, {"A": 91, "B": 9}), (1, {"A": 98, "B": 2})],
)
def test_the_power_leads_from_even_to_proportional(power, sizes):
    # Of the sizes 10,000 and 100 the roots are 100 and 10.
    assert allocate_by_power({"A": 10_000, "B": 100}, 100, power=power) == sizes


def test_a_stratum_said_not_to_vary_does_not_silently_get_nothing():
    with pytest.raises(SamplingError, match="'B' is said not to vary, and would get no cases"):
        allocate_neyman({"A": 50, "B": 50}, {"A": 0.5, "B": 0}, 20, at_least=0)

    assert allocate_neyman({"A": 50, "B": 50}, {"A": 0.5, "B": 0}, 20) == {"A": 18, "B": 2}


def test_strata_that_do_not_vary_take_what_the_full_ones_cannot():
    sizes = allocate_neyman({"A": 5, "B": 50, "C": 50}, {"A": 0.5, "B": 0, "C": 0}, 45)

    assert sizes == {"A": 5, "B": 20, "C": 20}


@pytest.mark.parametrize("deviation", [-1, float("nan"), float("inf")])
def test_a_deviation_is_a_number_not_below_zero(deviation):
    with pytest.raises(SamplingError, match="The deviation of 'A' is"):
        allocate_neyman({"A": 10}, {"A": deviation}, 5)


def test_the_exact_optimum_is_the_apportionment_of_the_house():
    # Wright (2012): the two problems are one. Every state has a seat to begin with.
    populations = {state: population for state, (population, _) in SEATS.items()}

    sizes = allocate_optimally(populations, dict.fromkeys(populations, 1), 435, at_least=1)

    assert sizes == {state: seats for state, (_, seats) in SEATS.items()}


def test_eighty_nine_more_people_would_have_kept_new_york_its_seat():
    # U.S. Census Bureau, 26 April 2021: Minnesota got the last seat, 89 people ahead.
    populations = {state: population for state, (population, _) in SEATS.items()}
    populations["New York"] += 89

    sizes = allocate_optimally(populations, dict.fromkeys(populations, 1), 435, at_least=1)

    assert (sizes["New York"], sizes["Minnesota"]) == (27, 7)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(2, 7), st.integers(1, 9)), min_size=2, max_size=4), st.data())
def test_no_whole_numbers_beat_the_exact_optimum(strata, data):
    populations = {str(number): size for number, (size, _) in enumerate(strata)}
    deviations = {str(number): spread for number, (_, spread) in enumerate(strata)}
    total = data.draw(st.integers(2 * len(strata), sum(populations.values())))

    def variance(sizes):
        return sum(Fraction((populations[s] * deviations[s]) ** 2, n) for s, n in sizes.items())

    choices = product(*(range(2, size + 1) for size in populations.values()))
    best = min(
        variance(dict(zip(populations, sizes, strict=True)))
        for sizes in choices
        if sum(sizes) == total
    )

    exact = allocate_optimally(populations, deviations, total)
    assert sum(exact.values()) == total
    assert variance(exact) == best
    assert variance(allocate_neyman(populations, deviations, total)) >= best


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: allocate_rate({"A": 10}, 1.1), "A rate lies between 0 and 1, and 1.1 does not."),
        (lambda: allocate_by_power({"A": 10}, 5, power=2), "A power lies between 0 and 1"),
        (lambda: allocate_by_cost({"A": 9}, {"A": 1}, {"A": 0}, 5), "The cost of 'A' is 0."),
        (lambda: allocate_neyman({"A": 9}, {}, 5), "Stratum 'A' has no deviation."),
        (
            lambda: allocate_optimally({"A": 9}, {"A": 1}, 5, at_least=0),
            "Stratum 'A' could be left without cases: raise at_least.",
        ),
    ],
)
def test_an_allocation_is_not_made_from_nonsense(call, message):
    with pytest.raises(SamplingError) as refusal:
        call()

    assert str(refusal.value).startswith(message)
