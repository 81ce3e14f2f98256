"""The questions of a review as its page shows them, in the language of the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from app.reviews.judging import Refused, Sent
from app.reviews.sheet import Given, Sheet
from app.web.language import language
from app.web.markdown import markdown
from review_forms import (
    FACTS,
    NOT_FOUND,
    Deadline,
    Question,
    legal_basis_on,
    note_required,
    reasons_for,
    shown,
)
from review_forms.answer_kinds import (
    ChoiceAnswer,
    MetAnswer,
    NumberAnswer,
    ScaleAnswer,
    TextAnswer,
    codes,
)

LETTERS = {"sv": "JDNE", "en": "YPNA"}
_MET = ("yes", "partly", "no", "not_applicable")
Choices = Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Conflict:
    """What was saved in the meantime, to stand beside what she has written."""

    current: Given
    by: str
    saved: str
    mine: str
    my_comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A question with its help, and the answer that stands or was typed."""

    id: str
    anchor: str
    number: str
    text: str
    where: str
    guidance: Markup
    sources: Sequence[str]
    kind: str
    multiple: bool
    depth: int
    state: str
    optional: bool
    parts: Sequence[str]
    reason: str
    comment: str
    version: int
    given: Given
    shown: str
    choices: Choices
    reasons: Sequence[tuple[str, str]]
    explain: bool
    unit: str
    most: int
    result: Deadline | None
    wrong: Refused | None
    conflict: Conflict | None

    @property
    def not_found(self) -> bool:
        return NOT_FOUND in self.parts

    @property
    def written(self) -> Sequence[str]:
        """Give what stands in the fields; the tick for not found is a field of its own."""
        return [part for part in self.parts if part and part != NOT_FOUND]

    @property
    def levels(self) -> Choices:
        """Write each level of a scale with its number, which is also its key."""
        return [(code, f"{code} – {label}", example) for code, label, example in self.choices]

    def error(self, part: str) -> Refused | None:
        return self.wrong if self.wrong is not None and self.wrong.part == part else None


@dataclass(frozen=True, slots=True)
class Group:
    """A section of the form with those of its questions that are called for."""

    id: str
    title: str
    intro: str
    entries: Sequence[Entry]
    asked: int
    answered: int


def groups(sheet: Sheet, odd: Entry | None = None) -> list[Group]:
    """Lay out the whole form; ``odd`` is the one question that was just refused."""
    called = {question.id for question in sheet.called}
    laid = []
    for at in sheet.progress.sections:
        entries = [
            odd if odd is not None and odd.id == question.id else entry(sheet, question)
            for question in at.section.questions
            if question.id in called
        ]
        intro = at.section.intro.in_language(language()) if at.section.intro else ""
        title = at.section.title.in_language(language())
        laid.append(Group(at.section.id, title, intro, entries, at.asked, at.answered))
    return laid


def entry(
    sheet: Sheet,
    question: Question,
    *,
    typed: Sent | None = None,
    wrong: Refused | None = None,
    conflict: Conflict | None = None,
) -> Entry:
    """Show one question: with the saved answer, or with what was typed and could not be saved."""
    words = language()
    given = sheet.given(question)
    parts, reason, comment = _written(question, given, typed)
    explain = bool(given.value) and note_required(question, given.value)
    return Entry(
        id=question.id,
        anchor=f"q-{question.id}",
        number=question.number,
        text=question.text.in_language(words),
        where=question.where_to_look.in_language(words) if question.where_to_look else "",
        guidance=markdown(question.guidance.in_language(words)),
        sources=[law.text for law in legal_basis_on(sheet.form, question, sheet.law_as_of)],
        kind=question.kind,
        multiple=isinstance(question.answer, ChoiceAnswer) and question.answer.multiple,
        depth=_depth(question),
        state=sheet.state_of(question),
        optional=question.optional,
        parts=parts,
        reason=reason,
        comment=comment,
        version=given.version,
        given=given,
        shown=shown(question, given.value, words) if given.value else "",
        choices=_choices(question, words),
        reasons=[
            (option.code, option.text.in_language(words))
            for option in reasons_for(sheet.form, question)
        ],
        explain=explain,
        unit=_unit(question, words),
        most=question.answer.max_length if isinstance(question.answer, TextAnswer) else 0,
        result=sheet.results.get(question.id),
        wrong=wrong,
        conflict=conflict,
    )


def in_words(question: Question, value: Sequence[str]) -> str:
    """Write what somebody typed or chose; what is no answer is shown as it was typed."""
    offered = {code: text for code, text, _ in _choices(question, language())}
    return ", ".join(offered.get(part, part) for part in value if part)


def _written(
    question: Question, given: Given, typed: Sent | None
) -> tuple[Sequence[str], str, str]:
    text = isinstance(question.answer, TextAnswer)
    parts = [given.value] if text else given.value.split(",")
    if typed is None:
        return parts, given.reason, given.comment
    return (
        parts if typed.value is None else typed.value,
        given.reason if typed.reason is None else typed.reason,
        given.comment if typed.comment is None else typed.comment,
    )


def _depth(question: Question) -> int:
    """Indent a follow-up: a question that hangs on another answer, not only on the facts."""
    follows = any(condition.question not in FACTS for condition in question.enable_when)
    return int(follows and question.computed is None)


def _choices(question: Question, words: str) -> Choices:
    """List code, text and key of each answer on offer."""
    kind: Any = question.answer
    match kind:
        case MetAnswer():
            keys = dict(zip(_MET, LETTERS.get(words, LETTERS["sv"]), strict=True))
            return [(code, shown(question, code, words), keys[code]) for code in codes(kind)]
        case ScaleAnswer():
            return [
                (str(at.level), at.label.in_language(words), at.example.in_language(words))
                for at in kind.levels
            ]
        case ChoiceAnswer():
            return [(option.code, option.text.in_language(words), "") for option in kind.options]
        case _:
            return []


def _unit(question: Question, words: str) -> str:
    kind = question.answer
    return kind.unit.in_language(words) if isinstance(kind, NumberAnswer) and kind.unit else ""
