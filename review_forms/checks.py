"""Do the parts of a form hold together? What one model cannot see of another."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from review_forms.answer_kinds import NOT_FOUND, ScaleAnswer, codes
from review_forms.case_facts import DATE_FACTS, FACTS
from review_forms.deadline_rules import AsPlanned, inputs
from review_forms.schema import Condition, Law, Question, ReviewForm

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where in the file."""

    path: Path
    message: str


def problems(form: ReviewForm) -> list[Problem]:
    """List what does not hold together in a form whose every part is well formed.

    Parameters
    ----------
    form : ReviewForm

    Returns
    -------
    list of Problem
        Empty when ids are unique, conditions and deadlines only look back, laws follow on each
        other, and every answer referred to can be given.
    """
    places = {
        question.id: ("sections", at, "questions", number)
        for at, section in enumerate(form.sections)
        for number, question in enumerate(section.questions)
    }
    found = list(_repeated(form))
    found += [problem for at, law in enumerate(form.laws) for problem in _law(law, ("laws", at))]
    earlier: dict[str, Question] = {}
    for question in form.questions:
        path: Path = places[question.id]
        found += _references(question, earlier, path)
        found += _texts(form, question, path)
        earlier[question.id] = question
    return found


def _repeated(form: ReviewForm) -> Iterator[Problem]:
    named: Iterable[tuple[str, list[str]]] = (
        ("section", [section.id for section in form.sections]),
        ("question id", [question.id for question in form.questions]),
        ("question number", [question.number for question in form.questions]),
        ("law", [law.id for law in form.laws]),
        ("reason", [reason.code for reason in form.reasons]),
    )
    for what, names in named:
        for name, times in Counter(names).items():
            if times > 1:
                yield Problem((), f"{what} {name} stands {times} times")


def _law(law: Law, path: Path) -> Iterator[Problem]:
    first = law.wordings[0]
    if first.valid_from and not first.before:
        yield Problem((*path, "wordings", 0), "say in before what held earlier")
    for at, (older, newer) in enumerate(pairwise(law.wordings), start=1):
        here = (*path, "wordings", at)
        if older.valid_to is None or newer.valid_from is None or newer.valid_from <= older.valid_to:
            yield Problem(here, f"{newer.text} overlaps {older.text}")
        elif newer.valid_from > older.valid_to + timedelta(days=1) and not newer.before:
            yield Problem(here, f"there is a gap between {older.text} and {newer.text}")


def _references(question: Question, earlier: dict[str, Question], path: Path) -> Iterator[Problem]:
    for at, condition in enumerate(question.enable_when):
        yield from _condition(condition, earlier, (*path, "enable_when", at))
    if question.computed is None:
        return
    for name in inputs(question.computed):
        if name not in earlier and name not in FACTS:
            yield Problem((*path, "computed"), f"{name} is neither an earlier question nor a fact")
        elif not _suits(question, name, earlier):
            yield Problem((*path, "computed"), f"{name} is not of a kind this rule can count with")


def _suits(question: Question, name: str, earlier: dict[str, Question]) -> bool:
    if isinstance(question.computed, AsPlanned) and name == question.computed.planned:
        return name in earlier and earlier[name].kind == "number"
    if name in FACTS:
        return name in DATE_FACTS
    listed = name == getattr(question.computed, "dates", None)
    either = getattr(question.computed, "rule", None) == "recent"
    wanted = {"dates"} if listed else {"date", "dates"} if either else {"date"}
    return earlier[name].kind in wanted


def _condition(condition: Condition, earlier: dict[str, Question], path: Path) -> Iterator[Problem]:
    name = condition.question
    if name in FACTS:
        return
    if name not in earlier:
        yield Problem((*path, "question"), f"{name} is neither an earlier question nor a fact")
        return
    offered = _offered(earlier[name])
    wrong = [answer for answer in condition.answers if offered and answer not in offered]
    if wrong:
        yield Problem((*path, "answer"), f"{name} cannot be answered {', '.join(wrong)}")


def _offered(question: Question) -> tuple[str, ...]:
    if question.answer is None:
        return ("yes", "no", "not_applicable")
    return codes(question.answer)


def _texts(form: ReviewForm, question: Question, path: Path) -> Iterator[Problem]:
    home = next(section.id for section in form.sections if question in section.questions)
    if not question.number.startswith(home):
        yield Problem((*path, "number"), f"{question.number} does not belong in section {home}")
    unknown = set(question.law) - {law.id for law in form.laws}
    if unknown:
        yield Problem((*path, "law"), f"the form has no law {', '.join(sorted(unknown))}")
    offered = _offered(question) or (NOT_FOUND,)
    if not set(question.comment_required_on or ()) <= set(offered):
        yield Problem((*path, "comment_required_on"), "names an answer that cannot be given")
    kind = question.answer
    if isinstance(kind, ScaleAnswer) and [step.level for step in kind.levels] != [0, 1, 2, 3]:
        yield Problem((*path, "answer"), "levels are 0, 1, 2, 3 in that order")
