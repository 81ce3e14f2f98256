"""What the page is told after a save: what changed, in small parts, and never her own fields."""

from typing import Any
from uuid import uuid4

from app.errors import N_
from app.reviews.entries import Conflict, Entry, entry, groups, in_words
from app.reviews.judging import Sent
from app.reviews.navigator import navigator, next_unanswered, so_far
from app.reviews.saving import NotSaved, Outcome, Saved, Stale
from app.reviews.sheet import Sheet
from app.web.language import clock_time, gettext, language, said
from app.web.render import templates
from review_forms import Question, note_required, shown

CHANGED_ELSEWHERE = N_("This answer was changed in another window.")


def new_operation() -> str:
    """Name one save, so that sending the form twice saves once."""
    return str(uuid4())


def part(template: str, sheet: Sheet, shown_entry: Entry) -> str:
    """Render one question, or a part of it, alone."""
    return (
        templates()
        .get_template(template)
        .render(
            entry=shown_entry, open=True, review_id=sheet.review_id, new_operation=new_operation
        )
    )


def reply(outcome: Outcome, sent: Sent) -> tuple[int, dict[str, Any]]:
    """Give status and content of the answer to a save."""
    match outcome:
        case Saved():
            return 200, _saved(outcome)
        case Stale():
            return 409, _stale(outcome, sent)
        case NotSaved():
            text = said(outcome.refused.message, outcome.refused.details)
            return 422, {"saved": False, "error": text, "part": outcome.refused.part}


def conflict_of(outcome: Stale, sent: Sent) -> Conflict:
    """Lay what was saved in the meantime beside what she has written."""
    current, question = outcome.current, outcome.question
    return Conflict(
        current=current,
        by=outcome.by,
        saved=entry(outcome.sheet, question).shown,
        mine=in_words(question, sent.value or ()),
        my_comment=sent.comment or "",
    )


def _stale(outcome: Stale, sent: Sent) -> dict[str, Any]:
    current, sheet, question = outcome.current, outcome.sheet, outcome.question
    beside = entry(sheet, question, typed=sent, conflict=conflict_of(outcome, sent))
    return {
        "saved": False,
        "error": gettext(CHANGED_ELSEWHERE),
        "current": {
            "value": current.value,
            "reason": current.reason,
            "comment": current.comment,
            "version": current.version,
            "by": outcome.by,
            "at": clock_time(current.at) if current.at else None,
        },
        "conflict": part("reviews/conflict.html", sheet, beside),
        "question": part("reviews/question.html", sheet, entry(sheet, question)),
    }


def _saved(outcome: Saved) -> dict[str, Any]:
    sheet, question = outcome.sheet, outcome.question
    given, progress = sheet.given(question), sheet.progress
    dates = given.value and question.kind in {"date", "dates"}
    explain = bool(given.value) and note_required(question, given.value)
    content = {
        "saved": True,
        "version": outcome.version,
        "at": clock_time(outcome.at),
        "shown": shown(question, given.value, language()) if dates else "",
        "state": sheet.state_of(question),
        "explain": explain,
        "answered": progress.answered,
        "asked": progress.asked,
        "progress": so_far(progress.answered, progress.asked),
        "complete": progress.complete,
        "next": next_unanswered(sheet),
        "sections": {
            at.section.id.lower(): said(
                "%(value)s of %(max)s", {"value": at.answered, "max": at.asked}
            )
            for at in progress.sections
        },
        "parts": _changed(outcome) | (_explaining(sheet, question) if explain else {}),
    }
    if [other.id for other in outcome.before.called] != [other.id for other in sheet.called]:
        content["order"] = [f"q-{other.id}" for other in sheet.called]
        content["navigator"] = _navigator(sheet)
    return content


def _explaining(sheet: Sheet, question: Question) -> dict[str, str]:
    this = entry(sheet, question)
    return {f"{this.anchor}-explain": part("reviews/explain.html", sheet, this)}


def _changed(outcome: Saved) -> dict[str, str]:
    """Render the questions that the answer has called for, and the time limits it has moved."""
    before, sheet = outcome.before, outcome.sheet
    known = {question.id for question in before.called}
    changed = [
        question
        for question in sheet.called
        if question.id not in known
        or before.results.get(question.id) != sheet.results.get(question.id)
    ]
    return {
        f"q-{question.id}": part("reviews/question.html", sheet, entry(sheet, question))
        for question in changed
    }


def _navigator(sheet: Sheet) -> str:
    return str(templates().globals["ui"].navigator(navigator(groups(sheet))))  # type: ignore[attr-defined] # a Jinja module
