import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling import agreement
from sampling.agreement import (
    Scale,
    Undefined,
    cohen_kappa,
    fleiss_kappa,
    gwet_ac,
    krippendorff_alpha,
    percent_agreement,
)
from sampling.errors import SamplingError
from tests.sampling.reading import published

ALL = [percent_agreement, cohen_kappa, fleiss_kappa, krippendorff_alpha, gwet_ac]


def turned(*columns):
    """Ratings case by case from one line of figures a reviewer; a dot is a missing answer."""
    cells = [[None if mark == "." else mark for mark in column] for column in columns]
    return list(zip(*cells, strict=True))


def from_counts(*rows):
    """Ratings case by case from the number of reviewers who chose each category."""
    names = "12345"
    return [
        [name for name, number in zip(names, row, strict=True) for _ in range(number)]
        for row in rows
    ]


def from_table(rows):
    return [
        (i, j) for i, row in enumerate(rows) for j, number in enumerate(row) for _ in range(number)
    ]


DATA = {
    "four_raters": (
        turned("123321412...", "1233224125..", ".33323422513", "12332441251."),
        "12345",
    ),
    "six_raters": (
        from_counts(
            *([0, 0, 0, 6, 0], [0, 3, 0, 0, 3], [0, 1, 4, 0, 1], [0, 0, 0, 0, 6], [0, 3, 0, 3, 0]),
            *([2, 0, 4, 0, 0], [0, 0, 4, 0, 2], [2, 0, 3, 1, 0], [2, 0, 0, 4, 0], [0, 0, 0, 0, 6]),
            *([1, 0, 0, 5, 0], [1, 1, 0, 4, 0], [0, 3, 3, 0, 0], [1, 0, 0, 5, 0], [0, 2, 0, 3, 1]),
        ),
        "12345",
    ),
    "five_observers": (
        turned(
            *("112.001122.0131", "1130000.2110231", "203000222100221"),
            *(".13....0.10022.", "2..0001.2....31"),
        ),
        "0123",
    ),
    "ben_and_gerry": (turned("aabbdcccedda", "babbbccce.dd"), "abcde"),
}
TABLES = {
    "abstractors": [[13, 0, 0], [0, 20, 7], [0, 4, 56]],
    "diagnosis": [[40, 4, 4, 17], [6, 25, 2, 13], [4, 1, 21, 12], [15, 5, 9, 45]],
}


@pytest.mark.parametrize(
    "row", published("agreement"), ids=lambda r: f"{r['dataset']}-{r['coefficient']}-{r['scale']}"
)
def test_coefficients_agree_with_the_published_ones(row):
    ratings, categories = DATA[row["dataset"]]
    tolerance = 0.51 * 10 ** -int(row["digits"])

    found = getattr(agreement, row["coefficient"])(ratings, categories, scale=Scale(row["scale"]))

    assert found.value == pytest.approx(float(row["value"]), abs=tolerance)
    if row["standard_error"]:
        assert found.standard_error == pytest.approx(float(row["standard_error"]), abs=tolerance)


@pytest.mark.parametrize("row", published("cohen_kappa"), ids=lambda r: r["table"] + r["scale"])
def test_cohens_kappa_agrees_with_the_published_one(row):
    table = TABLES[row["table"]]
    n = sum(map(sum, table))
    tolerance = 0.51 * 10 ** -int(row["digits"])

    found = cohen_kappa(from_table(table), range(len(table)), scale=Scale(row["scale"]))

    assert found.value == pytest.approx(float(row["value"]), abs=tolerance)
    if row["standard_error"]:
        # The published errors divide by n, ours by n - 1.
        error = found.standard_error * math.sqrt((n - 1) / n)
        assert error == pytest.approx(float(row["standard_error"]), abs=tolerance)


@pytest.mark.parametrize(("name", "error"), [("four_raters", 0.14557), ("six_raters", 0.08243228)])
def test_alphas_error_is_near_the_published_one(name, error):
    found = krippendorff_alpha(*DATA[name])

    # As irrCAC 1.0 prints it, whose linearisation is another; within two per cent of ours.
    assert found.standard_error == pytest.approx(error, rel=0.02)


@pytest.mark.parametrize(
    ("table", "agree", "kappa"),
    [
        ([[40, 9], [6, 45]], 0.85, 0.70),
        ([[80, 10], [5, 5]], 0.85, 0.32),
    ],
)
def test_the_paradox_of_feinstein_and_cicchetti(table, agree, kappa):
    ratings = from_table(table)

    assert percent_agreement(ratings, range(2)).value == pytest.approx(agree)
    assert cohen_kappa(ratings, range(2)).value == pytest.approx(kappa, abs=0.005)
    assert gwet_ac(ratings, range(2)).value >= kappa


ratings_of_two = st.lists(
    st.tuples(*[st.sampled_from(["yes", "partly", "no"])] * 2), min_size=2, max_size=30
)
NAMES = ["yes", "partly", "no"]


@pytest.mark.parametrize("coefficient", ALL)
@given(ratings_of_two)
def test_who_is_called_first_and_which_case_comes_first_do_not_matter(coefficient, ratings):
    straight = coefficient(ratings, NAMES)
    turned_round = coefficient([pair[::-1] for pair in reversed(ratings)], NAMES)

    if straight.value is None:
        assert turned_round.value is None
    else:
        assert turned_round.value == pytest.approx(straight.value)


@pytest.mark.parametrize("coefficient", ALL)
@pytest.mark.parametrize("scale", list(Scale))
@given(ratings_of_two)
def test_an_interval_holds_the_value_and_does_not_pass_one(coefficient, scale, ratings):
    found = coefficient(ratings, NAMES, scale=scale)

    if found.interval is not None:
        assert found.interval.low <= found.value <= found.interval.high <= 1
        assert found.interval.low < found.interval.high


@pytest.mark.parametrize("coefficient", ALL)
@given(ratings_of_two.filter(lambda rows: len({a for a, _ in rows}) > 1))
def test_complete_agreement_is_one_and_shows_no_error(coefficient, ratings):
    found = coefficient([(first, first) for first, _ in ratings], NAMES)

    assert found.value == pytest.approx(1.0)
    assert found.interval is None
    assert found.undefined is Undefined.no_variation


@given(ratings_of_two)
def test_two_categories_of_three_never_chosen_leave_the_linear_scale_as_declared(ratings):
    wide = ["yes", "partly", "no", "unheard of"]

    narrow = cohen_kappa(ratings, NAMES, scale=Scale.linear)
    declared = cohen_kappa(ratings, wide, scale=Scale.linear)

    # Linear weights that differ by a constant stretch give the same kappa.
    if narrow.value is not None:
        assert declared.value == pytest.approx(narrow.value)


@pytest.mark.parametrize("coefficient", [cohen_kappa, fleiss_kappa, krippendorff_alpha])
def test_one_category_only_leaves_nothing_to_tell_apart(coefficient):
    found = coefficient([("yes", "yes")] * 8, NAMES)

    assert found.value is None
    assert found.undefined is Undefined.one_category_used
    assert found.observed == 1.0


def test_gwets_coefficient_exists_where_kappa_does_not():
    assert gwet_ac([("yes", "yes")] * 8, NAMES).value == 1.0


@pytest.mark.parametrize("coefficient", ALL)
@pytest.mark.parametrize("ratings", [[], [("yes", None), (None, "no")], [(None, None)]])
def test_without_a_case_read_twice_nothing_is_said(coefficient, ratings):
    found = coefficient(ratings, NAMES)

    assert found.value is None
    assert found.interval is None
    assert found.undefined is Undefined.no_case_read_twice
    assert found.cases == 0


def test_one_case_has_a_value_but_no_interval():
    found = gwet_ac([("yes", "no")], NAMES)

    assert found.value is not None
    assert found.undefined is Undefined.one_case
    assert found.interval is None


def test_cases_drawn_from_few_narrow_the_interval():
    ratings = from_table(TABLES["abstractors"])

    endless = cohen_kappa(ratings, range(3))
    half = cohen_kappa(ratings, range(3), population=200)

    assert half.standard_error == pytest.approx(endless.standard_error * math.sqrt(0.5))


def test_the_error_of_alpha_is_near_that_of_leaving_out_one_case_at_a_time():
    ratings, categories = DATA["five_observers"]
    without = [
        krippendorff_alpha(ratings[:i] + ratings[i + 1 :], categories).value
        for i in range(len(ratings))
    ]
    n = len(ratings)
    jackknife = math.sqrt((n - 1) / n * ((np.array(without) - np.mean(without)) ** 2).sum())

    found = krippendorff_alpha(ratings, categories)

    assert found.standard_error == pytest.approx(jackknife, rel=0.15)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: gwet_ac([("yes", "maybe")], NAMES), "'maybe' is not one"),
        (lambda: gwet_ac([("yes", "yes")], ["yes"]), "two or more"),
        (lambda: gwet_ac([("yes", "yes")], ["yes", "yes", "no"]), "distinct"),
        (lambda: gwet_ac([("yes", "yes")], ["yes", None]), "None"),
        (lambda: gwet_ac([("yes", "no"), ("yes",)], NAMES), "as many places"),
        (lambda: cohen_kappa([("yes", "no", "no")], NAMES), "not 3"),
        (lambda: gwet_ac([("yes", "no")] * 3, NAMES, population=2), "3 cases cannot"),
        (lambda: gwet_ac([("yes", "no"), ("no", "no")], NAMES, confidence=2), "2 does not"),
    ],
)
def test_what_cannot_be_compared_is_refused_by_name(call, said):
    with pytest.raises(SamplingError, match=said):
        call()
