"""Cases that two rounds have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sampling.errors import SamplingError
from sampling.given import of_kind, whole_figures

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from sampling.estimate.strata import StratumCounts

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Cases that were read in both rounds.

    Attributes
    ----------
    answers : array_like of int, shape (..., strata, 3, 3)
        How many of them were answered so in the first round (not met, met, outside the domain)
        and so in the second, in the same order.
    frame : array_like of int, shape (..., strata)
        Cases that stood in both frames, read or not.
    """

    answers: ArrayLike
    frame: ArrayLike


def read_overlap(
    overlap: Overlap, before: StratumCounts, after: StratumCounts
) -> tuple[Floats, Floats]:
    """Check the cases in common against those of each round."""
    of_kind("overlap", overlap, Overlap)
    answers = whole_figures("answers in both rounds", overlap.answers)
    frame = whole_figures("cases in both frames", overlap.frame)
    opened = np.minimum(before.opened, after.opened)
    least = np.minimum(before.population, after.population)
    if answers.shape[-2:] != (3, 3) or answers.shape[:-2] != opened.shape:
        raise SamplingError(f"{answers.shape} answers do not fit {opened.shape} strata, 3 by 3.")
    both = answers.sum(axis=(-1, -2))
    if frame.shape not in ((), least.shape, least.shape[-1:]) or (frame > least).any():
        raise SamplingError(f"{overlap.frame!r} cases cannot stand in both of the frames.")
    for most, what in ((opened, "once"), (frame, "stood in both frames")):
        wrong = both > most
        if wrong.any():
            raise SamplingError(f"More cases were read twice than {what}: {both[wrong][0]:g}.")
    return answers, frame
