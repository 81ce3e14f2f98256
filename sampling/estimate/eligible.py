"""How many cases belong to what is reviewed, when some entries of the register do not."""

from __future__ import annotations

from sampling.errors import SamplingError
from sampling.exact import marked_interval, most_marked
from sampling.given import count, figures, of_kind, real, refuse_endless, written
from sampling.intervals import Interval, Method, tail_of


def eligible_cases(
    population: int, opened: int, eligible: int, *, opened_until_enough: bool
) -> float:
    """Estimate how many cases of a stratum belong to what is reviewed.

    An entry that is wrong in the register is ineligible. It keeps its weight, and is no missing
    answer. When spares were opened until enough eligible cases were found, the last one opened
    was bound to be eligible, and counting it would overestimate.

    Parameters
    ----------
    population, opened, eligible : int
        Of one stratum; all that were opened in the order of the queue.
    opened_until_enough : bool
        Whether cases were opened until a given number of eligible ones was reached.

    References
    ----------
    Haldane (1945), *Biometrika* 33, 222-225.
    """
    population, opened, eligible = _counts(population, opened, eligible, opened_until_enough)
    if not opened_until_enough:
        return population * eligible / opened
    if eligible < 2:  # noqa: PLR2004 - the estimate leaves one out
        raise SamplingError(f"Opening until {eligible} eligible were found tells too little.")
    return population * (eligible - 1) / (opened - 1)


def eligible_interval(
    population: int,
    opened: int,
    eligible: int,
    *,
    opened_until_enough: bool,
    confidence: float = 0.95,
) -> Interval:
    """Bound how many cases of a stratum belong to what is reviewed, exactly.

    When cases were opened until enough eligible ones were found, it is not the number found but
    the number opened that chance has decided, and the limits follow from that: so many may be
    eligible as would make it take so long with a probability above half the error, and so few as
    would let it be done so soon.

    Parameters
    ----------
    population, opened, eligible, opened_until_enough
        As for `eligible_cases`; one eligible case is enough here.
    confidence : float in (0, 1)
        Read as the decimal it is written as.

    Returns
    -------
    Interval
        In cases, end points included.

    References
    ----------
    Wright (1991), *Exact Confidence Bounds when Sampling from Small Finite Universes*,
    Springer, chapter 2; opening until enough (negative hypergeometric): Johnson, Kemp and Kotz
    (2005), *Univariate Discrete Distributions*, 3rd ed., section 6.2.2.
    """
    population, opened, eligible = _counts(population, opened, eligible, opened_until_enough)
    tail_of(confidence)
    sure = written(confidence)
    low, high = marked_interval(eligible, opened, population, sure)
    if opened_until_enough:
        if eligible < 1:
            raise SamplingError("Opening until 0 eligible were found tells nothing.")
        # Before the last one was opened, there was one too few.
        high = max(eligible, most_marked(eligible - 1, opened - 1, population, (1 - sure) / 2))
    method = Method.census if opened == population else Method.hypergeometric
    return Interval(low, high, confidence, method)


def share_out_unknown(eligible: float, ineligible: float, unknown: float) -> float:
    """Count cases whose eligibility nobody could tell as eligible in the known proportion.

    References
    ----------
    American Association for Public Opinion Research (2023), *Standard Definitions*, 10th ed.,
    the estimate *e* by proportional allocation.
    """
    for number in (eligible, ineligible, unknown):
        real("number of cases", number)
    refuse_endless("cases", figures("cases", [eligible, ineligible, unknown]))
    if min(eligible, ineligible, unknown) < 0 or eligible + ineligible == 0:
        raise SamplingError(
            f"{eligible} eligible and {ineligible} ineligible tell nothing of {unknown} unknown."
        )
    return eligible + unknown * eligible / (eligible + ineligible)


def _counts(
    population: int, opened: int, eligible: int, until_enough: object
) -> tuple[int, int, int]:
    frame, read = count("population", population), count("opened", opened)
    found = count("eligible", eligible, least=0)
    of_kind("opened_until_enough", until_enough, bool)
    if not found <= read <= frame:
        raise SamplingError(f"{found} eligible of {read} opened of {frame} cases cannot be.")
    return frame, read, found
