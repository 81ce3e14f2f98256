"""Estimate from six million answers, beside numpy, pandas and polars counting the same.

The others only count, which is where an estimate begins; ours also weighs the counts and gives
each share its interval.
"""

import numpy as np

from sampling import AnswerCode, share_from_counts, tabulate
from tests.benchmarks.contest import Absent, Entry, contest, entry
from tests.benchmarks.measure import Figure

QUESTIONS, CASES, STRATA, DOMAINS = 60, 100_000, 20, 5
NAMES = [f"q{question:02d}" for question in range(QUESTIONS)]
YES, COUNTED = int(AnswerCode.yes), int(AnswerCode.not_applicable)


def answered():
    chance = np.random.Generator(np.random.Philox(2))
    answers = chance.integers(0, len(AnswerCode), size=(QUESTIONS, CASES), dtype=np.uint8)
    stratum = chance.integers(0, STRATA, size=CASES, dtype=np.uint8)
    return answers, stratum, chance.integers(0, DOMAINS, size=CASES, dtype=np.uint8)


def told(hits, counted):
    """Stand for the counts, by question, domain and stratum, by one number."""
    places = np.arange(QUESTIONS * DOMAINS * STRATA)
    return int((np.ravel(hits) * places).sum() + (np.ravel(counted) * places[::-1]).sum())


def by_sampling() -> Entry:
    answers, stratum, domain = answered()
    population = np.bincount(stratum, minlength=STRATA) * 7

    def estimate():
        counts = tabulate(answers, stratum, domain, strata=STRATA, domains=DOMAINS)
        share_from_counts(counts.hits(), counts.counted, counts.opened, population)
        return counts

    return entry(5, estimate, lambda counts: told(counts.hits().astype(int), counts.counted))


def by_numpy() -> Entry:
    """Count one key for each question: what numpy has for it."""
    answers, stratum, domain = answered()
    kinds = len(AnswerCode)

    def count():
        key = (domain.astype(np.intp) * STRATA + stratum) * kinds
        cells = DOMAINS * STRATA * kinds
        return np.stack([np.bincount(key + row, minlength=cells) for row in answers])

    def answer(found):
        cells = found.reshape(QUESTIONS, DOMAINS, STRATA, kinds)
        return told(cells[..., YES], cells[..., :COUNTED].sum(axis=-1))

    return entry(5, count, answer)


def by_pandas() -> Entry:
    import pandas as pd  # noqa: PLC0415 - only this process needs it

    answers, stratum, domain = answered()
    table = pd.DataFrame(dict(zip(NAMES, answers, strict=True)))

    def count():
        return [part.groupby([domain, stratum]).sum() for part in (table == YES, table < COUNTED)]

    return entry(2, count, lambda found: told(*(part.to_numpy().T for part in found)))


def by_polars() -> Entry:
    import polars as pl  # noqa: PLC0415 - only this process needs it

    answers, stratum, domain = answered()
    columns = dict(zip(NAMES, answers, strict=True))
    table = pl.DataFrame(columns | {"stratum": stratum, "domain": domain}).lazy()
    sums = [(pl.col(name) == YES).sum().alias(f"yes {name}") for name in NAMES]
    sums += [(pl.col(name) < COUNTED).sum().alias(f"all {name}") for name in NAMES]
    counting = table.group_by("domain", "stratum").agg(sums)

    def answer(found):
        cells = found.sort("domain", "stratum").drop("domain", "stratum").to_numpy().T
        return told(cells[:QUESTIONS].astype(int), cells[QUESTIONS:].astype(int))

    return entry(5, counting.collect, answer)


def estimate_six_million() -> list[Figure | Absent]:
    """Estimate sixty questions over 20 strata in 5 domains."""
    works = {"sampling": by_sampling, "numpy": by_numpy, "pandas": by_pandas, "polars": by_polars}
    return contest(
        f"skattning av {QUESTIONS * CASES} svar, {STRATA} strata, {DOMAINS} domäner", works
    )
