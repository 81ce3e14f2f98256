"""The action plan: the list, and one action."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response

from app.actions import choices
from app.actions.access import get_action
from app.actions.action_page import WORDS, action_page, note_view, today
from app.actions.forms import PlanFilter
from app.actions.importing.service import may_import
from app.actions.queries import PER_PAGE, actions_matching
from app.actions.re_review_queries import waiting_for
from app.actions.showing import days_late
from app.actions.standing import standing
from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Reading, TheDatabase
from app.web.forms import understand
from app.web.render import page
from app.web.routing import pages

router = pages("/actions")
MayRead = Annotated[Actor, may(Permission.read_own_actions)]


@router.get("")
def show_plan(request: Request, session: Reading, actor: MayRead, now: Now) -> Response:
    asked = understand(PlanFilter, dict(request.query_params))
    chosen = asked.meaning or PlanFilter()
    day = today(now)
    found, total = actions_matching(session, actor, chosen.wanted(), today=day)
    narrowed = {k: v for k, v in asked.typed.items() if k != "page" and v} if asked.meaning else {}

    def link(number: int) -> str:
        return "/actions?" + urlencode({**narrowed, "page": number})

    return page(
        request,
        "actions/plan.html",
        found=found,
        total=total,
        chosen=chosen,
        narrowed=narrowed,
        today=day,
        words=WORDS,
        days_late=days_late,
        standing=standing(session, actor, today=day),
        to_re_review=waiting_for(session, actor),
        options=choices.filter_options(session, actor),
        query=urlencode(narrowed),
        reads_plan=actor.may(Permission.read_actions),
        may_plan=actor.may(Permission.plan_action),
        may_import=may_import(actor),
        previous=link(chosen.page - 1) if chosen.page > 1 else "",
        next=link(chosen.page + 1) if chosen.page * PER_PAGE < total else "",
    )


@router.get("/{action_id}")
def show_action(
    request: Request,
    action_id: str,
    session: Reading,
    database: TheDatabase,
    actor: MayRead,
    now: Now,
) -> Response:
    action = get_action(session, actor, action_id)
    note_view(database, actor, action, now)
    return action_page(request, session, actor, action, now=now)
