import pytest

from sampling.draw import draw
from sampling.errors import SamplingError
from sampling.replacement import next_spare, top_up
from tests.sampling.golden import FRAME, SEED, SIZES

QUEUE = draw(FRAME, SIZES, SEED)["HVB"]


def test_spares_are_called_in_their_order():
    assert next_spare(QUEUE, []) == "H-004"
    assert next_spare(QUEUE, ["H-004"]) == "H-010"
    assert next_spare(QUEUE, ["H-004", "H-010"]) == "H-000"


@pytest.mark.parametrize("called", [["H-010"], ["H-010", "H-004"], ["H-009"]])
def test_a_spare_is_not_skipped(called):
    with pytest.raises(SamplingError, match="not called in the order of their tickets"):
        next_spare(QUEUE, called)


def test_a_topped_up_sample_is_what_a_larger_draw_would_have_held():
    larger = draw(FRAME, SIZES | {"HVB": 9}, SEED)["HVB"]

    assert QUEUE.selected + top_up(QUEUE, [], 4) == larger.selected


def test_no_more_than_the_spares_can_be_called():
    assert top_up(QUEUE, [], 12) == QUEUE.spares
    with pytest.raises(SamplingError, match="13 spares are asked for, and 12 are left"):
        top_up(QUEUE, [], 13)
    with pytest.raises(SamplingError, match="1 spares are asked for, and 0 are left"):
        next_spare(QUEUE, QUEUE.spares)
