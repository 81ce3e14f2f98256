import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sampling.errors import SamplingError
from sampling.masking import mask, mask_groups, mask_shares, with_totals
from sampling.masking_audit import possible_values

tables = st.tuples(st.integers(1, 5), st.integers(1, 4)).flatmap(
    lambda shape: arrays(np.int64, shape, elements=st.sampled_from([0, 0, 1, 2, 4, 5, 7, 30]))
)


def least_known(counts, smallest=5):
    """What a reader who knows the rule knows: only a small group's row may hide a zero."""
    figures = with_totals(counts)
    least = np.ones(figures.shape, dtype=int)
    least[:-1][(figures[:-1, -1] > 0) & (figures[:-1, -1] < smallest)] = 0
    if figures[-1, -1] < smallest:
        least[:] = 0
    return least


def assert_nothing_can_be_worked_out(counts, smallest=5):
    masked = mask(counts, smallest=smallest)
    low, high = possible_values(counts, masked, least=least_known(counts, smallest))

    assert (high - low)[masked.extended].min(initial=np.inf) >= 1


@settings(max_examples=40)
@given(tables)
def test_no_hidden_figure_can_be_worked_out_by_linear_programming(counts):
    assert_nothing_can_be_worked_out(counts)


@settings(max_examples=40)
@given(tables, st.integers(1, 8))
def test_no_small_count_or_total_is_shown(counts, smallest):
    figures, masked = with_totals(counts), mask(counts, smallest=smallest)

    assert masked.extended[(figures > 0) & (figures < smallest)].all()


@settings(max_examples=40)
@given(tables)
def test_what_is_hidden_in_a_line_with_a_shown_total_never_adds_up_to_a_small_sum(counts):
    figures, hidden = with_totals(counts), mask(counts).extended

    for lines, marks in ((figures, hidden), (figures.T, hidden.T)):
        for line, mark in zip(lines, marks, strict=True):
            assert mark[-1] or not 0 < line[:-1][mark[:-1]].sum() < 5


@given(tables)
def test_a_row_of_a_group_too_small_is_hidden_with_its_zeros(counts):
    masked = mask(counts)

    tiny = (counts.sum(axis=1) > 0) & (counts.sum(axis=1) < 5)
    used = counts.sum(axis=0) > 0

    assert masked.cells[np.ix_(tiny, used)].all()
    assert masked.rows[tiny].all()


@given(tables)
def test_a_zero_in_a_group_that_is_large_enough_is_shown(counts):
    large = counts.sum(axis=1) >= 5

    assert not mask(counts).cells[(counts == 0) & large[:, None]].any()


def test_a_table_of_fewer_than_five_in_all_is_hidden_whole():
    assert mask([[1, 0], [0, 2]]).extended.all()


def test_an_answer_that_nobody_gave_is_shown_as_zero_everywhere():
    masked = mask([[3, 0], [20, 0], [30, 0]])

    assert not masked.cells[:, 1].any()
    assert not masked.columns[1]


def test_a_table_without_small_counts_is_shown_whole():
    assert not mask([[20, 5], [0, 11]]).extended.any()


def test_a_small_count_takes_a_rectangle_with_it():
    masked = mask([[20, 3, 10], [15, 8, 9], [30, 12, 7]])

    assert masked.cells.tolist() == [
        [False, True, True],
        [False, True, True],
        [False, False, False],
    ]
    assert not masked.rows.any()
    assert not masked.columns.any()


def test_two_ones_with_a_shown_sum_of_two_are_not_hidden_by_each_other():
    counts = np.array([[1, 1, 20], [15, 8, 9], [30, 12, 7]])
    alone = mask(counts).extended & (with_totals(counts) < 5)

    assert mask(counts).cells[0].tolist() == [True, True, True]
    assert alone.sum() == 2


def test_the_audit_sees_what_a_single_hidden_count_gives_away():
    masked = mask([[20, 30], [40, 50]])
    masked.cells[0, 0] = True

    low, high = possible_values([[20, 30], [40, 50]], masked)

    assert low[0, 0] == high[0, 0] == 20


def test_the_audit_finds_the_bounds_that_pencil_and_paper_give():
    masked = mask([[20, 3, 10], [15, 8, 9], [30, 12, 7]])

    low, high = possible_values([[20, 3, 10], [15, 8, 9], [30, 12, 7]], masked)

    # The two hidden in the first row add up to 13, those in the second column to 11.
    assert (low[0, 1], high[0, 1]) == (1, 10)
    assert (low[0, 2], high[0, 2]) == (3, 12)


def test_a_figure_hidden_elsewhere_is_hidden_here_and_protected():
    also = np.zeros((3, 3), dtype=bool)
    also[0, 0] = True

    masked = mask([[20, 30], [40, 50]], also=also)

    assert masked.cells.all()


def test_a_group_of_one_answer_is_never_left_alone_in_a_list():
    hidden, total = mask_groups([3, 10, 20])

    assert hidden.tolist() == [True, True, False]
    assert not total


def test_five_groups_of_one_that_add_up_to_five_hide_the_total_too():
    hidden, total = mask_groups([1, 1, 1, 1, 1])

    assert hidden.all()
    assert total


def test_a_list_too_small_to_show_goes_with_its_total():
    hidden, total = mask_groups([4, 0, 0])

    assert hidden.all()
    assert total


def test_a_share_goes_when_few_meet_it_and_when_few_do_not():
    masked = mask_shares([2, 18, 10, 30], [20, 20, 20, 60])

    assert masked.shares.tolist()[:3] == [True, True, False]
    assert not masked.rows.any()
    assert not masked.whole_share


def test_the_share_of_a_group_too_small_goes_with_its_number_of_cases():
    masked = mask_shares([0, 10, 20], [3, 20, 40])

    assert masked.shares.tolist() == [True, True, False]
    assert masked.rows.tolist() == [True, True, False]


def test_all_and_none_of_a_large_group_are_shown():
    assert not mask_shares([20, 0], [20, 30]).extended.any()


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ([[1, -2]], "-2"),
        ([[1.5, 2]], "1.5"),
        ([1, 2], "1 dimensions"),
    ],
)
def test_what_is_not_a_table_of_counts_is_refused(counts, said):
    with pytest.raises(SamplingError, match=said):
        mask(counts)


def test_a_limit_below_one_is_refused():
    with pytest.raises(SamplingError, match="not 0"):
        mask([[1, 2]], smallest=0)


def test_marks_that_do_not_fit_are_refused():
    with pytest.raises(SamplingError, match=r"\(2, 2\) do not fit"):
        mask([[1, 2], [3, 4]], also=np.zeros((2, 2)))
