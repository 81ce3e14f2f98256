import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling.errors import SamplingError
from sampling.multiple import Adjustment, adjust_p

# Benjamini and Hochberg (1995), section 3.2: fifteen endpoints of a trial by Neuhaus et al.
NEUHAUS = [
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
    *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000),
]
p_values = st.lists(st.sampled_from([0.0, 0.001, 0.01, 0.02, 0.04, 0.2, 1.0]), max_size=12)


def test_benjamini_and_hochberg_reject_four_of_their_fifteen():
    adjusted = adjust_p(NEUHAUS, Adjustment.benjamini_hochberg)

    assert (adjusted <= 0.05).sum() == 4
    assert adjusted[3] == pytest.approx(0.0095 * 15 / 4)


def test_holm_rejects_three_of_them():
    adjusted = adjust_p(NEUHAUS, Adjustment.holm)

    assert (adjusted <= 0.05).sum() == 3
    assert adjusted[:3] == pytest.approx([0.0015, 0.0056, 0.0247])


def test_yekutieli_pays_for_any_relation():
    hochberg = adjust_p([0.01, 0.02, 0.5], Adjustment.benjamini_hochberg)
    yekutieli = adjust_p([0.01, 0.02, 0.5], Adjustment.benjamini_yekutieli)

    assert yekutieli[:2] == pytest.approx(hochberg[:2] * (1 + 1 / 2 + 1 / 3))


@pytest.mark.parametrize("adjustment", list(Adjustment))
@given(p_values)
def test_equal_values_stay_equal_order_is_kept_and_none_gets_smaller(adjustment, values):
    adjusted = adjust_p(values, adjustment)

    for p, a in zip(values, adjusted, strict=True):
        assert p <= a <= 1
        assert all(b == a for q, b in zip(values, adjusted, strict=True) if q == p)
        assert all(b >= a for q, b in zip(values, adjusted, strict=True) if q > p)


@pytest.mark.parametrize("adjustment", list(Adjustment))
@given(p_values, st.data())
def test_a_test_that_could_not_be_made_shifts_nothing(adjustment, values, data):
    place = data.draw(st.integers(0, len(values)))

    with_gap = adjust_p([*values[:place], np.nan, *values[place:]], adjustment)

    assert np.isnan(with_gap[place])
    assert np.delete(with_gap, place).tolist() == adjust_p(values, adjustment).tolist()


@pytest.mark.parametrize("wrong", [-0.1, 1.5])
def test_what_is_no_probability_is_refused(wrong):
    with pytest.raises(SamplingError, match=str(wrong)):
        adjust_p([0.5, wrong])
