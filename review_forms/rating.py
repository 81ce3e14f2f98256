from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto

from review_forms.answer_kinds import Met
from review_forms.answers import outcome
from review_forms.schema import Question, ReviewForm, Section
from review_forms.skip_logic import called_for, standing


@dataclass(frozen=True)
class Counts:
    """How many questions came out how.

    ``unanswered`` are called for but have no value yet, deadlines that cannot be computed among
    them; ``information`` have an answer that is neither good nor bad.
    """

    yes: int = 0
    partly: int = 0
    no: int = 0
    not_applicable: int = 0
    unanswered: int = 0
    information: int = 0

    @property
    def assessed(self) -> int:
        """How many the share is taken of: yes, partly and no."""
        return self.yes + self.partly + self.no

    @property
    def share_met(self) -> float | None:
        """The share answered yes of yes, partly and no; None when there are none."""
        return self.yes / self.assessed if self.assessed else None


class Grade(StrEnum):
    """What a whole file comes to; worst last."""

    sound = auto()
    """Everything assessed is met."""
    remarks = auto()
    """Something is only partly met."""
    deficient = auto()
    """Something is not met."""
    serious = auto()
    """Something critical is not met."""


@dataclass(frozen=True)
class SectionRating:
    """What one section comes to."""

    section: Section
    counts: Counts


@dataclass(frozen=True)
class Rating:
    """What a review comes to, by question, by section and as a whole."""

    counts: Counts
    sections: Sequence[SectionRating]
    outcomes: Mapping[str, Met]
    not_met: Sequence[Question]
    critical_not_met: Sequence[Question]

    @property
    def grade(self) -> Grade:
        """The grade, by a rule without thresholds: the worst single outcome decides."""
        if self.critical_not_met:
            return Grade.serious
        if self.counts.no:
            return Grade.deficient
        return Grade.remarks if self.counts.partly else Grade.sound


def rate(form: ReviewForm, answers: Mapping[str, str]) -> Rating:
    """Say what the answers come to.

    Parameters
    ----------
    form : ReviewForm
    answers : mapping of question or fact to canonical answer

    Returns
    -------
    Rating
        Answers to questions that are no longer asked count for nothing.
    """
    called = called_for(form, answers)
    values = standing(form, answers)
    judged = {
        question.id: outcome(question, values[question.id])
        for question in called
        if question.id in values
    }
    not_met = [question for question in called if judged.get(question.id) is Met.no]
    return Rating(
        counts=_count(called, judged),
        sections=[
            SectionRating(
                section, _count([asked for asked in called if asked in section.questions], judged)
            )
            for section in form.sections
        ],
        outcomes={name: met for name, met in judged.items() if met},
        not_met=not_met,
        critical_not_met=[question for question in not_met if question.critical],
    )


def _count(questions: Iterable[Question], judged: Mapping[str, Met | None]) -> Counts:
    counts = dict.fromkeys(Counts.__dataclass_fields__, 0)
    for question in questions:
        if question.id not in judged:
            # An optional question left out is not a gap in the review.
            counts["unanswered"] += not question.optional
        else:
            counts[judged[question.id] or "information"] += 1
    return Counts(**counts)
