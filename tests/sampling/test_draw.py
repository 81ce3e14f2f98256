from collections import Counter
from hashlib import sha256
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2, chisquare

from sampling.draw import draw
from sampling.errors import SamplingError
from sampling.frame import Frame
from sampling.protocol import seed_of, ticket
from sampling.tickets import digests, ticket_order, tickets

SEEDS = [sha256(str(number).encode()).hexdigest() for number in range(20_000)]


def frame_of(**populations):
    return Frame.of(
        (stratum, f"{stratum}{number:02d}")
        for stratum, population in populations.items()
        for number in range(population)
    )


def ranks(drawn, stratum):
    return tuple(int(case[1:]) for case in drawn[stratum].selected)


@settings(max_examples=50)
@given(st.integers(1, 40), st.data(), st.text("0123456789abcdef", min_size=64, max_size=64))
def test_a_larger_sample_keeps_the_smaller_one(population, data, seed):
    size = data.draw(st.integers(0, population - 1))
    frame = frame_of(A=population)

    small, large = draw(frame, {"A": size}, seed)["A"], draw(frame, {"A": size + 1}, seed)["A"]

    assert large.selected == (*small.selected, small.spares[0])
    assert large.spares == small.spares[1:]
    assert large.tickets == small.tickets


def test_no_stratum_touches_another():
    both = draw(frame_of(A=30, B=20), {"A": 5, "B": 5}, SEEDS[0])
    alone = draw(frame_of(A=30), {"A": 5}, SEEDS[0])

    assert both["A"] == alone["A"]


def test_a_case_that_leaves_changes_nobody_elses_place():
    frame = frame_of(A=30)
    before = draw(frame, {"A": 30}, SEEDS[0])["A"].selected
    without = Frame.of((stratum, case) for stratum, case in frame if case != before[3])

    assert draw(without, {"A": 29}, SEEDS[0])["A"].selected == before[:3] + before[4:]


def test_every_case_has_a_place_and_its_own_ticket():
    frame = frame_of(A=12, B=7)

    drawn = draw(frame, {"A": 4}, SEEDS[1])

    for stratum, queue in drawn.items():
        cases = queue.selected + queue.spares
        assert sorted(cases) == [case for name, case in frame if name == stratum]
        assert list(queue.tickets) == sorted(queue.tickets)
        assert queue.tickets == tuple(ticket(SEEDS[1], f"{stratum}\t{case}") for case in cases)
    assert drawn["B"].selected == ()


def test_a_draw_leaves_the_frame_as_it_was():
    frame = frame_of(A=12)
    before = frame.text()

    first, second = draw(frame, {"A": 4}, SEEDS[0]), draw(frame, {"A": 4}, SEEDS[0])

    assert first == second
    assert frame.text() == before


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ({"C": 1}, "The frame has no stratum 'C'."),
        ({"A": 13}, "13 cases cannot be drawn from the 12 of 'A'."),
        ({"A": -1}, "The size of 'A' must be from 0 to 9007199254740991, not -1."),
        ({"A": 2.0}, "The size of 'A' must be a whole number, not 2.0."),
        ({"A": True}, "The size of 'A' must be a whole number, not True."),
    ],
)
def test_a_sample_that_cannot_be_drawn_is_refused(sizes, message):
    with pytest.raises(SamplingError) as refusal:
        draw(frame_of(A=12), sizes, SEEDS[0])

    assert str(refusal.value) == message


def test_an_empty_frame_gives_an_empty_draw():
    assert draw(Frame.of([]), {}, SEEDS[0]) == {}


@pytest.fixture(scope="module")
def many_draws():
    """Draw four of nine and four of nine with every seed."""
    frame = frame_of(A=9, B=9)
    drawn = [draw(frame, {"A": 4, "B": 4}, seed) for seed in SEEDS]
    return [(ranks(queues, "A"), ranks(queues, "B")) for queues in drawn]


def test_every_case_is_drawn_equally_often(many_draws):
    for stratum in (0, 1):
        often = Counter(case for draws in many_draws for case in draws[stratum])
        expected = len(SEEDS) * 4 / 9
        # The cases of a sample are not independent: their counts vary by 1 - n/N less.
        spread = expected * (1 - 4 / 9) * 9 / 8
        statistic = sum((often[case] - expected) ** 2 for case in range(9)) / spread

        assert chi2.sf(statistic, df=8) > 0.001


def test_every_possible_sample_is_drawn_equally_often(many_draws):
    # All samples alike: so are all pairs, and all triples, of cases.
    for stratum in (0, 1):
        often = Counter(frozenset(draws[stratum]) for draws in many_draws)
        samples = [frozenset(sample) for sample in combinations(range(9), 4)]

        assert chisquare([often[sample] for sample in samples]).pvalue > 0.001


def test_every_pair_is_drawn_equally_often(many_draws):
    pairs = list(combinations(range(9), 2))
    often = Counter(pair for draws in many_draws for pair in combinations(sorted(draws[0]), 2))

    share = np.array([often[pair] for pair in pairs]) / len(SEEDS)

    # Five standard errors of a share of 1 in 6.
    assert np.abs(share - 1 / 6).max() < 5 * np.sqrt(1 / 6 * 5 / 6 / len(SEEDS))


def test_strata_of_one_size_do_not_share_their_ranks(many_draws):
    # How many places the two samples have in common: hypergeometric if they are independent.
    common = Counter(len(set(first) & set(second)) for first, second in many_draws)
    expected = np.array([5, 40, 60, 20, 1]) / 126 * len(SEEDS)

    assert chisquare([common[number] for number in range(5)], expected).pvalue > 0.001


def test_the_first_drawn_of_two_strata_are_independent(many_draws):
    together = Counter((first[0], second[0]) for first, second in many_draws)
    cells = [together[first, second] for first in range(9) for second in range(9)]

    assert chisquare(cells).pvalue > 0.001


def test_ties_of_64_bits_are_decided_by_the_rest():
    whole = [b"\x01" * 8 + bytes([rest]) * 24 for rest in (9, 3, 7)] + [b"\x00" * 32]

    assert ticket_order(b"".join(whole)).tolist() == [3, 1, 2, 0]


def test_short_tickets_are_the_beginning_of_whole_ones():
    lines = frame_of(A=20).lines
    whole = digests(SEEDS[0], iter(lines))

    short = tickets(SEEDS[0], iter(lines))

    assert short.dtype == np.uint64
    assert short.tolist() == [
        int.from_bytes(whole[start : start + 8], "big") for start in range(0, len(whole), 32)
    ]
    assert whole[:32].hex() == ticket(SEEDS[0], lines[0].decode())


def test_public_strings_cannot_be_shifted_into_each_other():
    commit, entropy = "a" * 64, bytes(32)

    assert seed_of(commit, ["12", "3"], entropy) != seed_of(commit, ["1", "23"], entropy)
    with pytest.raises(SamplingError, match="holds a character that cannot be seen"):
        seed_of(commit, ["12\n3"], entropy)
    with pytest.raises(SamplingError, match="are a sequence of texts, not one text"):
        seed_of(commit, "123", entropy)
    with pytest.raises(SamplingError, match="must be 32 bytes"):
        seed_of(commit, ["123"], b"short")
