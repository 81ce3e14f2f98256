from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review_forms.months import months_after, months_between

DAYS = st.dates(date(2000, 1, 1), date(2040, 1, 1))


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 3, 15), 6, date(2026, 9, 15)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2025, 10, 31), 4, date(2026, 2, 28)),
        (date(2025, 12, 31), 6, date(2026, 6, 30)),
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -12, date(2025, 1, 15)),
    ],
)
def test_a_month_ends_on_the_same_day_or_the_last_there_is(day, months, later):
    assert months_after(day, months) == later


@settings(max_examples=100)
@given(DAYS, st.integers(0, 120))
def test_counting_months_forward_and_back_agrees(day, months):
    assert months_between(day, months_after(day, months)) == months


@settings(max_examples=100)
@given(DAYS, DAYS)
def test_whole_months_never_overshoot(first, last):
    months = months_between(first, last)

    if first <= last:
        assert months_after(first, months) <= last < months_after(first, months + 1)
    else:
        assert months == 0
