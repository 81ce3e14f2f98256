"""The page of one action, which every step of it leads back to."""

from datetime import date, datetime
from functools import partial
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.actions import choices
from app.actions.events import ActionViewed
from app.actions.models import Action, Scope
from app.actions.opened import opened
from app.actions.showing import days_late, may_do, told
from app.actions.words import (
    EFFECT_TONES,
    EFFECTS,
    KINDS,
    MINUTES,
    RECURRENCES,
    SCOPES,
    STATES,
    TONES,
    WAYS,
)
from app.audit.log import Event, append, record
from app.auth.actor import Actor
from app.db import Database
from app.external_findings.queries import measuring_questions
from app.web.forms import Submitted
from app.web.language import ZONE, language
from app.web.render import page

WORDS = {
    "states": STATES,
    "tones": TONES,
    "kinds": KINDS,
    "scopes": SCOPES,
    "recurrences": RECURRENCES,
    "ways": WAYS,
    "effects": EFFECTS,
    "effect_tones": EFFECT_TONES,
}


def today(now: datetime) -> date:
    return now.astimezone(ZONE).date()


def view_of(actor: Actor, action: Action, now: datetime) -> list[Event]:
    """Tell that somebody looks at what concerns a single case; of any other there is nothing."""
    if action.scope != Scope.case or action.frame_case_id is None:
        return []
    case_id = action.frame_case_id
    return [ActionViewed(at=now, actor_id=actor.id, frame_case_id=case_id, action_id=action.id)]


def note_view(database: Database, actor: Actor, action: Action, now: datetime) -> None:
    """Put a view on record before the page is made."""
    for viewed in view_of(actor, action, now):
        database.group.run(partial(append, event=viewed))


def action_page(
    request: Request,
    session: Session,
    actor: Actor,
    action: Action,
    *,
    now: datetime,
    status: int = 200,
    refused: tuple[str, Submitted[Any]] | None = None,
) -> Response:
    """Show one action; ``refused`` is the step whose form could not be understood.

    What a refused form leads to is a view as well, and is logged with it.
    """
    if refused is not None:
        for viewed in view_of(actor, action, now):
            record(session, viewed)
    shown = opened(session, actor, action)
    step, form = refused or ("", Submitted())
    return page(
        request,
        "actions/action.html",
        status=status,
        shown=shown,
        action=action,
        may_do=may_do(session, actor, action),
        words=WORDS,
        today=today(now),
        late=days_late(action, today(now)),
        history=told(shown),
        people=choices.people(session),
        minutes=MINUTES,
        question=dict(measuring_questions(language())).get(action.question_id, ""),
        step=step,
        typed=form.typed,
        wrong=form.wrong,
    )
