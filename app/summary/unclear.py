"""Questions that reviewers read in different ways, or that fit few files: to be rewritten.

What this finds is wrong with the question, not with the people. Touches no database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, auto

from app.summary.figures import Figures, Line, Share

# Below this two reviewers agree less than "substantially" beyond chance (Landis and Koch 1977).
LEAST_AC1 = 0.6
LEAST_AGREED = 0.8
MOST_NOT_APPLICABLE = 0.25
FEWEST_READ_TWICE, FEWEST_ASKED = 5, 10


class Fault(StrEnum):
    """Why a question ought to be rewritten."""

    read_differently = auto()
    seldom_applies = auto()


@dataclass(frozen=True, slots=True)
class Unclear:
    """A question to rewrite for the next version, and what speaks for it."""

    line: Line
    faults: tuple[Fault, ...]
    not_applicable: float | None


def unclear_questions(figures: Figures) -> Sequence[Unclear]:
    """List the questions to rewrite, those that are read most differently first."""
    found = [
        Unclear(line, faults, not_applicable_rate(line.whole))
        for line in figures.questions
        if (faults := _faults(line))
    ]
    return sorted(found, key=_gravest_first)


def not_applicable_rate(share: Share) -> float | None:
    """Say how often a question was asked and did not apply; None when that is not told."""
    if share.hidden or share.not_applicable is None or share.assessed is None:
        return None
    asked = share.assessed + share.not_applicable
    return share.not_applicable / asked if asked >= FEWEST_ASKED else None


def _faults(line: Line) -> tuple[Fault, ...]:
    agreed = line.reliability
    differs = (
        agreed is not None
        and not agreed.hidden
        and (agreed.cases or 0) >= FEWEST_READ_TWICE
        and ((agreed.agreed or 0) < LEAST_AGREED or (agreed.ac1 or 0) < LEAST_AC1)
    )
    rate = not_applicable_rate(line.whole)
    seldom = rate is not None and rate > MOST_NOT_APPLICABLE
    found = ((differs, Fault.read_differently), (seldom, Fault.seldom_applies))
    return tuple(fault for holds, fault in found if holds)


def _gravest_first(unclear: Unclear) -> tuple[bool, float, str]:
    agreed = unclear.line.reliability
    alike = agreed.agreed if agreed and agreed.agreed is not None else 1.0
    differs = Fault.read_differently in unclear.faults
    return (not differs, alike if differs else -(unclear.not_applicable or 0), unclear.line.id)
