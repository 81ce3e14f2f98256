"""What the sample says there should be, against what the register has. Touches no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

from app.summary.estimates import estimate
from app.summary.findings import Found
from app.summary.roll_up import Material, by_answer
from sampling import ShareEstimate


@dataclass(frozen=True, slots=True)
class Expected:
    """How many cases of a frame should have one fault, and how many the register knows of.

    ``low`` and ``high`` are the limits of a 95 % interval, in whole cases; never fewer than were
    found, and never more than could be.
    """

    question_id: str
    frame: int
    cases: int
    low: int
    high: int
    reported: int
    """Cases of the frame that a deviation in the register is about."""

    @property
    def dark_low(self) -> int:
        """The fewest that are likely to be in no register."""
        return max(0, self.low - self.reported)

    @property
    def dark_high(self) -> int:
        return max(0, self.high - self.reported)


def expected_of(
    material: Material, reported: Mapping[str, int], smallest: int
) -> Sequence[Expected]:
    """Estimate the faults of a frame question by question, the most unreported first.

    A fault is *not met* alone. Every case of the frame counts, those that a question is not asked
    of too: a case that is not asked has no fault. Questions that fewer than ``smallest`` files
    were assessed on are left out.
    """
    answers = by_answer(material.findings, material.frame)
    known = answers.sum(axis=-1) - answers[..., Found.unanswered]
    faults = answers[..., Found.no]
    table = estimate(material.frame, faults, known, known)
    assessed = answers[..., : Found.not_applicable].sum(axis=(1, 2, 3))
    frame = int(material.frame.cases.sum())
    found = faults.sum(axis=(1, 2))
    rows = [
        _expected(question.id, frame, table.estimate(place, 0), int(found[place]), reported)
        for place, question in enumerate(material.findings.questions)
        if assessed[place] >= smallest
    ]
    told = [row for row in rows if row is not None and row.cases]
    return sorted(told, key=lambda row: (-row.dark_low, -row.cases, row.question_id))


def _expected(
    question_id: str, frame: int, said: ShareEstimate, found: int, reported: Mapping[str, int]
) -> Expected | None:
    if said.share is None or said.interval is None:
        return None
    low, high = floor(said.interval.low * frame), ceil(said.interval.high * frame)
    return Expected(
        question_id=question_id,
        frame=frame,
        cases=max(found, round(said.share * frame)),
        low=max(found, low),
        high=min(max(found, high), frame),
        reported=reported.get(question_id, 0),
    )
