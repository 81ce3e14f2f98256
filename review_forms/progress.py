from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from review_forms.answers import note_required
from review_forms.schema import Question, ReviewForm, Section
from review_forms.skip_logic import Walk


@dataclass(frozen=True)
class SectionProgress:
    """How far a reviewer has come in one section."""

    section: Section
    asked: int
    answered: int

    @property
    def complete(self) -> bool:
        """Whether nothing is left here; true also when nothing is asked."""
        return self.answered == self.asked


@dataclass(frozen=True)
class Progress:
    """How far a reviewer has come.

    ``missing`` holds the questions without an answer that must have one, ``unexplained`` those
    whose answer needs a reason or a comment and has none. Sections are counted without optional
    questions.
    """

    asked: int
    answered: int
    missing: Sequence[Question]
    unexplained: Sequence[Question]
    sections: Sequence[SectionProgress]

    @property
    def complete(self) -> bool:
        """Whether the review may be submitted."""
        return not self.missing and not self.unexplained

    @property
    def left(self) -> int:
        """How many questions remain to be answered."""
        return len(self.missing)

    @classmethod
    def through(
        cls,
        form: ReviewForm,
        answers: Mapping[str, str],
        explained: Collection[str] | None = None,
    ) -> "Progress":
        """Measure how far a reviewer has come through a form.

        Parameters
        ----------
        form : ReviewForm
        answers : mapping of question or fact to canonical answer
        explained : collection of question id, optional
            Questions that have a reason or a comment. Left out: explanations are not looked at.

        Returns
        -------
        Progress
        """
        return cls.along(Walk.through(form, answers), form, explained)

    @classmethod
    def along(
        cls, walk: Walk, form: ReviewForm, explained: Collection[str] | None = None
    ) -> "Progress":
        """Measure how far a reviewer has come, where the form has been walked through already.

        Parameters
        ----------
        walk : Walk
        form : ReviewForm
        explained : collection of question id, optional

        Returns
        -------
        Progress
        """
        values = walk.standing
        required = [question for question in walk.asked if not question.optional]
        missing = [question for question in required if question.id not in values]
        return cls(
            asked=len(required),
            answered=len(required) - len(missing),
            missing=missing,
            unexplained=_unexplained(form, values, explained),
            sections=[_through_section(section, required, missing) for section in form.sections],
        )


def _unexplained(
    form: ReviewForm, values: Mapping[str, str], explained: Collection[str] | None
) -> list[Question]:
    if explained is None:
        return []
    return [
        question
        for question in form.questions
        if question.id in values
        and question.id not in explained
        and note_required(question, values[question.id])
    ]


def _through_section(
    section: Section, required: Sequence[Question], missing: Sequence[Question]
) -> SectionProgress:
    here = {question.id for question in section.questions}
    expected = sum(question.id in here for question in required)
    left = sum(question.id in here for question in missing)
    return SectionProgress(section, expected, expected - left)
