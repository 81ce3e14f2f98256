"""What was found, as numbers: one row a question, one column a case. Touches no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from review_forms import Met, Question, ReviewForm, called_for, outcome, standing
from review_forms.answer_kinds import (
    ChoiceAnswer,
    DateAnswer,
    DatesAnswer,
    MetAnswer,
    NumberAnswer,
    ScaleAnswer,
)


class Found(IntEnum):
    """What was found on one question about one case; the first four as in ``AnswerCode``."""

    no = 0
    yes = 1
    partly = 2
    not_applicable = 3
    unanswered = 4
    not_asked = 5
    outside = 6
    """The case turned out not to belong to what is reviewed, and was replaced."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A question whose answers say whether something is met."""

    id: str
    section: str
    critical: bool
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Findings:
    """The cases that have been read to the end, or were read and replaced.

    Attributes
    ----------
    questions : sequence of Judged, length Q
    found : ndarray of int8, shape (Q, cases)
        Values of ``Found``.
    unit, stratum : ndarray of int, shape (cases,)
        Places among the units and strata.
    missing : ndarray of bool, shape (cases,)
        Whether the file could not be found.
    case_numbers : sequence of str, length cases
        What the cases are called in the register, to know them again in another round.
    """

    questions: Sequence[Judged]
    found: NDArray[np.int8]
    unit: NDArray[np.int64]
    stratum: NDArray[np.int64]
    missing: NDArray[np.bool_]
    case_numbers: Sequence[str] = ()

    @property
    def eligible(self) -> NDArray[np.bool_]:
        """Whether each case belongs to what is reviewed."""
        if not len(self.questions):
            return np.ones(len(self.unit), dtype=bool)
        return np.asarray(self.found[0] != Found.outside)


def judged(form: ReviewForm) -> list[Judged]:
    """List the questions that a share can be taken of, in the order of the form."""
    return [
        Judged(question.id, section.id, question.critical, frozenset(question.tags))
        for section in form.sections
        for question in section.questions
        if _is_judged(question)
    ]


def sections_of(questions: Sequence[Judged]) -> dict[str, Sequence[str]]:
    """Give the questions of each section, in the order of the form."""
    sections: dict[str, list[str]] = {}
    for question in questions:
        sections.setdefault(question.section, []).append(question.id)
    return dict(sections)


def found_in(
    form: ReviewForm,
    questions: Sequence[Judged],
    values: Mapping[str, str],
    *,
    file_missing: bool = False,
) -> list[int]:
    """Say what was found about one case, question by question.

    When the file is missing, all that would have been asked of it counts as not met.
    """
    called = {question.id: question for question in called_for(form, values)}
    given = {} if file_missing else standing(form, values)
    return [
        _found(called.get(question.id), given.get(question.id), file_missing=file_missing)
        for question in questions
    ]


def _found(question: Question | None, value: str | None, *, file_missing: bool) -> int:
    if question is None:
        return Found.not_asked
    if file_missing:
        return Found.no
    if value is None:
        return Found.not_asked if question.optional else Found.unanswered
    met = outcome(question, value)
    return Found.not_asked if met is None else Found[met.value]


def _is_judged(question: Question) -> bool:
    match question.answer:
        case None | ScaleAnswer():
            return True
        case MetAnswer():
            return question.answer.good_direction != "neither"
        case ChoiceAnswer():
            return any(option.met is not None for option in question.answer.options)
        case DateAnswer() | DatesAnswer() | NumberAnswer():
            return question.answer.counts
        case _:
            return False


def categories(question: Question) -> list[str]:
    """List what two reviewers of a question can come to, whether anybody did or not."""
    kinds = [Met.yes, Met.partly, Met.no, Met.not_applicable]
    if isinstance(question.answer, MetAnswer):
        without = {Met.partly: not question.answer.partly}
        without[Met.not_applicable] = not question.answer.not_applicable
        kinds = [met for met in kinds if not without.get(met, False)]
    elif question.answer is None:
        kinds = [Met.yes, Met.no, Met.not_applicable]
    elif not isinstance(question.answer, ChoiceAnswer):
        kinds = [Met.yes, Met.no]
    return [met.value for met in kinds]
