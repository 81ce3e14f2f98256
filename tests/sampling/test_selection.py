import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampling.draw import draw
from sampling.errors import SamplingError
from sampling.frame import Frame
from sampling.protocol import ticket
from sampling.selection import TicketIndex, select_lowest
from sampling.tickets import tickets

SEED = "5" * 64


def register(populations):
    """Give a frame, and its lines shuffled with the stratum of each."""
    frame = Frame.of(
        (stratum, f"{stratum}-{number}")
        for stratum, population in populations.items()
        for number in range(population)
    )
    lines = sorted(frame.lines, key=lambda line: ticket("shuffled", line.decode()))
    names = list(frame.sizes())
    codes = np.array([names.index(line.decode().split("\t")[0]) for line in lines], dtype=np.int64)
    return frame, lines, codes, names


def drawn(lines, chosen, names):
    return {
        name: tuple(lines[row].decode().split("\t")[1] for row in rows)
        for name, rows in zip(names, chosen, strict=True)
    }


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(st.sampled_from("ABCÖ"), st.integers(1, 120), min_size=1),
    st.data(),
    st.sampled_from([0, 40, 56, 60, 64]),
)
def test_the_fast_ways_draw_the_same_cases(populations, data, lost_bits):
    frame, lines, codes, names = register(populations)
    sizes = {name: data.draw(st.integers(0, populations[name])) for name in names}
    # With bits lost there are ties, which the whole ticket must decide.
    high = tickets(SEED, lines)
    high = high >> np.uint64(lost_bits) if lost_bits < 64 else np.zeros_like(high)
    high = high << np.uint64(lost_bits) if lost_bits < 64 else high

    def whole(row):
        return bytes.fromhex(ticket(SEED, lines[row].decode()))

    wanted = [sizes[name] for name in names]
    slow = {name: queue.selected for name, queue in draw(frame, sizes, SEED).items()}
    scanned = select_lowest(high, codes, wanted, whole)
    indexed = TicketIndex.of(high, codes, len(names), whole).select(wanted)

    assert drawn(lines, scanned, names) == slow
    assert drawn(lines, indexed, names) == slow


def test_a_limit_that_lets_through_too_few_is_lifted():
    # Tickets that chance would not give: all of them high, so that none is below the limit.
    high = np.arange(2**64 - 1000, 2**64, dtype=np.uint64)[::-1].copy()
    codes = np.zeros(1000, dtype=np.int64)

    (rows,) = select_lowest(high, codes, [3], lambda _row: b"")

    assert rows.tolist() == [999, 998, 997]


def test_an_empty_stratum_gives_nothing():
    high, codes = np.array([5, 3], dtype=np.uint64), np.array([2, 2])

    scanned = select_lowest(high, codes, [0, 0, 1], lambda _row: b"")
    indexed = TicketIndex.of(high, codes, 3, lambda _row: b"").select([0, 0, 1])

    assert [rows.tolist() for rows in scanned] == [[], [], [1]]
    assert [rows.tolist() for rows in indexed] == [[], [], [1]]


def test_the_register_is_left_as_it_was():
    _, lines, codes, _ = register({"A": 50, "B": 30})
    high = tickets(SEED, lines)
    before = high.tobytes(), codes.tobytes()

    select_lowest(high, codes, [5, 5], lambda _row: b"")
    TicketIndex.of(high, codes, 2, lambda _row: b"")

    assert (high.tobytes(), codes.tobytes()) == before


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ([1, 4], "4 cases cannot be drawn from the 3 of stratum 1"),
        ([-1, 1], "-1 cases cannot be drawn from the 2 of stratum 0"),
    ],
)
def test_a_size_that_cannot_be_drawn_is_refused(sizes, message):
    high, codes = np.arange(5, dtype=np.uint64), np.array([0, 0, 1, 1, 1])

    with pytest.raises(SamplingError, match=message):
        select_lowest(high, codes, sizes, lambda _row: b"")
    with pytest.raises(SamplingError, match=message):
        TicketIndex.of(high, codes, 2, lambda _row: b"").select(sizes)


def test_every_stratum_has_a_size():
    high, codes = np.arange(5, dtype=np.uint64), np.array([0, 0, 1, 1, 1])

    with pytest.raises(SamplingError, match="A row has stratum 1, and there are 1"):
        select_lowest(high, codes, [1], lambda _row: b"")
    with pytest.raises(SamplingError, match="There are 2 strata and 1 sizes"):
        TicketIndex.of(high, codes, 2, lambda _row: b"").select([1])


@pytest.mark.parametrize("distinct", [2**64 - 1, 50_000, 3])
@pytest.mark.parametrize("census", [False, True])
def test_a_register_of_many_pieces_is_drawn_as_by_plain_sorting(distinct, census):
    chance = np.random.Generator(np.random.Philox(8))
    high = chance.integers(0, distinct, 70_000, dtype=np.uint64) * np.uint64(2**64 // distinct)
    codes = chance.integers(0, 7, 70_000, dtype=np.uint8)
    # A small stratum that is read in full lets no common limit sort anything out.
    codes[:9] = 7
    sizes = [40, 0, 1, 300, 7, 90, 5, 9 if census else 2]

    def whole(row):
        return (row * 7919 % 70_001).to_bytes(8, "big")

    plain = sorted(range(70_000), key=lambda row: (codes[row], high[row], whole(row)))
    expected = [
        [row for row in plain if codes[row] == stratum][:size] for stratum, size in enumerate(sizes)
    ]
    index = TicketIndex.of(high, codes, 8, whole)

    assert [rows.tolist() for rows in select_lowest(high, codes, sizes, whole)] == expected
    assert [rows.tolist() for rows in index.select(sizes)] == expected
    assert index.rows.tolist() == plain


def test_the_whole_ticket_is_asked_for_only_when_64_bits_do_not_decide():
    asked = []
    high = np.array([7, 3, 7, 1, 5], dtype=np.uint64)

    (rows,) = select_lowest(high, np.zeros(5, dtype=int), [5], lambda row: asked.append(row) or b"")

    assert rows.tolist() == [3, 1, 4, 0, 2]
    assert sorted(asked) == [0, 2]


@pytest.mark.parametrize(
    ("high", "codes", "message"),
    [
        (np.zeros(3, np.uint64), np.array([0, -1, 0]), "A row has stratum -1, and the first one"),
        (np.zeros(3, np.uint64), np.zeros(2, int), "are no register"),
        (np.zeros(3), np.zeros(3, int), "float64"),
        (np.zeros(3, np.uint64), np.array([0, np.nan, 1]), "float64"),
    ],
)
def test_what_is_no_register_is_refused(high, codes, message):
    with pytest.raises(SamplingError, match=message):
        select_lowest(high, codes, [1], lambda _row: b"")
    with pytest.raises(SamplingError, match=message):
        TicketIndex.of(high, codes, 1, lambda _row: b"")
