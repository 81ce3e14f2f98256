from fractions import Fraction
from itertools import product
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from sampling.allocation import allocate_for_targets, allocate_optimally
from sampling.errors import SamplingError
from tests.sampling.establishments import COSTS, POPULATIONS, deviations, errors


def test_the_establishments_of_valliant_dever_and_kreuter():
    # Table 5.4: with 300,000 to spend proc nlp and nloptr find these sizes, and a relative
    # variance of revenue of 0.0021705237. Turned round: that variance costs 300,000.
    wanted = errors(revenue=sqrt(0.0021705237), employees=0.05, research=0.03, offshore=0.03)

    found = allocate_for_targets(POPULATIONS, deviations(), wanted, costs=COSTS, at_least=100)

    assert tuple(found.sizes.values()) == (413, 318, 124, 1397, 596)
    assert found.least_cost == pytest.approx(300_000, abs=0.5)
    assert found.cost == 300_050


@pytest.mark.parametrize(
    ("relative", "costs", "published"),
    [
        # mosalloc (Willems), example 8 of its manual: sum(sol$n) is 2843.219.
        (
            {"revenue": 0.0466, "employees": 0.05, "research": 0.03, "offshore": 0.03},
            None,
            2843.219,
        ),
        # svyplan (Ahmadou Dicko), test-reference.R: the cheapest feasible design costs 265192.
        ({"employees": 0.05, "research": 0.03, "offshore": 0.03}, COSTS, 265_192),
    ],
)
def test_no_sizes_are_cheaper_than_other_solvers_find(relative, costs, published):
    spread = {name: deviations()[name] for name in relative}

    found = allocate_for_targets(POPULATIONS, spread, errors(**relative), costs=costs, at_least=100)

    # In whole cases nothing is cheaper than in parts of cases, and little is dearer.
    assert published - 0.5 <= found.least_cost <= found.cost <= published + 10


@st.composite
def problems(draw):
    strata = draw(st.integers(2, 4))
    names = [f"s{number}" for number in range(strata)]
    each = {"min_size": strata, "max_size": strata}
    populations = dict(zip(names, draw(st.lists(st.integers(2, 9), **each)), strict=True))
    spreads = st.lists(st.integers(1, 50).map(lambda part: part / 100), **each)
    targets = {
        f"t{number}": dict(zip(names, draw(spreads), strict=True))
        for number in range(draw(st.integers(1, 3)))
    }
    wanted = {name: draw(st.integers(2, 20)) / 100 for name in targets}
    costs = dict(zip(names, draw(st.lists(st.integers(1, 5), **each)), strict=True))
    return populations, targets, wanted, costs


def reached(populations, spread, error, sizes):
    """Tell, independently and in fractions, whether sizes are enough for a target."""
    everything = sum(populations[name] for name in spread)
    variance = sum(
        (Fraction(populations[name], everything) * Fraction(str(spread[name]))) ** 2
        * (Fraction(1, sizes[name]) - Fraction(1, populations[name]))
        for name in spread
    )
    return variance <= Fraction(str(error)) ** 2


@settings(max_examples=60)
@given(problems())
def test_every_target_is_reached_and_no_case_is_needless(problem):
    populations, targets, wanted, costs = problem

    found = allocate_for_targets(populations, targets, wanted, costs=costs, at_least=1)

    assert found.cost == sum(costs[name] * cases for name, cases in found.sizes.items())
    for name, spread in targets.items():
        assert reached(populations, spread, wanted[name], found.sizes)
        assert found.errors[name] <= wanted[name] * (1 + 1e-12)
    for stratum, cases in found.sizes.items():
        fewer = found.sizes | {stratum: cases - 1}
        assert cases == 1 or not all(
            reached(populations, spread, wanted[name], fewer) for name, spread in targets.items()
        )


@settings(max_examples=40)
@given(problems())
def test_the_least_cost_is_below_every_sample_that_is_enough(problem):
    populations, targets, wanted, costs = problem
    names = list(populations)
    all_sizes = (
        dict(zip(names, sizes, strict=True))
        for sizes in product(*(range(1, cases + 1) for cases in populations.values()))
    )
    cheapest = min(
        sum(costs[name] * cases for name, cases in sizes.items())
        for sizes in all_sizes
        if all(reached(populations, targets[name], wanted[name], sizes) for name in targets)
    )

    found = allocate_for_targets(populations, targets, wanted, costs=costs, at_least=1)

    assert found.least_cost - 1e-6 <= cheapest <= found.cost


def cheapest_by_highs(populations, targets, wanted, costs, least):
    """Solve the same in whole numbers by HiGHS: 1/n is linear between whole numbers."""
    strata = len(populations)
    rows, low = [], []
    for place, cases in enumerate(populations):
        for some in range(least, cases):
            row = np.zeros(2 * strata)
            row[place], row[strata + place] = 1 / (some * (some + 1)), 1
            rows.append(row)
            low.append(1 / some + 1 / (some + 1))
    for spread, error in zip(targets, wanted, strict=True):
        weighted = (populations / populations.sum() * spread) ** 2
        rows.append(np.concatenate((np.zeros(strata), -weighted)))
        low.append(-(error**2 + (weighted / populations).sum()))
    whole = np.concatenate((np.ones(strata), np.zeros(strata)))
    bounds = Bounds(
        np.concatenate((np.full(strata, least), np.zeros(strata))),
        np.concatenate((populations, np.ones(strata))),
    )
    return milp(
        np.concatenate((costs, np.zeros(strata))),
        constraints=LinearConstraint(np.array(rows), lb=low),
        integrality=whole,
        bounds=bounds,
        options={"mip_rel_gap": 0},
    ).fun


def test_an_integer_solver_finds_hardly_anything_cheaper():
    chance = np.random.Generator(np.random.Philox(5))
    dearer = []
    for _ in range(15):
        strata = int(chance.integers(2, 7))
        populations = chance.integers(10, 120, strata)
        targets, wanted = chance.uniform(0.05, 0.5, (3, strata)), chance.uniform(0.02, 0.06, 3)
        costs = chance.integers(1, 5, strata)
        names = [str(place) for place in range(strata)]

        found = allocate_for_targets(
            dict(zip(names, populations.tolist(), strict=True)),
            {
                str(number): dict(zip(names, spread.tolist(), strict=True))
                for number, spread in enumerate(targets)
            },
            {str(number): float(error) for number, error in enumerate(wanted)},
            costs=dict(zip(names, costs.tolist(), strict=True)),
        )

        best = cheapest_by_highs(populations, targets, wanted, costs, 2)
        assert found.least_cost <= best + 1e-6
        dearer.append(found.cost - best)

    assert min(dearer) > -1e-6
    assert max(dearer) < 1.5


def test_one_target_takes_as_few_cases_as_the_exact_optimum():
    populations = {"A": 400, "B": 90, "C": 35}
    spread = {"A": 0.3, "B": 0.5, "C": 0.45}
    everything = sum(populations.values())

    def error(sizes):
        parts = (
            (populations[h] / everything * spread[h]) ** 2 * (1 / n - 1 / populations[h])
            for h, n in sizes.items()
        )
        return sqrt(sum(parts))

    total = 6
    while error(allocate_optimally(populations, spread, total)) > 0.03:
        total += 1

    found = allocate_for_targets(populations, {"met": spread}, {"met": 0.03})

    assert sum(found.sizes.values()) == total


def test_a_target_of_one_unit_concerns_only_its_strata():
    populations = {"north, young": 100, "north, old": 80, "south": 500}
    spread = {"whole": dict.fromkeys(populations, 0.5)}
    north = {"north": {"north, young": 0.5, "north, old": 0.5}}

    alone = allocate_for_targets(populations, spread, {"whole": 0.05})
    both = allocate_for_targets(populations, spread | north, {"whole": 0.05, "north": 0.05})

    assert alone.sizes["south"] >= both.sizes["south"]
    assert sum(both.sizes[name] for name in north["north"]) > sum(
        alone.sizes[name] for name in north["north"]
    )
    assert both.errors["north"] <= 0.05


def test_limits_are_kept():
    populations = {"A": 100, "B": 100, "C": 7}
    spread = {"met": dict.fromkeys(populations, 0.5)}

    found = allocate_for_targets(
        populations, spread, {"met": 0.05}, at_least=10, at_most={"A": 20}, census={"C"}
    )

    assert found.sizes["A"] <= 20
    assert found.sizes["B"] >= 10
    assert found.sizes["C"] == 7


def test_a_great_many_strata_take_no_time_worth_mentioning():
    populations = {f"s{number:04d}": 20 + number % 300 for number in range(800)}
    spread = {
        target: {name: 0.1 + (number * step % 40) / 100 for number, name in enumerate(populations)}
        for step, target in enumerate(("a", "b", "c"), start=1)
    }

    found = allocate_for_targets(populations, spread, dict.fromkeys(spread, 0.005))

    assert found.cost - found.least_cost < 0.05 * found.cost


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"errors": {}}, "There is no target to reach."),
        ({"errors": {"other": 0.1}}, "Target 'met' has deviations and no error."),
        (
            {"errors": {"met": 0.1, "other": 0.1}},
            "Target 'other' concerns no case.",
        ),
        ({"errors": {"met": 0}}, "Target 'met' allows no error: take its strata as a census."),
        ({"errors": {"met": -0.1}}, "The error of 'met' is negative: -0.1."),
        ({"errors": {"met": float("nan")}}, "The error of 'met' is no number."),
        ({"deviations": {"met": {"A": 0.5, "X": 1}}}, "Target 'met' names 'X', which is no"),
        ({"deviations": {"met": {"A": -1}}}, "The deviation of 'A' is negative: -1."),
        ({"costs": {"A": 1}}, "Stratum 'B' has no cost."),
        ({"costs": {"A": 1, "B": 0}}, "The cost of 'B' is 0."),
        (
            {"at_most": 5, "errors": {"met": 0.01}},
            "Target 'met' cannot be reached: with the most cases its standard error is 0.15411.",
        ),
        ({"at_least": 0, "at_most": {"A": 0}}, "Target 'met' needs cases of 'A', which may have"),
        ({"populations": {}}, "There are no strata to share the cases out to."),
        ({"populations": {"A": -3, "B": 5}}, "'A' must not be negative, and it is -3."),
    ],
)
def test_what_cannot_be_reached_or_meant_is_refused(change, message):
    asked = {
        "populations": {"A": 100, "B": 100},
        "deviations": {"met": {"A": 0.5, "B": 0.5}},
        "errors": {"met": 0.05},
    } | change

    with pytest.raises(SamplingError) as refusal:
        allocate_for_targets(**asked)

    assert str(refusal.value).startswith(message)
