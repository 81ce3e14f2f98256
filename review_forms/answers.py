"""What a canonical answer says and means.

An answer is kept as one canonical text: ``yes``, ``2026-03-01``, ``2026-01-02,2026-07-01``,
``4``, ``code`` or ``code,code``, ``2``; and ``not_found`` when the file does not say.
"""

from datetime import date

from review_forms.answer_kinds import (
    NOT_FOUND,
    ChoiceAnswer,
    DateAnswer,
    DatesAnswer,
    Met,
    MetAnswer,
    NumberAnswer,
    ScaleAnswer,
    TextAnswer,
)
from review_forms.schema import Question
from review_forms.typed_dates import written_date
from review_forms.words import Words

MET_WORDS = {
    Met.yes: Words(sv="Ja", en="Yes"),
    Met.partly: Words(sv="Delvis", en="Partly"),
    Met.no: Words(sv="Nej", en="No"),
    Met.not_applicable: Words(sv="Ej tillämpligt", en="Not applicable"),
}
NOT_FOUND_WORDS = Words(sv="Framgår inte av akten", en="Not stated in the file")


def shown(question: Question, value: str, language: str) -> str:
    """Write an answer as people read it.

    Parameters
    ----------
    question : Question
    value : str
        Canonical.
    language : str
        ``"sv"`` or ``"en"``.

    Returns
    -------
    str
    """
    match question.answer:
        case MetAnswer() | None:
            return MET_WORDS[Met(value)].in_language(language)
        case ChoiceAnswer() | ScaleAnswer():
            return _chosen(question.answer, value, language)
        case TextAnswer():
            return value
    if value == NOT_FOUND:
        return NOT_FOUND_WORDS.in_language(language)
    match question.answer:
        case NumberAnswer():
            return _amount(question.answer, value, language)
        case DateAnswer() | DatesAnswer():
            days = [date.fromisoformat(day) for day in value.split(",")]
            return ", ".join(written_date(day, language) for day in days)


def outcome(question: Question, value: str) -> Met | None:
    """Tell what an answer means for how far the file meets what is asked.

    Parameters
    ----------
    question : Question
    value : str
        Canonical; for a computed question, its computed value.

    Returns
    -------
    Met or None
        None for an answer that is only information. A scale is met from its ``met_from`` level;
        a date, dates or a number count as met when found, if the question says that they count;
        of several options chosen, the worst decides.
    """
    match question.answer:
        case None:
            return Met(value)
        case MetAnswer():
            return _turned(question.answer, Met(value))
        case ScaleAnswer():
            return Met.yes if int(value) >= question.answer.met_from else Met.no
        case ChoiceAnswer():
            chosen = set(value.split(","))
            met = {option.met for option in question.answer.options if option.code in chosen}
            return next((worst for worst in _WORST_FIRST if worst in met), None)
        case DateAnswer() | DatesAnswer() | NumberAnswer() if question.answer.counts:
            return Met.no if value == NOT_FOUND else Met.yes
        case _:
            return None


def note_required(question: Question, value: str) -> bool:
    """Whether this answer must be explained, by a reason from the list or a comment."""
    return not set(value.split(",")).isdisjoint(question.explain_on)


_WORST_FIRST = (Met.no, Met.partly, Met.yes, Met.not_applicable)


def _turned(kind: MetAnswer, met: Met) -> Met | None:
    if kind.good_direction == "neither":
        return None
    if kind.good_direction == "no":
        return {Met.yes: Met.no, Met.no: Met.yes}.get(met, met)
    return met


def _chosen(kind: ChoiceAnswer | ScaleAnswer, value: str, language: str) -> str:
    if isinstance(kind, ScaleAnswer):
        return f"{value} – {kind.levels[int(value)].label.in_language(language)}"
    chosen = set(value.split(","))
    options = [option for option in kind.options if option.code in chosen]
    return ", ".join(option.text.in_language(language) for option in options)


def _amount(kind: NumberAnswer, value: str, language: str) -> str:
    amount = value if language.startswith("en") else value.replace(".", ",")
    return f"{amount} {kind.unit.in_language(language)}" if kind.unit else amount
