"""Many questions asked at once: p values that stay honest about how many there were."""

from __future__ import annotations

from enum import StrEnum, auto
from typing import TYPE_CHECKING

import numpy as np

from sampling.errors import SamplingError
from sampling.given import figures, of_kind

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


class Adjustment(StrEnum):
    """What is kept small: the chance of any false alarm, or the share of false alarms.

    ``holm`` holds whatever the tests have to do with each other. ``benjamini_hochberg`` finds
    more, if the tests are independent or positively related; ``benjamini_yekutieli`` is its
    version for any relation.
    """

    holm = auto()
    benjamini_hochberg = auto()
    benjamini_yekutieli = auto()


def adjust_p(p: ArrayLike, adjustment: Adjustment = Adjustment.holm) -> NDArray[np.float64]:
    """Adjust p values for the family of tests they belong to.

    The family is what is given: every value of `p` that is a number. State it where the result
    is shown. Equal values stay equal.

    Parameters
    ----------
    p : array_like of float in [0, 1], any shape
        nan for a test that could not be made: it counts for nothing and stays nan.
    adjustment : Adjustment

    Returns
    -------
    ndarray of float, same shape

    References
    ----------
    Holm (1979), *Scandinavian Journal of Statistics* 6, 65-70; Benjamini and Hochberg (1995),
    *Journal of the Royal Statistical Society B* 57, 289-300; Benjamini and Yekutieli (2001),
    *Annals of Statistics* 29, 1165-1188.
    """
    of_kind("adjustment", adjustment, Adjustment)
    given = figures("p values", p)
    asked = ~np.isnan(given)
    values = given[asked]
    if ((values < 0) | (values > 1)).any():
        wrong = values[(values < 0) | (values > 1)][0]
        raise SamplingError(f"A p value lies within 0 and 1, and {wrong} does not.")
    tests = len(values)
    order = np.argsort(values, kind="stable")
    ranks = np.arange(1, tests + 1)
    if adjustment is Adjustment.holm:
        stepped = np.maximum.accumulate(values[order] * (tests + 1 - ranks))
    else:
        factor = (1 / ranks).sum() if adjustment is Adjustment.benjamini_yekutieli else 1.0
        stepped = values[order] * factor * tests / ranks
        stepped = np.minimum.accumulate(stepped[::-1])[::-1]
    adjusted = np.full_like(given, np.nan)
    settled = np.empty(tests)
    settled[order] = np.minimum(stepped, 1.0)
    adjusted[asked] = settled
    return adjusted
