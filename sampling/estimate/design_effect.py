"""What a design has gained or lost against drawing from the whole frame without strata."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, auto

from sampling.errors import SamplingError
from sampling.estimate.result import ShareEstimate
from sampling.given import of_kind


class Against(StrEnum):
    """The simple random sample that a design effect is measured against.

    They differ by the finite population correction, so a design effect says nothing without
    its denominator. ``without_replacement`` is a sample as it would really be drawn;
    ``with_replacement`` is the usual one in tables and formulas for sample sizes.
    """

    without_replacement = auto()
    with_replacement = auto()


@dataclass(frozen=True, slots=True)
class DesignEffect:
    """A variance beside that of a simple random sample of as many cases.

    Attributes
    ----------
    value : float
        Below 1 the design has gained, above 1 it has lost.
    against : Against
    effective : float
        Cases of such a simple random sample that would be as sure.
    """

    value: float
    against: Against
    effective: float


def design_effect(found: ShareEstimate, against: Against) -> DesignEffect | None:
    """Compare the variance of a share with that of a simple random sample.

    Parameters
    ----------
    found : ShareEstimate
    against : Against
        Has no default: the value means nothing without it.

    Returns
    -------
    DesignEffect or None
        None where there is no error to compare: it is unknown, all was read, or none or all
        met the requirement.

    References
    ----------
    Kish (1965), *Survey Sampling*, section 8.2 (against a sample without replacement);
    Särndal, Swensson and Wretman (1992), *Model Assisted Survey Sampling*, section 2.10.
    """
    of_kind("share", found, ShareEstimate)
    if not isinstance(against, Against):
        raise SamplingError(f"A design effect is measured against something, not {against!r}.")
    if found.share is None or not found.standard_error or found.counted < 2:  # noqa: PLR2004
        return None
    spread = found.share * (1 - found.share)
    if spread == 0:
        return None
    simple = spread / (found.counted - 1)
    if against is Against.without_replacement:
        simple *= 1 - found.counted / found.population
    value = found.standard_error**2 / simple
    return DesignEffect(value, against, found.counted / value)
