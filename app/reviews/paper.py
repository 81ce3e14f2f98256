"""The form on paper: every question that may come up, with the same numbers as on the screen."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.errors import N_
from app.reviews.entries import Entry, entry
from app.reviews.sheet import Sheet
from app.web.language import gettext, language, said
from review_forms import FACTS, Question, ReviewForm, called_for, shown
from review_forms.schema import Condition

_WHEN = {
    "equals": N_("%(number)s is %(answer)s"),
    "any_of": N_("%(number)s is %(answer)s"),
    "not_equals": N_("%(number)s is not %(answer)s"),
    "none_of": N_("%(number)s is not %(answer)s"),
    "answered": N_("%(number)s has an answer"),
    "at_least": N_("%(number)s is at least %(answer)s"),
    "at_most": N_("%(number)s is at most %(answer)s"),
}


@dataclass(frozen=True, slots=True)
class PaperQuestion:
    """A question on paper, and when it is to be answered."""

    entry: Entry
    when: str


@dataclass(frozen=True, slots=True)
class PaperGroup:
    id: str
    title: str
    questions: Sequence[PaperQuestion]


def paper_groups(sheet: Sheet) -> list[PaperGroup]:
    """Lay out what may be asked about this case, whatever the answers turn out to be."""
    facts = sheet.case.answers()
    possible = {question.id for question in called_for(_without_follow_ups(sheet.form), facts)}
    blank = Sheet(sheet.review_id, sheet.form, sheet.case)
    laid = [
        PaperGroup(
            section.id,
            section.title.in_language(language()),
            [
                PaperQuestion(entry(blank, question), _when(sheet.form, question))
                for question in section.questions
                if question.id in possible and question.computed is None
            ],
        )
        for section in sheet.form.sections
    ]
    return [group for group in laid if group.questions]


def _without_follow_ups(form: ReviewForm) -> ReviewForm:
    """Give the form as if no question hung on the answer to another."""
    sections = tuple(
        section.model_copy(
            update={"questions": tuple(_by_facts_alone(each) for each in section.questions)}
        )
        for section in form.sections
    )
    return form.model_copy(update={"sections": sections})


def _by_facts_alone(question: Question) -> Question:
    facts = tuple(each for each in question.enable_when if each.question in FACTS)
    either = question.enable_behavior == "any" and len(facts) < len(question.enable_when)
    return question.model_copy(update={"enable_when": () if either else facts})


def _when(form: ReviewForm, question: Question) -> str:
    follows = [each for each in question.enable_when if each.question not in FACTS]
    either = question.enable_behavior == "any"
    joint = gettext(N_("or")) if either else gettext(N_("and"))
    return f" {joint} ".join(_in_words(form, condition) for condition in follows)


def _in_words(form: ReviewForm, condition: Condition) -> str:
    asked = form.question(condition.question)
    plain = condition.operator in {"at_least", "at_most"}
    answers = [
        answer if plain else shown(asked, answer, language()).lower()
        for answer in condition.answers
    ]
    joined = f" {gettext(N_('or'))} ".join(answers)
    return said(_WHEN[condition.operator], {"number": asked.number, "answer": joined})
