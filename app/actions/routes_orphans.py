"""What nobody answers for any more, and who takes it over."""

from typing import Annotated

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.actions import choices, handing_over
from app.actions.action_page import WORDS, today
from app.actions.forms import HandOverForm
from app.actions.queries import ActionsWanted, all_matching, orphaned_deviations
from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Reading, Tx
from app.errors import N_
from app.web.forms import Submitted, form_of
from app.web.render import go_to, page
from app.web.routing import pages

router = pages("/actions/orphans")
MayPlan = Annotated[Actor, may(Permission.plan_action)]


@router.get("")
def show_orphans(request: Request, session: Reading, actor: MayPlan, now: Now) -> Response:
    return _orphans(request, session, actor, now, Submitted())


@router.post("")
def hand_over(
    request: Request,
    session: Tx,
    actor: MayPlan,
    form: Annotated[Submitted[HandOverForm], form_of(HandOverForm)],
    now: Now,
) -> Response:
    wrong = dict(form.wrong)
    if form.meaning is not None and not form.meaning.action_ids:
        wrong["action_ids"] = N_("Choose at least one action.")
    if form.meaning is None or wrong:
        again: Submitted[HandOverForm] = Submitted(form.typed, None, wrong)
        return _orphans(request, session, actor, now, again, status=422)
    handed = handing_over.hand_over(
        session, actor, form.meaning.action_ids, form.meaning.owner_id, now=now
    )
    return go_to(
        request,
        "/actions/orphans",
        notice=N_("%(number)s actions are handed over."),
        number=len(handed),
    )


def _orphans(
    request: Request,
    session: Session,
    actor: Actor,
    now: Now,
    form: Submitted[HandOverForm],
    *,
    status: int = 200,
) -> Response:
    wanted = ActionsWanted(orphan=True)
    return page(
        request,
        "actions/orphans.html",
        status=status,
        path="/actions/orphans",
        found=all_matching(session, actor, wanted, today=today(now)),
        deviations=orphaned_deviations(session, actor),
        people=choices.people(session),
        words=WORDS,
        typed=form.typed,
        wrong=form.wrong,
    )
