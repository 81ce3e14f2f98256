import numpy as np

from sampling import AnswerCode, share_from_counts, tabulate
from tests.benchmarks.measure import Figure, best_of, peak_mib

QUESTIONS, CASES, STRATA, DOMAINS = 60, 100_000, 20, 5


def roll_up_six_million() -> list[Figure]:
    """Count and estimate 6 000 000 answers; the floor is numpy's own counting of one key."""
    chance = np.random.Generator(np.random.Philox(2))
    answers = chance.integers(0, len(AnswerCode), size=(QUESTIONS, CASES), dtype=np.uint8)
    stratum = chance.integers(0, STRATA, size=CASES, dtype=np.uint8)
    domain = chance.integers(0, DOMAINS, size=CASES, dtype=np.uint8)
    opened = np.bincount(stratum, minlength=STRATA)
    population = opened * 7

    def ours() -> None:
        counts = tabulate(answers, stratum, domain, strata=STRATA, domains=DOMAINS)
        share_from_counts(counts.hits(), counts.counted, counts.opened, population)

    key = stratum.astype(np.int64) * DOMAINS + domain

    def floor() -> None:
        for row in answers:
            np.bincount(key * len(AnswerCode) + row, minlength=STRATA * DOMAINS * len(AnswerCode))

    seconds, least = best_of(3, ours, floor)
    return [
        Figure(
            "sammanställning av 6 000 000 svar med intervall",
            seconds,
            "numpy bincount",
            least,
            peak_mib(),
        )
    ]
