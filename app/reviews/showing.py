"""The page of one review."""

from datetime import date, datetime
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from app.errors import N_
from app.reviews.entries import LETTERS, Entry, entry, groups
from app.reviews.navigator import navigator, next_unanswered
from app.reviews.queries import Desk
from app.reviews.replies import new_operation
from app.reviews.submitting import complete
from app.web.language import day, gettext, language
from app.web.render import page

_WORDS = {
    "saved": N_("Saved"),
    "saving": N_("Saving…"),
    "unsaved": N_("NOT SAVED"),
    "signIn": N_("You have been signed out. Sign in in a new tab; then this is saved by itself."),
    "reread": N_("Read the page again"),
    "offline": N_(
        "No contact with Stickprov. What you write stays on the page and is saved when contact "
        "is back. Do not close the window."
    ),
    "failed": N_("This could not be saved. What you have written stays on the page."),
    "waiting": N_("Wait until everything is saved, then hand in."),
    "elsewhere": N_(
        "The review has been changed in another window. Read the page again to see all of it."
    ),
    "left": N_("characters left"),
}


def show_review(
    request: Request,
    desk: Desk,
    *,
    status: int = 200,
    odd: Entry | None = None,
    list_missing: bool = False,
) -> Response:
    """Show a review to its reviewer; ``odd`` is an answer that could not be saved."""
    laid = groups(desk.sheet, odd)
    progress = desk.sheet.progress
    left = [*progress.missing, *progress.unexplained]
    return page(
        request,
        "reviews/review.html",
        status=status,
        desk=desk,
        review_id=desk.review.id,
        open=desk.open,
        title=desk.sheet.form.title.in_language(language()),
        groups=laid,
        navigator=navigator(laid),
        next=next_unanswered(desk.sheet),
        answered=progress.answered,
        asked=progress.asked,
        complete=complete(desk),
        missing=[entry(desk.sheet, question) for question in left] if list_missing else [],
        numbers={question.id: question.number for question in desk.sheet.form.questions},
        facts=_facts(desk),
        last_saved=max(
            (given.at for given in desk.sheet.answers.values() if given.at), default=None
        ),
        keys=_keys(),
        words=_words(),
        new_operation=new_operation,
    )


def _last_saved(desk: Desk) -> datetime | None:
    return max((given.at for given in desk.sheet.answers.values() if given.at), default=None)


def _facts(desk: Desk) -> list[tuple[str, Any]]:
    case, round_ = desk.case, desk.round_
    facts = [
        (N_("Unit"), desk.unit),
        (N_("Placement form"), case.placement_form),
        (N_("Legal basis"), case.legal_basis),
        (N_("Age"), case.age),
        (N_("Placed from"), _short(case.started_on)),
        (N_("Placed to"), _short(case.ended_on)),
        (N_("Provider"), case.provider),
        (N_("Caseworker"), case.caseworker),
        (N_("Reviewed period"), f"{_short(round_.period_from)} – {_short(round_.period_to)}"),
        (N_("Due"), _short(round_.due_on)),
    ]
    return [(gettext(term), text) for term, text in facts if text not in (None, "")]


def _short(value: date | None) -> str:
    return day(value, "short") if value else ""


def _keys() -> list[tuple[str, str]]:
    letters = " ".join(LETTERS.get(language(), LETTERS["sv"]))
    keys = [
        (letters, N_("Yes, partly, no, not applicable")),
        ("0–3", N_("Level on the scale")),
        ("Enter", N_("Next unanswered question")),
        ("K", N_("Write a comment")),
        ("?", N_("Show or hide this list")),
    ]
    return [(key, gettext(text)) for key, text in keys]


def _words() -> dict[str, str]:
    """Give the script its words; it has none of its own."""
    return {name: gettext(text) for name, text in _WORDS.items()}
