"""Ratios to numpy's own best, measured in the same run, so that no machine is too slow."""

from time import perf_counter

import numpy as np
import pytest

from sampling import AnswerCode, select_lowest, share_from_counts, tabulate

ROWS, STRATA, DRAWN = 1_000_000, 50, 10_000


def quickest(*calls, times=5):
    """Time calls in turn, so that whatever else the machine does falls on them all alike."""
    took = [[] for _ in calls]
    for _ in range(times):
        for call, seconds in zip(calls, took, strict=True):
            start = perf_counter()
            call()
            seconds.append(perf_counter() - start)
    return [min(seconds) for seconds in took]


@pytest.fixture(scope="module")
def register():
    chance = np.random.Generator(np.random.Philox(11))
    tickets = chance.integers(0, 2**64, ROWS, dtype=np.uint64)
    return tickets, chance.integers(0, STRATA, ROWS, dtype=np.uint16)


def test_drawing_costs_little_more_than_reading_the_tickets_once(register):
    tickets, codes = register
    sizes = [DRAWN // STRATA] * STRATA
    limit = np.uint64(2**64 // 60)

    def floor():
        # What any draw must do: look at every ticket, count the strata, sort what is left.
        np.bincount(codes, minlength=STRATA)
        rows = np.flatnonzero(tickets <= limit)
        np.lexsort((tickets[rows], codes[rows]))

    def ours():
        select_lowest(tickets, codes, sizes, lambda _row: b"")

    def sorting():
        np.lexsort((tickets, codes))

    least, found, everything = quickest(floor, ours, sorting)

    assert found < 2 * least
    assert found < everything / 5


def test_rolling_up_costs_little_more_than_counting_once():
    chance = np.random.Generator(np.random.Philox(12))
    questions, cases = 20, 200_000
    answers = chance.integers(0, len(AnswerCode), (questions, cases), dtype=np.uint8)
    stratum, domain = (chance.integers(0, kinds, cases, dtype=np.intp) for kinds in (20, 5))
    frame = np.bincount(stratum, minlength=20) * 3

    def floor():
        place = (stratum + 20 * domain) * 5
        for row in answers:
            np.bincount(place + row, minlength=500)

    def ours():
        counts = tabulate(answers, stratum, domain, strata=20, domains=5)
        share_from_counts(counts.hits(), counts.counted, counts.opened, frame)

    least, found = quickest(floor, ours)

    assert found < 3 * least
