"""The first words of a deviation, from what a review found. Computes; touches no database.

Nothing of a person gets in: the question, its section, the unit, the reasons from the form's own
list, and the law. Never a case number, a comment or a day.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from app.deviations.models import FILE_MISSING, DeviationKind, Severity
from app.errors import N_
from app.web.language import said, speaking
from review_forms import Question, ReviewForm, legal_basis_on, reasons_for

# The first tag of a question that is named here says what has gone wrong.
KIND_OF_TAG = {
    "child_voice": DeviationKind.child_heard,
    "considerations": DeviationKind.consideration,
    "plans": DeviationKind.plan,
    "contract": DeviationKind.contract,
    "provider": DeviationKind.provider_check,
    "suitability": DeviationKind.provider_check,
    "permit": DeviationKind.provider_check,
    "register_check": DeviationKind.provider_check,
    "provider_follow_up": DeviationKind.provider_check,
    "visits": DeviationKind.follow_up,
    "follow_up": DeviationKind.follow_up,
    "consultation": DeviationKind.assessment,
    "health": DeviationKind.assessment,
    "school": DeviationKind.assessment,
    "rule_of_law": DeviationKind.decision,
}
RULE_OF_LAW = "rule_of_law"


@dataclass(frozen=True, slots=True)
class Theme:
    """What deficiencies that are gathered have in common."""

    form: ReviewForm
    question_ids: Sequence[str]
    round_name: str
    period_to: date
    units: Collection[str]
    reasons: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A deviation before anybody has changed a word of it."""

    title: str
    description: str
    kind: DeviationKind
    severity: Severity
    rule_of_law: bool


def draft_of(theme: Theme) -> Draft:
    """Write the draft of a deviation about one question, or about several.

    What is written into the register stays as it is, so it is in the municipality's language.
    """
    form = theme.form
    questions = [form.question(name) for name in theme.question_ids if name != FILE_MISSING]
    missing = FILE_MISSING in theme.question_ids
    tags = {tag for question in questions for tag in question.tags}
    serious = missing or any(question.critical for question in questions)
    with speaking("sv"):
        return Draft(
            title=_title(form, questions, missing=missing),
            description="\n".join(_lines(theme, questions)),
            kind=kind_of(questions[0]) if questions else DeviationKind.documentation,
            severity=Severity.serious if serious else Severity.moderate,
            rule_of_law=RULE_OF_LAW in tags,
        )


def kind_of(question: Question) -> DeviationKind:
    """Say what has gone wrong when a question is not met."""
    return next(
        (kind for tag, kind in KIND_OF_TAG.items() if tag in question.tags), DeviationKind.other
    )


def _title(form: ReviewForm, questions: Sequence[Question], *, missing: bool) -> str:
    if not questions:
        return said(N_("The case file cannot be found"))
    if len(questions) == 1 and not missing:
        named = {"number": questions[0].number, "question": questions[0].text.sv}
        return said(N_("Not met: %(number)s %(question)s"), named)
    sections = {name for question in questions for name in _sections(form, question)}
    if len(sections) == 1 and not missing:
        named = {"section": sections.pop(), "number": str(len(questions))}
        return said(N_("%(number)s deficiencies within %(section)s"), named)
    numbers = ", ".join(question.number for question in questions)
    return said(N_("Deficiencies in questions %(numbers)s"), {"numbers": numbers})


def _lines(theme: Theme, questions: Sequence[Question]) -> list[str]:
    lines = [
        said(
            N_("The review of files in the round %(round)s found that this was not met."),
            {"round": theme.round_name},
        )
    ]
    if FILE_MISSING in theme.question_ids:
        lines.append(said(N_("A case file that was drawn could not be found.")))
    for question in questions:
        section = ", ".join(_sections(theme.form, question))
        named = {"number": question.number, "question": question.text.sv, "section": section}
        lines.append(said(N_("%(number)s %(question)s (%(section)s)"), named))
    if theme.units:
        named = {"units": ", ".join(sorted(theme.units))}
        lines.append(said(N_("Unit: %(units)s"), named))
    if reasons := _reasons(theme, questions):
        lines.append(said(N_("Reasons given: %(reasons)s"), {"reasons": reasons}))
    if law := _law(theme, questions):
        lines.append(said(N_("Legal basis: %(law)s"), {"law": law}))
    return lines


def _sections(form: ReviewForm, question: Question) -> list[str]:
    return [section.title.sv for section in form.sections if question in section.questions]


def _reasons(theme: Theme, questions: Sequence[Question]) -> str:
    known = {
        option.code: option.text.sv
        for question in questions
        for option in reasons_for(theme.form, question)
    }
    # Each is a sentence of its own in the form: "Is out of date".
    return ", ".join(sorted({f"”{known[code]}”" for code in theme.reasons if code in known}))


def _law(theme: Theme, questions: Sequence[Question]) -> str:
    texts = [
        basis.text
        for question in questions
        for basis in legal_basis_on(theme.form, question, theme.period_to)
    ]
    return "; ".join(dict.fromkeys(texts))
