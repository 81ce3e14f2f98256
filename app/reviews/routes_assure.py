from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response
from pydantic import Field

from app.audit.log import append, record
from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Reading, TheDatabase, Tx
from app.errors import N_
from app.organisation.models import Person
from app.reviews import assuring
from app.reviews.entries import groups
from app.reviews.following import Following, following
from app.reviews.models import ReviewState
from app.reviews.queries import Desk
from app.reviews.reading import review_to_read
from app.reviews.viewing import ReviewViewed
from app.rounds.access import get_round
from app.rounds.models import RoundState
from app.web.beside import beside
from app.web.forms import Form, Submitted, form_of
from app.web.language import ZONE, gettext, language, ngettext, said
from app.web.render import blocks, go_to, page
from app.web.routing import pages
from review_forms import Question, rate

router = pages("/rounds/{round_id}")
MayFollow = Annotated[Actor, may(Permission.follow_round)]
MayRead = Annotated[Actor, may(Permission.read_reviews)]
MayReturn = Annotated[Actor, may(Permission.return_review)]
MayApprove = Annotated[Actor, may(Permission.approve_review)]

STAGES = {
    "waiting": N_("Not begun"),
    ReviewState.open: N_("Begun"),
    ReviewState.submitted: N_("Handed in"),
    ReviewState.returned: N_("Returned"),
    ReviewState.approved: N_("Approved"),
}
GRADES = {
    "sound": N_("Everything assessed is met"),
    "remarks": N_("Something is only partly met"),
    "deficient": N_("Something is not met"),
    "serious": N_("Something critical is not met"),
}


PAGE = "reviews/read_review.html"


class Comment(Form):
    comment: str = Field(min_length=1, max_length=2000)
    question_id: str = ""


@router.get("/progress")
def follow_round(
    request: Request, round_id: str, session: Reading, actor: MayFollow, now: Now
) -> Response:
    round_ = get_round(session, actor, round_id, Permission.follow_round)
    followed = following(session, actor, round_)
    today = now.astimezone(ZONE).date()
    return blocks(
        request,
        "reviews/progress.html",
        "standing",
        round=round_,
        followed=followed,
        late=followed.late(round_, today),
        days_left=(round_.due_on - today).days,
        stages=[(code, gettext(label)) for code, label in STAGES.items()],
        reviewers=_reviewers(followed),
        scoped=actor.units_for(Permission.follow_round) is not None,
    )


def _reviewers(followed: Following) -> list[dict[str, Any]]:
    return [
        {
            "label": reviewer.name,
            "done": reviewer.done,
            "total": max(reviewer.total, 1),
            "text": said(
                N_("%(done)s of %(total)s handed in, %(approved)s approved"),
                {
                    "done": reviewer.done,
                    "total": reviewer.total,
                    "approved": reviewer.approved,
                },
            ),
            "note": ngettext("%(num)s case replaced", "%(num)s cases replaced", reviewer.replaced)
            % {"num": reviewer.replaced}
            if reviewer.replaced
            else "",
        }
        for reviewer in followed.reviewers
    ]


@router.get("/reviews/{review_id}")
def read_review(
    request: Request,
    round_id: str,
    review_id: str,
    session: Reading,
    database: TheDatabase,
    actor: MayRead,
    now: Now,
) -> Response:
    desk = review_to_read(session, actor, round_id, review_id)
    viewed = ReviewViewed(at=now, actor_id=actor.id, review_id=review_id)
    database.group.run(partial(append, event=viewed))
    reviewer = session.get_one(Person, desk.review.reviewer_id).name
    others = beside(request, PAGE, session, actor, desk)
    return page(request, PAGE, beside=others, **_shown(desk, actor, reviewer))


@router.post("/reviews/{review_id}/return")
def return_review(
    request: Request,
    round_id: str,
    review_id: str,
    session: Tx,
    actor: MayReturn,
    form: Annotated[Submitted[Comment], form_of(Comment)],
    now: Now,
) -> Response:
    if form.meaning is None:
        desk = review_to_read(session, actor, round_id, review_id)
        record(session, ReviewViewed(at=now, actor_id=actor.id, review_id=review_id))
        reviewer = session.get_one(Person, desk.review.reviewer_id).name
        others = beside(request, PAGE, session, actor, desk)
        shown = _shown(desk, actor, reviewer) | {"form": form, "beside": others}
        return page(request, PAGE, status=422, **shown)
    assuring.return_review(
        session,
        actor,
        round_id,
        review_id,
        form.meaning.comment,
        question_id=form.meaning.question_id or None,
        now=now,
    )
    return go_to(
        request,
        f"/rounds/{round_id}/progress",
        notice=N_("The review is returned with your comment."),
    )


@router.post("/reviews/{review_id}/approve")
def approve_review(
    request: Request, round_id: str, review_id: str, session: Tx, actor: MayApprove, now: Now
) -> Response:
    assuring.approve_review(session, actor, round_id, review_id, now=now)
    return go_to(request, f"/rounds/{round_id}/progress", notice=N_("The review is approved."))


def _shown(desk: Desk, actor: Actor, reviewer: str) -> dict[str, Any]:
    """Gather what the page of a review shows: what is not met comes first."""
    sheet = desk.sheet
    rating = rate(sheet.form, sheet.values)
    critical = {question.id for question in rating.critical_not_met}
    decidable = (
        desk.review.state == ReviewState.submitted
        and desk.round_.state == RoundState.reviewing
        and desk.review.reviewer_id != actor.id
    )
    form: Submitted[Comment] = Submitted()
    return {
        "desk": desk,
        "round": desk.round_,
        "review_id": desk.review.id,
        "reviewer": reviewer,
        "title": sheet.form.title.in_language(language()),
        "state": gettext(STAGES[desk.review.state]),
        "grade": gettext(GRADES[rating.grade]),
        "grade_code": str(rating.grade),
        "critical": _named(rating.critical_not_met),
        "not_met": _named([one for one in rating.not_met if one.id not in critical]),
        "groups": groups(sheet),
        "numbers": {question.id: question.number for question in sheet.form.questions},
        "question_options": [
            (question.id, f"{question.number} {question.text.in_language(language())}"[:90])
            for question in sheet.called
        ],
        "may_return": decidable and actor.may_in(Permission.return_review, desk.case.unit_id),
        "may_approve": decidable and actor.may_in(Permission.approve_review, desk.case.unit_id),
        "own": desk.review.reviewer_id == actor.id,
        "form": form,
        "open": False,
    }


def _named(questions: Sequence[Question]) -> list[tuple[str, str, str]]:
    return [
        (f"q-{question.id}", question.number, question.text.in_language(language()))
        for question in questions
    ]
