"""Reading a corrected file again: the list of mine, and one file."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response

from app.actions import re_reviews
from app.actions.action_page import today
from app.actions.events import ReReviewViewed
from app.actions.forms import StepDownForm
from app.actions.re_review_queries import ReReviewDesk, my_re_reviews, re_review_to_show
from app.assignment.conflicts import LABELS
from app.audit.log import append, record
from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Reading, TheDatabase, Tx
from app.errors import N_
from app.reviews.entries import Entry, entry
from app.reviews.judging import Refused, Sent, understood
from app.reviews.sheet import NOTHING, Given
from app.web.forms import Submitted, form_of
from app.web.language import gettext
from app.web.render import go_to, page
from app.web.routing import pages
from review_forms import Question

router = pages("/re-reviews")
MayFill = Annotated[Actor, may(Permission.fill_review)]
NO_ANSWER = Refused("value", N_("Answer this before you hand in."))


@router.get("")
def list_re_reviews(request: Request, session: Reading, actor: MayFill, now: Now) -> Response:
    mine = my_re_reviews(session, actor)
    return page(
        request,
        "actions/re_reviews.html",
        waiting=[one for one in mine if one.open],
        done=[one for one in mine if not one.open],
        today=today(now),
    )


@router.get("/{re_review_id}")
def read_again(
    request: Request,
    re_review_id: str,
    session: Reading,
    database: TheDatabase,
    actor: MayFill,
    now: Now,
) -> Response:
    desk = re_review_to_show(session, actor, re_review_id)
    viewed = _viewed(desk, actor, now)
    database.group.run(lambda connection: append(connection, viewed))
    return _desk_page(request, desk, [entry(desk.sheet, one) for one in desk.questions])


async def _sent(request: Request) -> Mapping[str, list[str]]:
    """Read every field; which there are depends on what the file failed."""
    form = await request.form()
    return {name: [str(value) for value in form.getlist(name)] for name in form}


@router.post("/{re_review_id}")
def finish_re_review(
    request: Request,
    re_review_id: str,
    session: Tx,
    actor: MayFill,
    sent: Annotated[Mapping[str, list[str]], Depends(_sent)],
    now: Now,
) -> Response:
    re_reviews.re_review_to_fill(session, actor, re_review_id)
    desk = re_review_to_show(session, actor, re_review_id)
    answers: dict[str, Given] = {}
    entries: list[Entry] = []
    for question in desk.questions:
        typed = _typed(question, sent)
        given = understood(desk.sheet.form, question, typed, NOTHING, now)
        if isinstance(given, Given) and not given.value:
            given = NO_ANSWER
        wrong = given if isinstance(given, Refused) else None
        entries.append(entry(desk.sheet, question, typed=typed, wrong=wrong))
        if isinstance(given, Given):
            answers[question.id] = given
    if len(answers) < len(entries):
        record(session, _viewed(desk, actor, now))
        return _desk_page(request, desk, entries, status=422)
    re_reviews.finish_re_review(session, actor, re_review_id, answers, now=now)
    return go_to(
        request,
        "/re-reviews",
        notice=N_("The re-review of %(case)s is handed in."),
        case=desk.case.case_number,
    )


@router.post("/{re_review_id}/step-down")
def step_down(
    request: Request,
    re_review_id: str,
    session: Tx,
    actor: MayFill,
    form: Annotated[Submitted[StepDownForm], form_of(StepDownForm)],
    now: Now,
) -> Response:
    if form.meaning is None:
        return go_to(request, f"/re-reviews/{re_review_id}")
    re_reviews.step_down(session, actor, re_review_id, form.meaning.reason, now=now)
    return go_to(
        request, "/re-reviews", notice=N_("You have stepped down. Somebody else reads the file.")
    )


def _typed(question: Question, sent: Mapping[str, list[str]]) -> Sent:
    value = tuple(part for part in sent.get(f"value-{question.id}", []) if part.strip())
    comment = sent.get(f"comment-{question.id}", [""])[0].replace("\r\n", "\n")
    return Sent(value, None, comment)


def _viewed(desk: ReReviewDesk, actor: Actor, now: Now) -> ReReviewViewed:
    return ReReviewViewed(
        at=now,
        actor_id=actor.id,
        frame_case_id=desk.case.id,
        re_review_id=desk.re_review.id,
    )


def _desk_page(
    request: Request, desk: ReReviewDesk, entries: list[Entry], *, status: int = 200
) -> Response:
    return page(
        request,
        "actions/re_review.html",
        status=status,
        path=f"/re-reviews/{desk.re_review.id}",
        desk=desk,
        entries=entries,
        wrong=[one for one in entries if one.wrong is not None],
        conflicts=[(str(reason), gettext(text)) for reason, text in LABELS.items()],
    )
