from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby

from review_forms.case_facts import FACTS
from review_forms.deadline_rules import inputs
from review_forms.deadlines import Deadline, compute
from review_forms.schema import Condition, Question, ReviewForm

Answers = Mapping[str, str]
"""Question id, or fact about the case, to canonical answer."""
MOST_KEPT = 10_000
"""What is remembered of each question while many sets of answers are gone through."""


@dataclass(frozen=True)
class Walk:
    """A form walked through with one set of answers; every question is looked at once.

    ``called`` holds the questions that the answers call for, computed ones among them, in the
    order of the form. ``values`` holds the facts about the case and the answers that count.
    """

    called: Sequence[Question]
    values: Answers

    @classmethod
    def through(cls, form: ReviewForm, answers: Answers) -> "Walk":
        """Walk through a form.

        Parameters
        ----------
        form : ReviewForm
        answers : mapping of question or fact to canonical answer

        Returns
        -------
        Walk
        """
        called: list[Question] = []
        values = {fact: answers[fact] for fact in FACTS if fact in answers}
        for question in form.questions:
            if not _enabled(question, values):
                continue
            called.append(question)
            value = _value(question, answers, values)
            if value is not None:
                values[question.id] = value
        return cls(called, values)

    @cached_property
    def asked(self) -> Sequence[Question]:
        """The questions that the reviewer is to answer."""
        return [question for question in self.called if question.computed is None]

    @cached_property
    def standing(self) -> Mapping[str, str]:
        """The answers that count, without the facts about the case."""
        return {name: value for name, value in self.values.items() if name not in FACTS}

    @cached_property
    def deadlines(self) -> Mapping[str, Deadline]:
        """Every deadline that the answers allow to compute, by the id of its question."""
        computed = {
            question.id: compute(question.computed, self.values)
            for question in self.called
            if question.id in self.values and question.computed
        }
        return {name: deadline for name, deadline in computed.items() if deadline}


class Walks:
    """Walks through one form with many sets of answers: thousands of cases, one after another.

    What a question waits for, and what a deadline counts with, is a few answers each. What they
    came to is remembered, so that a walk is what ``Walk.through`` gives, many times as quick.

    Parameters
    ----------
    form : ReviewForm
    """

    def __init__(self, form: ReviewForm) -> None:
        # Questions that follow on each other often wait for the same; none waits for itself.
        together = groupby(form.questions, lambda each: (each.enable_when, each.enable_behavior))
        self._stretches = [_stretch(tuple(questions)) for _, questions in together]

    def through(self, answers: Answers) -> Walk:
        """Walk through the form with one more set of answers."""
        called: list[Question] = []
        values = {fact: answers[fact] for fact in FACTS if fact in answers}
        for waits_for, enabled, questions, steps in self._stretches:
            if waits_for and not enabled(*map(values.get, waits_for)):
                continue
            called += questions
            for name, counts_with, counted in steps:
                if counted is None:
                    if name in answers:
                        values[name] = answers[name]
                elif (met := counted(*map(values.get, counts_with))) is not None:
                    values[name] = met
        return Walk(called, values)


_Names = tuple[str, ...]
_Step = tuple[str, _Names, Callable[..., str | None] | None]


def _stretch(
    questions: tuple[Question, ...],
) -> tuple[_Names, Callable[..., bool], tuple[Question, ...], list[_Step]]:
    """Take apart what some questions wait for together; nothing else can change it."""
    waits_for = tuple({condition.question: None for condition in questions[0].enable_when})

    @lru_cache(MOST_KEPT)
    def enabled(*found: str | None) -> bool:
        return _enabled(questions[0], _known(waits_for, found))

    return waits_for, enabled, questions, [_step(question) for question in questions]


def _step(question: Question) -> _Step:
    if question.computed is None:
        return question.id, (), None
    counts_with = inputs(question.computed)

    @lru_cache(MOST_KEPT)
    def counted(*found: str | None) -> str | None:
        return _value(question, {}, _known(counts_with, found))

    return question.id, counts_with, counted


def _known(names: _Names, found: Sequence[str | None]) -> Answers:
    return {name: value for name, value in zip(names, found, strict=True) if value is not None}


def called_for(form: ReviewForm, answers: Answers) -> list[Question]:
    """List the questions the answers so far call for, computed ones among them.

    Parameters
    ----------
    form : ReviewForm
    answers : mapping of question or fact to canonical answer

    Returns
    -------
    list of Question
        In the order of the form.
    """
    return list(Walk.through(form, answers).called)


def asked(form: ReviewForm, answers: Answers) -> list[Question]:
    """List the questions a reviewer is to answer, given the answers so far.

    The answer to a question that is no longer asked counts for nothing, so that changing an
    early answer can never leave a later one standing on thin air.

    Parameters
    ----------
    form : ReviewForm
    answers : mapping of question or fact to canonical answer

    Returns
    -------
    list of Question
        In the order of the form.
    """
    return list(Walk.through(form, answers).asked)


def standing(form: ReviewForm, answers: Answers) -> dict[str, str]:
    """Keep the answers that count: those of questions called for, and those computed from them.

    Parameters
    ----------
    form : ReviewForm
    answers : mapping of question or fact to canonical answer
        Anything under the id of a computed question is ignored.

    Returns
    -------
    dict of question id to canonical answer
        Without the facts about the case.
    """
    return dict(Walk.through(form, answers).standing)


def deadlines(form: ReviewForm, answers: Answers) -> dict[str, Deadline]:
    """Compute every deadline that the answers allow, by the id of its question.

    Parameters
    ----------
    form : ReviewForm
    answers : mapping of question or fact to canonical answer

    Returns
    -------
    dict of question id to Deadline
    """
    return dict(Walk.through(form, answers).deadlines)


def _value(question: Question, answers: Answers, values: Answers) -> str | None:
    if question.computed is None:
        return answers.get(question.id)
    deadline = compute(question.computed, values)
    return deadline.met.value if deadline else None


def _enabled(question: Question, values: Answers) -> bool:
    if not question.enable_when:
        return True
    held = [_holds(condition, values) for condition in question.enable_when]
    return any(held) if question.enable_behavior == "any" else all(held)


def _holds(condition: Condition, values: Answers) -> bool:
    value = values.get(condition.question)
    if value is None:
        # What the register does not say must not hide a question; an answer not yet given does.
        return condition.question in FACTS
    match condition.operator:
        case "answered":
            return True
        case "equals" | "any_of":
            return not set(value.split(",")).isdisjoint(condition.answers)
        case "not_equals" | "none_of":
            return set(value.split(",")).isdisjoint(condition.answers)
        case "at_least":
            return _at_least(value, condition.answers[0])
        case "at_most":
            return _at_least(condition.answers[0], value)


def _at_least(value: str, bound: str) -> bool:
    """Compare numbers as numbers and days as days; what is neither is not at least anything."""
    try:
        return float(value) >= float(bound)
    except ValueError:
        return value[:1].isdigit() and bound[:1].isdigit() and value >= bound
