"""Small forms that say what a test is about and nothing else."""

from review_forms.schema import Question, ReviewForm

WORDS = {"sv": "Svenska", "en": "English"}
PERIOD = {"case.period_from": "2025-07-01", "case.reviewed_to": "2026-06-30"}


def a_question(question_id="asked", number="A1", **fields):
    fields.setdefault("text", WORDS)
    fields.setdefault("guidance", WORDS)
    if "computed" not in fields:
        fields.setdefault("answer", {"kind": "met"})
    return {"id": question_id, "number": number, **fields}


def the_question(**fields) -> Question:
    return Question.model_validate(a_question(**fields))


def a_form(*questions, **fields) -> ReviewForm:
    numbered = [question | {"number": f"A{at}"} for at, question in enumerate(questions, start=1)]
    section = {"id": "A", "title": WORDS, "questions": numbered}
    whole = {
        "name": "small",
        "version": "2026-1",
        "title": WORDS,
        "description": WORDS,
        "sections": [section],
    }
    return ReviewForm.model_validate(whole | fields)


def when(question, operator, *answers):
    return {"question": question, "operator": operator, "answer": answers}


def scale(**fields):
    levels = [{"level": level, "label": WORDS, "example": WORDS} for level in range(4)]
    return {"kind": "scale", "levels": levels, **fields}


def choice(*codes, met=None, **fields):
    options = [{"code": code, "text": WORDS, "met": (met or {}).get(code)} for code in codes]
    return {"kind": "choice", "options": options, **fields}
