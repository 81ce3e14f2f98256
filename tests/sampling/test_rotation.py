from hashlib import sha256
from itertools import permutations

import numpy as np
import pytest
from scipy.stats import chi2

from sampling.errors import SamplingError
from sampling.rotation import (
    expected_overlap,
    from_start,
    permanent_numbers,
    shift_start,
    start_after,
)

KEY = bytes(range(32))
CASES = [f"Ä-{number}" for number in range(40)]


def read(numbers, start, size):
    return np.argsort(from_start(numbers, start), kind="stable")[:size]


def test_a_case_keeps_its_number_whoever_comes_and_goes():
    numbers = permanent_numbers(KEY, CASES)

    assert permanent_numbers(KEY, CASES[::-1]).tolist() == numbers.tolist()[::-1]
    assert permanent_numbers(KEY, CASES[5:9]).tolist() == numbers.tolist()[5:9]
    assert permanent_numbers(KEY, ["A\u0308-0"]).tolist() == numbers.tolist()[:1]
    assert permanent_numbers(bytes(32), CASES[:1]).tolist() != numbers.tolist()[:1]


def test_a_permanent_number_can_be_redone_by_hand():
    line = f"STICKPROV-PRN-1\t{KEY.hex()}\tÄ-7"

    (number,) = permanent_numbers(KEY, ["Ä-7"]).tolist()

    assert f"{number:016x}" == sha256(line.encode()).hexdigest()[:16]


def test_two_reviews_from_one_start_in_opposite_directions_share_no_case():
    numbers = permanent_numbers(bytes(32), map(str, range(100)))
    start = 2**63

    onwards = np.argsort(from_start(numbers, start))
    back = np.argsort(from_start(numbers, start, backwards=True))

    assert onwards.tolist() == back[::-1].tolist()
    assert not set(onwards[:50]) & set(back[:50])


def test_a_case_on_the_start_is_first_onwards_and_last_backwards():
    numbers = np.array([5, 6, 7], dtype=np.uint64)

    assert np.argsort(from_start(numbers, 6)).tolist() == [1, 2, 0]
    assert np.argsort(from_start(numbers, 6, backwards=True)).tolist() == [0, 2, 1]


def test_a_round_goes_round():
    numbers = np.array([10, 2**63, 2**64 - 5], dtype=np.uint64)

    assert read(numbers, 2**64 - 10, 3).tolist() == [2, 0, 1]
    assert read(numbers, 11, 3).tolist() == [1, 2, 0]


def test_nothing_renewed_is_the_same_cases():
    numbers = permanent_numbers(KEY, CASES)
    start = 2**60

    again = shift_start(start, 10, 40, renewed=0)

    assert read(numbers, again, 10).tolist() == read(numbers, start, 10).tolist()


def test_the_start_moves_by_the_share_that_is_renewed():
    assert shift_start(0, 10, 40, renewed=1) == 2**62
    assert shift_start(2**63, 10, 40, renewed=0.5) == 2**63 + 2**61
    assert shift_start(2**64 - 2**61, 10, 40, renewed=1) == 2**61


def test_a_round_after_the_last_case_reads_none_again():
    numbers = permanent_numbers(KEY, CASES)
    start, seen = 2**63, set()

    for _ in range(4):
        rows = read(numbers, start, 10)
        assert not seen & set(rows.tolist())
        seen |= set(rows.tolist())
        start = start_after(numbers, rows, start)

    assert seen == set(range(40))


@pytest.mark.parametrize("gone", [[], [0], [0, 2]])
def test_after_the_last_case_all_are_drawn_alike_in_every_possible_order(gone):
    # Five cases, of which two are read; then some are gone and two have come, and two are read.
    often = np.zeros(7, dtype=int)
    for order in permutations(range(7)):
        numbers = np.array(order, dtype=np.uint64) * np.uint64(2**60) + np.uint64(1)
        start = start_after(numbers[:5], read(numbers[:5], 0, 2), 0)
        now = np.array([case for case in range(7) if case not in gone])
        often[now[read(numbers[now], start, 2 if len(gone) < 2 else 1)]] += 1

    assert len({often[case] for case in range(7) if case not in gone}) == 1
    assert often[gone].sum() == 0


def test_the_expected_overlap_is_what_many_keys_give():
    population, first, second, shift = 30, 8, 6, 0.15
    other = int(shift * 2**64)
    overlaps = []
    for key in range(4000):
        numbers = permanent_numbers(sha256(bytes([key % 256, key // 256])).digest(), CASES[:30])
        common = set(read(numbers, 0, first)) & set(read(numbers, other, second))
        overlaps.append(len(common))

    expected = expected_overlap(first, second, population, shift)

    error = np.std(overlaps) / np.sqrt(len(overlaps))
    assert abs(np.mean(overlaps) - expected) < 4 * error


def test_the_expected_overlap_at_its_ends():
    assert expected_overlap(8, 6, 30, 0) == pytest.approx(6)
    assert expected_overlap(30, 30, 30, 0.4) == pytest.approx(30)
    assert expected_overlap(0, 6, 30, 0.4) == 0


def test_a_shifted_round_draws_every_case_equally_often():
    rounds = 3000
    often = np.zeros(10)
    for key in range(rounds):
        numbers = permanent_numbers(sha256(key.to_bytes(4, "big")).digest(), CASES[:10])
        often[read(numbers, shift_start(7, 3, 10, renewed=0.5), 4)] += 1

    spread = rounds * 0.4 * 0.6 * 10 / 9
    assert chi2.sf(((often - rounds * 0.4) ** 2).sum() / spread, df=9) > 0.001


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: permanent_numbers(b"short", CASES), "The key must be 32 bytes"),
        (lambda: shift_start(-1, 1, 2, renewed=0), "A start is a whole number"),
        (lambda: shift_start(0, 3, 2, renewed=0), "3 cases cannot have been drawn from 2"),
        (lambda: shift_start(0, 1, 2, renewed=2), "lies between 0 and 1, and 2 does not"),
        (lambda: expected_overlap(1, 1, 5, 1), "A shift is less than one turn"),
        (lambda: expected_overlap(6, 1, 5, 0), "6 and 1 cases cannot be drawn from 5"),
        (
            lambda: start_after(np.zeros(2, np.uint64), np.array([], dtype=np.intp), 0),
            "No case was drawn",
        ),
    ],
)
def test_a_rotation_is_not_planned_from_nonsense(call, message):
    with pytest.raises(SamplingError, match=message):
        call()
