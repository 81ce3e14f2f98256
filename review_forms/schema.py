"""A review form as its authors write it, in YAML; see ``definitions``."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from review_forms.answer_kinds import NOT_FOUND, AnswerKind, MetAnswer
from review_forms.deadline_rules import Rule
from review_forms.errors import FormError
from review_forms.words import Frozen, Identifier, Option, Words, Written

Version = Annotated[str, StringConstraints(pattern=r"^\d{4}-[1-9]\d*$")]


class LegalBasis(Frozen):
    """One wording of a law: where it stands, and from when to when it holds, both days included.

    ``before`` says why nothing is given for the time before ``valid_from``: the older paragraph
    has not been checked, or the rule is new. ``verified`` is whether the paragraph itself was
    read; otherwise the number comes from comparing wordings.
    """

    text: Written
    valid_from: date | None = None
    valid_to: date | None = None
    before: Literal["not_checked", "new_rule"] | None = None
    verified: bool = True

    def holds_on(self, day: date) -> bool:
        """Whether this wording is the one in force on a day."""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)


class Law(Frozen):
    """One rule through time: its wordings, oldest first, under a name that stays."""

    id: Identifier
    wordings: tuple[LegalBasis, ...] = Field(min_length=1)


class Condition(Frozen):
    """What an earlier answer must be for a question to be asked.

    ``question`` is the id of an earlier question, or a fact about the case, ``case.…``.
    """

    question: str
    operator: Literal[
        "equals", "not_equals", "any_of", "none_of", "answered", "at_least", "at_most"
    ]
    answer: str | tuple[str, ...] = ()

    @property
    def answers(self) -> tuple[str, ...]:
        """The answer or answers compared with."""
        return (self.answer,) if isinstance(self.answer, str) else self.answer


class Question(Frozen):
    """One thing to find out about a case file.

    ``id`` stays through all versions and across forms; ``number`` is what is printed. A question
    with ``computed`` is never asked: its answer follows from other answers.
    """

    id: Identifier
    number: Annotated[str, StringConstraints(pattern=r"^[A-Z]\d{1,2}[a-z]?$")]
    text: Words
    guidance: Words
    where_to_look: Words | None = None
    law: tuple[Identifier, ...] = ()
    answer: AnswerKind | None = None
    computed: Rule | None = None
    critical: bool = False
    optional: bool = False
    comment_required_on: tuple[str, ...] | None = None
    """Left out: what is not met, not applicable or not found, see ``explain_on``."""
    reasons: tuple[Option, ...] = ()
    enable_when: tuple[Condition, ...] = ()
    enable_behavior: Literal["any", "all"] = "all"
    tags: tuple[Identifier, ...] = ()

    @model_validator(mode="after")
    def _is_asked_or_computed(self) -> "Question":
        if (self.answer is None) == (self.computed is None):
            raise ValueError("give either answer or computed")
        return self

    @property
    def kind(self) -> str:
        """What kind of answer is asked for; ``"computed"`` when none is."""
        return self.answer.kind if self.answer else "computed"

    @property
    def good_direction(self) -> Literal["yes", "no", "neither"]:
        """Which way is good: for met questions as their author says, else yes."""
        return self.answer.good_direction if isinstance(self.answer, MetAnswer) else "yes"

    @property
    def explain_on(self) -> tuple[str, ...]:
        """The answers that need a reason or a comment."""
        if self.comment_required_on is not None:
            return self.comment_required_on
        if isinstance(self.answer, MetAnswer):
            bad = {"yes": ("no",), "no": ("yes",), "neither": ()}[self.answer.good_direction]
            return (*bad, "not_applicable") if self.answer.not_applicable else bad
        return (NOT_FOUND,) if getattr(self.answer, "counts", False) else ()


class Section(Frozen):
    """Questions about one stretch of the work."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Z]$")]
    title: Words
    intro: Words | None = None
    questions: tuple[Question, ...] = Field(min_length=1)


class ReviewForm(Frozen):
    """One version of a form. Once published it never changes; the next version takes over."""

    name: Identifier
    version: Version
    title: Words
    description: Words
    reviews: Literal["case", "provider"] = "case"
    """What one review is about."""
    laws: tuple[Law, ...] = ()
    reasons: tuple[Option, ...] = ()
    """Why something is not met, in short; a question may bring its own list."""
    sections: tuple[Section, ...] = Field(min_length=1)

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions in the order of the form, computed ones among them."""
        return tuple(question for section in self.sections for question in section.questions)

    def question(self, question_id: str) -> Question:
        """Find a question by its id.

        Raises
        ------
        FormError
            If the form has no such question.
        """
        for question in self.questions:
            if question.id == question_id:
                return question
        raise FormError(f"{self.name} {self.version} has no question {question_id}")


def legal_basis_on(form: ReviewForm, question: Question, on: date) -> tuple[LegalBasis, ...]:
    """List the wordings of the law that held on the day of what is reviewed.

    Parameters
    ----------
    form : ReviewForm
    question : Question of that form
    on : date

    Returns
    -------
    tuple of LegalBasis
        At most one for each law the question names; none for a law that was not in force or
        whose older wording is not known.
    """
    laws = {law.id: law for law in form.laws}
    return tuple(
        wording for law in question.law for wording in laws[law].wordings if wording.holds_on(on)
    )


def reasons_for(form: ReviewForm, question: Question) -> tuple[Option, ...]:
    """List the short reasons to choose from when something is not met."""
    return question.reasons or form.reasons
