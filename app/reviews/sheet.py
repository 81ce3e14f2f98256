"""A review as it lies on the desk: the form, the facts of the case, and the answers so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from review_forms import (
    CaseFacts,
    Deadline,
    Progress,
    Question,
    ReviewForm,
    Walk,
    load,
    note_required,
)


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it was saved last; ``version`` 0 stands for none yet."""

    value: str = ""
    reason: str = ""
    comment: str = ""
    version: int = 0
    at: datetime | None = None
    by: str = ""


NOTHING = Given()


@dataclass(frozen=True)
class Sheet:
    """One review, complete enough to be filled in. Computes; touches no database and no page."""

    review_id: str
    form: ReviewForm
    case: CaseFacts
    answers: Mapping[str, Given] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        review_id: str,
        form: tuple[str, str],
        case: CaseFacts,
        answers: Mapping[str, Given],
    ) -> "Sheet":
        """Lay out a review on the very version of the form that it was opened with."""
        return cls(review_id, load(*form), case, answers)

    @cached_property
    def values(self) -> Mapping[str, str]:
        """Give facts and answers together, as the rules of the form read them."""
        given = {name: answer.value for name, answer in self.answers.items() if answer.value}
        return {**self.case.answers(), **given}

    @cached_property
    def walk(self) -> Walk:
        return Walk.through(self.form, self.values)

    @property
    def called(self) -> Sequence[Question]:
        return self.walk.called

    @property
    def results(self) -> Mapping[str, Deadline]:
        return self.walk.deadlines

    @cached_property
    def progress(self) -> Progress:
        explained = {
            name for name, answer in self.answers.items() if answer.reason or answer.comment
        }
        return Progress.along(self.walk, self.form, explained)

    @property
    def seen(self) -> int:
        """Sum up the versions. Each save adds one, so equal sums mean the same answers."""
        return sum(answer.version for answer in self.answers.values())

    @property
    def law_as_of(self) -> date:
        """Give the day whose law is shown: the last day of what is reviewed."""
        return self.case.period_to

    def given(self, question: Question) -> Given:
        return self.answers.get(question.id, NOTHING)

    def state_of(self, question: Question) -> str:
        """Say where a question stands: answered, a problem (not yet explained), or neither."""
        if question.computed is not None:
            return "answered" if question.id in self.results else ""
        given = self.given(question)
        if not given.value:
            return ""
        unexplained = note_required(question, given.value) and not (given.reason or given.comment)
        return "problem" if unexplained else "answered"
