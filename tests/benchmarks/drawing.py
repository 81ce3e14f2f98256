from hashlib import sha256

import numpy as np

from sampling import Frame, TicketIndex, draw, seed_of, select_lowest, tickets
from tests.benchmarks.measure import Figure, best_of, peak_mib

CASES = 1_000_000
STRATA = 50
EACH = 200


def draw_a_million() -> list[Figure]:
    """Draw from a frame of text, as the product does; the floor is the hashing alone."""
    rows = [(f"S{n % STRATA:02d}", f"BU-2026-{n:07d}") for n in range(CASES)]
    seed = seed_of("0" * 64, ["1" * 20], bytes(32))
    frame = Frame.of(rows)
    sizes = {f"S{n:02d}": EACH for n in range(STRATA)}
    lines = list(frame.lines)
    prefix = f"{seed}\t".encode()

    def hash_and_sort() -> None:
        digests = sorted(sha256(prefix + line).digest() for line in lines)
        del digests

    ours, floor, framing = best_of(
        2, lambda: draw(frame, sizes, seed), hash_and_sort, lambda: Frame.of(rows)
    )
    return [
        Figure(
            "dragning, 1 000 000 ärenden, 50 strata", ours, "hashlib + sorted", floor, peak_mib()
        ),
        Figure(
            "ram av 1 000 000 rader (NFC, dubbletter)",
            framing,
            "hashlib + sorted",
            floor,
            peak_mib(),
        ),
    ]


def select_from_tickets() -> list[Figure]:
    """Select the lowest tickets of a prepared register; the floor is one sort of it by numpy."""
    lines = [f"S\tBU-{n}".encode() for n in range(1000)]
    numbers = np.random.Generator(np.random.Philox(1)).integers(
        0, 2**64, size=10 * CASES, dtype=np.uint64
    )
    numbers[: len(lines)] = tickets("seed", lines)
    codes = (np.arange(10 * CASES) % STRATA).astype(np.uint16)
    sizes = [EACH] * STRATA

    def floor() -> None:
        first = np.argsort(numbers, kind="stable")
        np.argsort(codes[first], kind="stable")

    ours, sorting = best_of(
        3,
        lambda: select_lowest(numbers, codes, sizes, lambda row: bytes(8) + row.to_bytes(24)),
        floor,
    )
    return [
        Figure(
            "urval ur 10 000 000 lotter, 50 strata", ours, "numpy argsort × 2", sorting, peak_mib()
        )
    ]


def index_tickets() -> list[Figure]:
    """Sort a register once for all draws to come; the floor is one plain sort of numbers."""
    figures = []
    for cases in (CASES, 10 * CASES):
        chance = np.random.Generator(np.random.Philox(3))
        numbers = chance.integers(0, 2**64, size=cases, dtype=np.uint64)
        codes = chance.integers(0, STRATA, size=cases, dtype=np.uint16)
        ours, sorting = best_of(
            3,
            lambda numbers=numbers, codes=codes: TicketIndex.of(
                numbers, codes, STRATA, lambda row: row.to_bytes(8, "big")
            ),
            lambda numbers=numbers: np.sort(numbers),
        )
        figures.append(
            Figure(f"sortering av {cases} lotter", ours, "numpy sort", sorting, peak_mib())
        )
    return figures


def draw_from_index() -> list[Figure]:
    """Draw from a register that is sorted already; the floor copies as many numbers."""
    chance = np.random.Generator(np.random.Philox(5))
    numbers = chance.integers(0, 2**64, size=10 * CASES, dtype=np.uint64)
    codes = chance.integers(0, STRATA, size=10 * CASES, dtype=np.uint16)
    index = TicketIndex.of(numbers, codes, STRATA, lambda row: row.to_bytes(8, "big"))
    del numbers, codes
    figures = []
    for drawn in (100_000, 500):
        sizes = [drawn // STRATA] * STRATA

        def copy(of: int = drawn) -> None:
            index.rows[:of].copy()

        ours, copying = best_of(
            200, lambda sizes=sizes: [rows.copy() for rows in index.select(sizes)], copy
        )
        work = f"dragning av {drawn} ur ett sorterat register om 10 000 000"
        figures.append(Figure(work, ours, "numpy copy", copying, peak_mib()))
    return figures
