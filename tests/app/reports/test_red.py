"""When a question calls for a decision."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reports.red import is_red
from app.summary.figures import Share

SHARES = st.floats(0, 1)


def a_share(share, high=None, **more):
    return Share(frame=60, assessed=20, share=share, low=0.0, high=high, **more)


@pytest.mark.parametrize(
    ("share", "high", "critical", "red"),
    [
        (0.60, 0.79, False, True),
        (0.60, 0.80, False, False),
        (0.60, 0.95, False, False),
        (1.00, 1.00, False, False),
        (0.99, 1.00, True, True),
        (1.00, 1.00, True, False),
        (0.60, None, False, False),
        (0.60, None, True, True),
        (None, None, True, False),
    ],
)
def test_red_is_what_lies_surely_below_its_target_or_is_critical_and_missed(
    share, high, critical, red
):
    assert is_red(a_share(share, high), critical=critical, target=0.8) is red


def test_what_is_hidden_is_never_red():
    assert not is_red(a_share(0.1, 0.2, hidden=True), critical=True, target=0.8)


def test_a_sum_of_weights_a_hair_below_one_is_every_file():
    assert not is_red(a_share(1 - 1e-15, 1.0), critical=True, target=0.8)


@given(SHARES, SHARES, st.floats(0.05, 1), st.floats(0.05, 1))
def test_a_higher_target_makes_no_red_question_pass(share, high, one, other):
    low, more = sorted((one, other))
    figure = a_share(min(share, high), high)

    if is_red(figure, critical=False, target=low):
        assert is_red(figure, critical=False, target=more)
