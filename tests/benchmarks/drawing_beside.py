"""Draw from ten million cases, beside numpy, pandas and polars doing the same."""

from functools import partial

import numpy as np

from sampling import select_lowest
from tests.benchmarks.contest import Absent, Entry, contest, entry
from tests.benchmarks.measure import Figure

CASES = 10_000_000


def register(strata):
    chance = np.random.Generator(np.random.Philox(1))
    tickets = chance.integers(0, 2**64, size=CASES, dtype=np.uint64)
    return tickets, chance.integers(0, strata, size=CASES, dtype=np.uint16)


def drawn(tickets):
    """Stand for a sample by the sum of its tickets, which goes round at 2**64."""
    return int(np.sum(tickets, dtype=np.uint64))


def by_sampling(strata, each) -> Entry:
    tickets, codes = register(strata)
    sizes = [each] * strata
    return entry(
        5,
        lambda: select_lowest(tickets, codes, sizes, lambda row: row.to_bytes(8, "big")),
        lambda rows: drawn(tickets[np.concatenate(rows)]),
    )


def by_numpy(strata, each) -> Entry:
    """Sort the codes, then take the lowest of each stratum: what numpy has for it."""
    tickets, codes = register(strata)

    def select():
        order = np.argsort(codes, kind="stable")
        ranked, ends = tickets[order], np.cumsum(np.bincount(codes, minlength=strata)).tolist()
        chosen = []
        for start, end in zip([0, *ends[:-1]], ends, strict=True):
            part = ranked[start:end]
            lowest = np.argpartition(part, each)[:each]
            chosen.append(order[start:end][lowest[np.argsort(part[lowest])]])
        return np.concatenate(chosen)

    return entry(2, select, lambda rows: drawn(tickets[rows]))


def by_pandas(strata, each) -> Entry:
    import pandas as pd  # noqa: PLC0415 - only this process needs it

    tickets, codes = register(strata)
    table = pd.DataFrame({"ticket": tickets, "stratum": codes})
    return entry(
        1,
        lambda: table.groupby("stratum")["ticket"].nsmallest(each),
        lambda found: drawn(found.to_numpy()),
    )


def by_polars(strata, each) -> Entry:
    import polars as pl  # noqa: PLC0415 - only this process needs it

    tickets, codes = register(strata)
    table = pl.DataFrame({"ticket": tickets, "stratum": codes}).lazy()
    lowest = table.group_by("stratum").agg(pl.col("ticket").bottom_k(each))
    return entry(3, lowest.collect, lambda found: drawn(found["ticket"].explode().to_numpy()))


def draw_ten_million() -> list[Figure | Absent]:
    """Draw 200 of each of 50 strata, and 20 of each of 5,000."""
    figures: list[Figure | Absent] = []
    for strata, each in ((50, 200), (5_000, 20)):
        works = {
            "sampling": by_sampling,
            "numpy": by_numpy,
            "pandas": by_pandas,
            "polars": by_polars,
        }
        figures += contest(
            f"dragning ur {CASES} ärenden, {strata} strata",
            {name: partial(work, strata, each) for name, work in works.items()},
        )
    return figures
