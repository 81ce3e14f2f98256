from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rounds.sizes import (
    NobodyToDraw,
    SampleTooLarge,
    SampleTooSmall,
    SizeBy,
    Wanted,
    margin_over,
    outlook,
    sizes_of,
)

STRATA = {"HVB": 17, "SÄBO": 40}


def wanted(size_by=SizeBy.number, **more):
    return Wanted(size_by=size_by, **more)


def test_a_number_is_shared_out_in_proportion():
    assert sizes_of(STRATA, wanted(sample_size=15)) == {"HVB": 4, "SÄBO": 11}


def test_each_stratum_gets_the_least_it_was_promised():
    assert sizes_of(STRATA, wanted(sample_size=15, at_least=5)) == {"HVB": 5, "SÄBO": 10}


def test_a_stratum_can_be_taken_whole():
    sizes = sizes_of(STRATA, wanted(sample_size=20, census_strata=frozenset({"HVB"})))

    assert sizes == {"HVB": 17, "SÄBO": 3}


def test_a_stratum_that_has_become_empty_is_whole_with_no_case():
    sizes = sizes_of(STRATA, wanted(sample_size=15, census_strata=frozenset({"Jourhem"})))

    assert sizes == {"HVB": 4, "SÄBO": 11}


def test_a_census_takes_everybody():
    assert sizes_of(STRATA, wanted(SizeBy.census)) == STRATA


def test_more_than_there_are_is_refused_not_shrunk():
    with pytest.raises(SampleTooLarge) as refused:
        sizes_of(STRATA, wanted(sample_size=58))

    assert refused.value.details == {"wanted": 58, "available": 57}


def test_fewer_than_was_promised_is_refused():
    with pytest.raises(SampleTooSmall) as refused:
        sizes_of(STRATA, wanted(sample_size=9, at_least=5))

    assert refused.value.details == {"wanted": 9, "needed": 10}


@pytest.mark.parametrize("strata", [{}, {"HVB": 0}])
def test_nobody_is_no_population(strata):
    with pytest.raises(NobodyToDraw):
        sizes_of(strata, wanted(sample_size=1))


@given(
    st.dictionaries(st.sampled_from("ABCDEF"), st.integers(1, 80), min_size=1),
    st.floats(0.03, 0.3),
    st.integers(0, 4),
)
@settings(max_examples=60, deadline=None)
def test_certain_enough_is_certain_enough(populations, margin, at_least):
    sizes = sizes_of(populations, wanted(SizeBy.margin, margin=margin, at_least=at_least))

    reached = margin_over(populations, sizes)
    assert reached is not None
    assert reached <= margin


def test_certain_enough_is_no_more_work_than_needed():
    populations = {"HVB": 120, "Familjehem": 280}
    sizes = sizes_of(populations, wanted(SizeBy.margin, margin=0.1))

    fewer = sizes_of(populations, wanted(sample_size=sum(sizes.values()) - 1))

    assert margin_over(populations, fewer) > 0.1


def test_of_a_stratum_without_cases_nothing_is_known():
    assert margin_over({"HVB": 2, "SÄBO": 40}, {"HVB": 0, "SÄBO": 5}) is None


def test_the_outlook_counts_files_read_twice_and_their_hours():
    seen = outlook(STRATA, {"HVB": 5, "SÄBO": 10}, double_share=0.1, hours_per_case=1.5)

    assert (seen.sample, seen.readings, seen.hours) == (15, 17, 25.5)


def test_the_chance_to_find_a_fault_is_counted_exactly():
    seen = outlook({"alla": 20}, {"alla": 5}, double_share=0, hours_per_case=1)

    # One faulty case of twenty, and five are drawn.
    assert (seen.faulty, seen.chance) == (1, Fraction(1, 4))


def test_a_small_population_is_better_reviewed_whole():
    small = outlook({"alla": 40}, {"alla": 20}, double_share=0, hours_per_case=1)
    large = outlook({"alla": 400}, {"alla": 78}, double_share=0, hours_per_case=1)

    assert (small.census_is_better, large.census_is_better) == (True, False)
