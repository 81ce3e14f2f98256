from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from review_forms.answer_kinds import Met, ScaleAnswer, codes
from review_forms.answers import outcome
from review_forms.schema import Question, ReviewForm
from review_forms.skip_logic import called_for, standing


@dataclass(frozen=True)
class Disagreement:
    """Where two reviewers of one file differ; None where one of them was not asked.

    ``material`` is whether they differ in what it means, not only in what was written: two
    dates a day apart may both be in time.
    """

    question: Question
    first: str | None
    second: str | None
    first_outcome: Met | None
    second_outcome: Met | None

    @property
    def material(self) -> bool:
        """Whether the outcomes differ."""
        return self.first_outcome is not self.second_outcome


def disagreements(
    form: ReviewForm, first: Mapping[str, str], second: Mapping[str, str]
) -> list[Disagreement]:
    """List the questions on which two reviewers of the same file differ.

    Parameters
    ----------
    form : ReviewForm
    first, second : mapping of question or fact to canonical answer

    Returns
    -------
    list of Disagreement
        In the order of the form; computed questions are among them, for a deadline that comes
        out differently is what the talk should be about.
    """
    ours, theirs = standing(form, first), standing(form, second)
    called = {question.id for question in called_for(form, first) + called_for(form, second)}
    return [
        _compared(question, ours.get(question.id), theirs.get(question.id))
        for question in form.questions
        if question.id in called and ours.get(question.id) != theirs.get(question.id)
    ]


def _compared(question: Question, first: str | None, second: str | None) -> Disagreement:
    return Disagreement(
        question,
        first,
        second,
        outcome(question, first) if first is not None else None,
        outcome(question, second) if second is not None else None,
    )


@dataclass(frozen=True)
class Joined:
    """Which questions two forms have in common.

    ``joinable`` may stand in one trend line. ``changed`` have the same id but can be answered
    in another way, are computed by another rule, or are put to other files: a trend would
    compare two things.
    """

    joinable: Sequence[str]
    changed: Sequence[str]
    only_first: Sequence[str]
    only_second: Sequence[str]


def joined(first: ReviewForm, second: ReviewForm) -> Joined:
    """Match the questions of two versions, or of a long and a short form, by their ids.

    Parameters
    ----------
    first, second : ReviewForm

    Returns
    -------
    Joined
        Ids in the order of the form they come from. A reworded text does not part two
        questions; its author gives a new id when the meaning is new.
    """
    ours = {question.id: question for question in first.questions}
    theirs = {question.id: question for question in second.questions}
    shared = [name for name in ours if name in theirs]
    alike = [name for name in shared if _means_the_same(ours[name], theirs[name])]
    return Joined(
        joinable=alike,
        changed=[name for name in shared if name not in alike],
        only_first=[name for name in ours if name not in theirs],
        only_second=[name for name in theirs if name not in ours],
    )


def _means_the_same(first: Question, second: Question) -> bool:
    return _meaning(first) == _meaning(second)


def _meaning(question: Question) -> tuple[object, ...]:
    kind = question.answer
    options = codes(kind) if kind else ()
    met_from = kind.met_from if isinstance(kind, ScaleAnswer) else None
    counts = getattr(kind, "counts", False)
    # Put to other files, it would be a share of something else.
    asked_when = (question.enable_when, question.enable_behavior)
    way = (question.good_direction, question.computed, asked_when)
    return question.kind, options, met_from, counts, *way
