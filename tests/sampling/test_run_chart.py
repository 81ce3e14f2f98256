import numpy as np
import pytest

from sampling.errors import SamplingError
from sampling.run_chart import run_chart

# Montgomery (2009), table 7.1: cans of orange juice, thirty samples of fifty.
CANS = [
    *(12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22),
    *(8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6),
]
# Montgomery (2009), table 7.4: purchase orders with errors, samples of different sizes.
ERRORS = [*(12, 8, 6, 9, 10, 12, 11, 16, 10, 6, 20, 15), *(9, 8, 6, 8, 10, 7, 5, 8, 5, 8, 10, 6, 9)]
ORDERS = [
    *(100, 80, 80, 100, 110, 110, 100, 100, 90, 90, 110, 120),
    *(120, 120, 110, 80, 80, 80, 90, 100, 100, 100, 100, 90, 90),
]


def test_the_cans_of_montgomery():
    found = run_chart(CANS, [50] * 30)

    assert found.centre == pytest.approx(0.2313, abs=5e-5)
    assert found.low == pytest.approx(np.full(30, 0.0524), abs=5e-5)
    assert found.high == pytest.approx(np.full(30, 0.4102), abs=5e-5)
    assert (np.flatnonzero(found.outside) + 1).tolist() == [15, 23]


def test_the_orders_of_montgomery_have_limits_of_their_own():
    found = run_chart(ERRORS, ORDERS)

    assert found.centre == pytest.approx(234 / 2450)
    assert found.high[0] == pytest.approx(0.184, abs=6e-4)
    assert found.high[10] == pytest.approx(0.180, abs=6e-4)
    assert (np.flatnonzero(found.outside) + 1).tolist() == [11]


def charted(*shares, **rules):
    return run_chart(np.array(shares) * 10, [1000] * len(shares), **rules)


def test_eight_on_one_side_are_a_shift():
    found = charted(10, 10, 10, 10, 30, 30, 30, 30, 30, 30, 30, 30, baseline=4)

    assert found.centre == 0.1
    assert np.flatnonzero(found.shift).tolist() == list(range(4, 12))


def test_seven_on_one_side_are_none():
    assert not charted(*[10] * 4, *[30] * 7, baseline=4).shift.any()


def test_a_point_on_the_centre_neither_counts_nor_breaks_the_row():
    found = charted(20, 30, 30, 30, 30, 20, 30, 30, 30, 30, 10, baseline=1)

    assert np.flatnonzero(found.shift).tolist() == [1, 2, 3, 4, 6, 7, 8, 9]


def test_six_rising_points_are_a_trend_and_the_first_belongs_to_it():
    found = charted(20, 10, 12, 14, 16, 18, 20, 5)

    assert np.flatnonzero(found.trend).tolist() == [1, 2, 3, 4, 5, 6]


def test_five_falling_points_are_none():
    assert not charted(20, 18, 16, 14, 12, 30).trend.any()


def test_an_equal_point_neither_counts_nor_breaks_a_fall():
    found = charted(20, 18, 16, 16, 14, 12, 10)

    assert np.flatnonzero(found.trend).tolist() == [0, 1, 2, 4, 5, 6]


def test_limits_stay_within_nought_and_one():
    found = run_chart([0, 1, 10], [10, 10, 10])

    assert found.low.min() == 0.0
    assert run_chart([10, 9, 10], [10, 10, 10]).high.max() == 1.0


def test_a_few_points_are_said_to_be_too_few():
    assert not charted(10, 20, 10).enough
    assert charted(*[10, 20] * 5).enough


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: run_chart([1, 2], [10]), r"\(2,\) hits"),
        (lambda: run_chart([], []), r"\(0,\) hits"),
        (lambda: run_chart([0], [0]), "one has 0"),
        (lambda: run_chart([11], [10]), "11 hits do not fit 10"),
        (lambda: run_chart([1], [10], baseline=2), "baseline of 2"),
        (lambda: run_chart([1], [10], trend=1), "not 1"),
    ],
)
def test_what_is_no_series_is_refused(call, said):
    with pytest.raises(SamplingError, match=said):
        call()
