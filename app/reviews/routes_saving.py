from functools import partial
from typing import Annotated

from fastapi import Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import TheDatabase
from app.reviews import saving
from app.reviews.entries import Entry, entry
from app.reviews.queries import review_to_show
from app.reviews.replies import conflict_of, reply
from app.reviews.saving import NotSaved, Outcome, Save, Saved, Stale
from app.reviews.sent import AnAnswer
from app.reviews.showing import show_review
from app.reviews.viewing import note_view
from app.web.errors import wants_json
from app.web.render import by_htmx, go_to, templates
from app.web.routing import pages

router = pages("/reviews")
STATUS = {Saved: 200, Stale: 409, NotSaved: 422}
MayFill = Annotated[Actor, may(Permission.fill_review)]


@router.post("/{review_id}/answers/{question_id}")
def save_answer(
    request: Request,
    review_id: str,
    question_id: str,
    database: TheDatabase,
    actor: MayFill,
    answer: AnAnswer,
    now: Now,
) -> Response:
    save = Save(
        review_id=review_id,
        question_id=question_id,
        sent=answer.sent,
        version=answer.version,
        op_id=str(answer.op_id),
    )
    outcome = saving.save_durably(database.group, actor.id, save, now=now)
    if wants_json(request) or _sent_json(request):
        status, content = reply(outcome, save.sent)
        return JSONResponse(content, status_code=status)
    if by_htmx(request):
        return _fragment(outcome, save)
    if isinstance(outcome, Saved):
        return go_to(request, f"/reviews/{review_id}#q-{question_id}")
    database.group.run(partial(note_view, actor_id=actor.id, review_id=review_id, now=now))
    with database.reading() as session:
        return show_review(
            request,
            review_to_show(session, actor, review_id),
            status=STATUS[type(outcome)],
            odd=_odd(outcome, save),
        )


def _sent_json(request: Request) -> bool:
    return request.headers.get("content-type", "").startswith("application/json")


def _fragment(outcome: Outcome, save: Save) -> Response:
    html = (
        templates()
        .get_template("reviews/saved.html")
        .render(outcome=outcome, question_id=save.question_id, saved=isinstance(outcome, Saved))
    )
    return HTMLResponse(html, status_code=STATUS[type(outcome)])


def _odd(outcome: Stale | NotSaved, save: Save) -> Entry:
    """Show the question as she typed it, with what stood in the way."""
    if isinstance(outcome, Stale):
        beside = conflict_of(outcome, save.sent)
        return entry(outcome.sheet, outcome.question, typed=save.sent, conflict=beside)
    return entry(outcome.sheet, outcome.question, typed=save.sent, wrong=outcome.refused)
