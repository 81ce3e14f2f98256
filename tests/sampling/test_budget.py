from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampling.allocation import allocate_optimally, allocate_to_budget
from sampling.errors import SamplingError


def variance(populations, deviations, sizes):
    return sum(
        Fraction((populations[name] * deviations[name]) ** 2, cases)
        for name, cases in sizes.items()
    )


def cost(costs, sizes):
    return sum(costs[name] * cases for name, cases in sizes.items())


@st.composite
def problems(draw):
    strata = draw(
        st.lists(
            st.tuples(st.integers(2, 7), st.integers(1, 9), st.integers(1, 6)),
            min_size=2,
            max_size=4,
        )
    )
    names = [str(place) for place in range(len(strata))]
    populations, deviations, costs = (
        dict(zip(names, column, strict=True)) for column in zip(*strata, strict=True)
    )
    least = 2 * sum(costs.values())
    return populations, deviations, costs, draw(st.integers(least, least + 40))


@settings(max_examples=60)
@given(problems())
def test_what_is_bought_is_the_best_for_what_it_costs(problem):
    populations, deviations, costs, budget = problem

    sizes = allocate_to_budget(populations, deviations, costs, budget)

    spent = cost(costs, sizes)
    assert spent <= budget
    assert all(
        sizes[name] == populations[name] or spent + costs[name] > budget for name in populations
    )
    # Every other sample that the budget has room for is at most one case's gain better.
    samples = (
        dict(zip(populations, cases, strict=True))
        for cases in product(*(range(2, most + 1) for most in populations.values()))
    )
    best = min(
        variance(populations, deviations, sample)
        for sample in samples
        if cost(costs, sample) <= budget
    )
    gains = [
        Fraction((populations[name] * deviations[name]) ** 2, cases * (cases + 1))
        for name, cases in sizes.items()
        if cases < populations[name]
    ]
    assert variance(populations, deviations, sizes) - best <= max(gains, default=0)


@settings(max_examples=60)
@given(problems())
def test_where_all_cases_cost_the_same_it_is_the_exact_optimum(problem):
    populations, deviations, _, budget = problem
    total = min(budget, sum(populations.values()))

    sizes = allocate_to_budget(populations, deviations, dict.fromkeys(populations, 1), total)

    assert sizes == allocate_optimally(populations, deviations, total)


def test_costly_cases_are_bought_less_often():
    # Cochran (1977), section 5.5: in proportion to N S / sqrt(cost), so 1 to 2.
    sizes = allocate_to_budget({"A": 500, "B": 500}, {"A": 1, "B": 1}, {"A": 4, "B": 1}, 120)

    assert sizes == {"A": 20, "B": 40}


def test_decimals_are_the_decimals_they_are_written_as():
    # Ten cases at 0.1 are exactly 1, which in floating point they are not.
    assert allocate_to_budget({"A": 50}, {"A": 1}, {"A": 0.1}, 1.0) == {"A": 10}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"budget": 3}, "The least of every stratum costs 1 more than there is."),
        ({"budget": float("nan")}, "The budget must be a number, not nan."),
        ({"costs": {"A": 1, "B": -2}}, "The cost of 'B' is negative: -2."),
        ({"costs": {"A": 1}}, "Stratum 'B' has no cost."),
        ({"at_least": 0}, "Stratum 'A' could be left without cases: raise at_least."),
        ({"deviations": {"A": 1, "B": float("inf")}}, "The deviation of 'B' is no number."),
    ],
)
def test_a_budget_is_not_spent_on_nonsense(change, message):
    asked = {
        "populations": {"A": 10, "B": 10},
        "deviations": {"A": 1, "B": 1},
        "costs": {"A": 1, "B": 1},
        "budget": 9,
    } | change

    with pytest.raises(SamplingError) as refusal:
        allocate_to_budget(**asked)

    assert str(refusal.value) == message
