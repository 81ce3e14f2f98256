from datetime import date
from functools import partial
from typing import Annotated

from fastapi import Request
from fastapi.responses import Response

from app.audit.log import record
from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Reading, TheDatabase, Tx
from app.errors import N_
from app.reviews import submitting
from app.reviews.models import ReviewState
from app.reviews.paper import paper_groups
from app.reviews.queries import my_reviews, review_to_fill, review_to_show
from app.reviews.showing import show_review
from app.reviews.viewing import ReviewViewed, note_view
from app.web.forms import Form, Submitted, form_of
from app.web.language import ZONE, language
from app.web.render import go_to, page
from app.web.routing import pages

router = pages("/reviews")
MayFill = Annotated[Actor, may(Permission.fill_review)]


class HandingIn(Form):
    seen: int


@router.get("")
def list_reviews(request: Request, session: Reading, actor: MayFill, now: Now) -> Response:
    today: date = now.astimezone(ZONE).date()
    mine = my_reviews(session, actor)
    return page(
        request,
        "reviews/my_reviews.html",
        returned=[one for one in mine if one.open and one.review.state == ReviewState.returned],
        open=[one for one in mine if one.open and one.review.state == ReviewState.open],
        done=[one for one in mine if not one.open],
        today=today,
    )


@router.get("/{review_id}")
def read_review(
    request: Request,
    review_id: str,
    session: Reading,
    database: TheDatabase,
    actor: MayFill,
    now: Now,
) -> Response:
    desk = review_to_show(session, actor, review_id)
    database.group.run(partial(note_view, actor_id=actor.id, review_id=review_id, now=now))
    return show_review(request, desk)


@router.get("/{review_id}/print")
def print_review(
    request: Request,
    review_id: str,
    session: Reading,
    database: TheDatabase,
    actor: MayFill,
    now: Now,
) -> Response:
    desk = review_to_show(session, actor, review_id)
    database.group.run(partial(note_view, actor_id=actor.id, review_id=review_id, now=now))
    return page(
        request,
        "reviews/paper.html",
        desk=desk,
        title=desk.sheet.form.title.in_language(language()),
        groups=paper_groups(desk.sheet),
    )


@router.post("/{review_id}/submit")
def submit_review(
    request: Request,
    review_id: str,
    session: Tx,
    actor: MayFill,
    form: Annotated[Submitted[HandingIn], form_of(HandingIn)],
    now: Now,
) -> Response:
    desk = review_to_fill(session, actor, review_id)
    if form.meaning is None or not submitting.complete(desk):
        record(session, ReviewViewed(at=now, actor_id=actor.id, review_id=review_id))
        return show_review(request, desk, status=422, list_missing=True)
    submitting.submit_review(session, actor, review_id, seen=form.meaning.seen, now=now)
    return go_to(
        request,
        "/reviews",
        notice=N_("Case %(number)s is handed in."),
        number=desk.case.case_number,
    )


@router.post("/{review_id}/file-missing")
def miss_file(request: Request, review_id: str, session: Tx, actor: MayFill, now: Now) -> Response:
    submitting.miss_file(session, actor, review_id, now=now)
    return go_to(request, f"/reviews/{review_id}")


@router.post("/{review_id}/file-found")
def find_file(request: Request, review_id: str, session: Tx, actor: MayFill, now: Now) -> Response:
    submitting.find_file(session, actor, review_id, now=now)
    return go_to(request, f"/reviews/{review_id}")
