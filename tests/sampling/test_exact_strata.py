from fractions import Fraction
from itertools import product
from math import comb, prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling.errors import SamplingError
from sampling.estimate import share_from_counts
from sampling.exact import marked_interval
from sampling.exact_strata import most_missed


def hidden(marked, sampled, population):
    """The probability that a stratified sample holds none of the marked cases."""
    return prod(
        Fraction(comb(frame - k, n), comb(frame, n))
        for k, n, frame in zip(marked, sampled, population, strict=True)
    )


strata = st.lists(
    st.integers(1, 9).flatmap(lambda frame: st.tuples(st.just(frame), st.integers(1, frame))),
    min_size=1,
    max_size=3,
)


@given(strata, st.sampled_from([Fraction(1, 40), Fraction(1, 10), Fraction(1, 3)]))
def test_no_way_to_spread_the_marked_cases_hides_more(drawn, tail):
    population, sampled = zip(*drawn, strict=True)

    every = product(*(range(frame + 1) for frame in population))
    most = max(sum(k) for k in every if hidden(k, sampled, population) >= tail)

    assert most_missed(population, sampled, tail) == most


@given(st.integers(2, 60), st.data())
def test_one_stratum_has_the_hypergeometric_limit(population, data):
    sampled = data.draw(st.integers(1, population))

    missed = most_missed([population], [sampled], Fraction(1, 40))

    # At a probability that equals the bound to the last digit, this one errs on the safe side.
    exact = marked_interval(0, sampled, population, Fraction(19, 20))[1]
    assert missed - exact in (0, int(hidden([missed], [sampled], [population]) == Fraction(1, 40)))


def test_none_met_allows_for_all_of_them_in_the_stratum_that_was_read_least():
    # Four cases of 46, all others nearly read in full: 20 of 46 miss all four 9 times of 100.
    found = share_from_counts([0, 0, 0], [20, 10, 20], [20, 10, 20], [46, 12, 25]).estimate()

    assert found.interval.high >= 4 / 83


def test_all_met_is_the_mirror_of_none_met():
    opened, population = [20, 10, 20, 7], [46, 12, 25, 7]

    none = share_from_counts([0, 0, 0, 0], opened, opened, population).estimate()
    every = share_from_counts(opened, opened, opened, population).estimate()

    assert every.interval.low == pytest.approx(1 - none.interval.high)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: most_missed([5], [6], 0.05), "sample of 6"),
        (lambda: most_missed([5], [2], 0.0), "not 0.0"),
    ],
)
def test_what_is_no_sample_is_refused(call, said):
    with pytest.raises(SamplingError, match=said):
        call()
