from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.assignment.matching import choose_twice


def test_the_cases_reviewed_twice_can_be_checked_by_hand():
    ids = [f"c{number}" for number in range(30)]
    by_hand = sorted(ids, key=lambda i: sha256(f"4711\tdubbelgranskning\t{i}".encode()).hexdigest())

    assert choose_twice(ids, 0.1, "4711") == by_hand[:3]
    assert choose_twice(reversed(ids), 0.1, "4711") == by_hand[:3]


@pytest.mark.parametrize(
    ("share", "chosen"), [(0, 0), (0.001, 1), (0.1, 1), (0.15, 2), (0.2, 2), (1, 10)]
)
def test_any_share_above_zero_is_at_least_one_case(share, chosen):
    assert len(choose_twice([f"c{number}" for number in range(10)], share, "4711")) == chosen


@given(st.sets(st.text()), st.floats(0, 1), st.floats(0, 1))
def test_a_larger_share_keeps_the_cases_of_a_smaller_one(ids, one, other):
    small, large = sorted((one, other))
    few, many = choose_twice(ids, small, "4711"), choose_twice(ids, large, "4711")

    assert many[: len(few)] == few
    assert len(set(many)) == len(many)


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_share_that_is_none_is_refused(share):
    with pytest.raises(ValueError, match="lies between 0 and 1"):
        choose_twice(["a"], share, "4711")
