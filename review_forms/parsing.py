"""From what was typed to a canonical answer, or a refusal that says what to do."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from review_forms.answer_kinds import (
    NOT_FOUND,
    ChoiceAnswer,
    DateAnswer,
    DatesAnswer,
    MetAnswer,
    NumberAnswer,
    ScaleAnswer,
    TextAnswer,
    codes,
)
from review_forms.errors import AnswerRefused
from review_forms.guarded_text import holds_identity_number
from review_forms.schema import Question
from review_forms.typed_dates import read_date


def parse_answer(question: Question, raw: str | Sequence[str], *, today: date | None = None) -> str:
    """Read what was typed or chosen as an answer to a question.

    Parameters
    ----------
    question : Question
    raw : str or sequence of str
        Several dates or options may come as one text with commas, semicolons or line breaks, or
        as a sequence. Canonical answers are read back unchanged.
    today : date, optional
        When given, later dates are refused.

    Returns
    -------
    str
        The canonical answer: dates in order and without repetition, options in the order of the
        form.

    Raises
    ------
    AnswerRefused
        With a code and a translatable message that says what to do.
    """
    parts = _parts(raw)
    if not parts:
        raise AnswerRefused("empty")
    match question.answer:
        case None:
            raise AnswerRefused("computed")
        case TextAnswer():
            return _text(question.answer, raw if isinstance(raw, str) else "\n".join(raw))
        case MetAnswer() | ChoiceAnswer() | ScaleAnswer():
            return _chosen(question.answer, parts)
    if parts == [NOT_FOUND]:
        return NOT_FOUND
    match question.answer:
        case NumberAnswer():
            return _number(question.answer, ",".join(parts))
        case DateAnswer() | DatesAnswer():
            return _days(question.answer, parts, today)


def _parts(raw: str | Sequence[str]) -> list[str]:
    texts = [raw] if isinstance(raw, str) else raw
    lines = [text.replace(";", ",").replace("\n", ",").split(",") for text in texts]
    return [part.strip() for line in lines for part in line if part.strip()]


def _chosen(kind: MetAnswer | ChoiceAnswer | ScaleAnswer, parts: Sequence[str]) -> str:
    offered = codes(kind)
    several = isinstance(kind, ChoiceAnswer) and kind.multiple
    if not set(parts) <= set(offered) or (len(set(parts)) > 1 and not several):
        raise AnswerRefused("not_an_option")
    return ",".join(code for code in offered if code in parts)


def _days(kind: DateAnswer | DatesAnswer, parts: Sequence[str], today: date | None) -> str:
    if isinstance(kind, DateAnswer) and len(parts) > 1:
        raise AnswerRefused("not_a_date")
    return ",".join(sorted({read_date(part, today=today).isoformat() for part in parts}))


def _number(kind: NumberAnswer, typed: str) -> str:
    try:
        number = Decimal(typed.replace(" ", "").replace("\N{NO-BREAK SPACE}", "").replace(",", "."))
    except InvalidOperation as not_a_number:
        raise AnswerRefused("not_a_number") from not_a_number
    if not number.is_finite():
        raise AnswerRefused("not_a_number")
    if kind.whole and number != number.to_integral_value():
        raise AnswerRefused("not_whole")
    if not kind.least <= number <= kind.most:
        raise AnswerRefused("out_of_range", least=f"{kind.least:g}", most=f"{kind.most:g}")
    return f"{number.normalize() + 0:f}"


def _text(kind: TextAnswer, typed: str) -> str:
    text = typed.strip()
    if len(text) > kind.max_length:
        raise AnswerRefused("too_long", most=str(kind.max_length))
    if holds_identity_number(text):
        raise AnswerRefused("identity_number")
    return text
