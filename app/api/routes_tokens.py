"""The keys of one's own programs, on the account page: made, seen once, taken back."""

from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response
from pydantic import Field
from sqlmodel import Session

from app.api.description import description_of
from app.api.examples import POWER_QUERY, PYTHON, R, filled_in
from app.api.routes import router as api
from app.auth import tokens
from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.auth.scopes import Scope
from app.clock import Now
from app.db import Reading, Tx
from app.errors import N_
from app.web.forms import Form, Submitted, form_of
from app.web.language import said
from app.web.render import go_to, page
from app.web.routing import pages

router = pages("/account/tokens")
MayHave = Annotated[Actor, may(Permission.issue_token)]
MayIssue = Annotated[Actor, may(Permission.issue_token, fresh=True)]

SCOPES = {
    Scope.summary: (N_("Rounds and their figures"), N_("Small groups are left out.")),
    Scope.deviations: (N_("Deviations"), N_("Without case numbers.")),
    Scope.actions: (N_("The action plan"), N_("Without case numbers.")),
    Scope.answers: (
        N_("Every single answer"),
        N_("Confidential: small groups and case numbers are included. Every reading is logged."),
    ),
}
DAYS = {30: N_("30 days"), 90: N_("90 days"), 365: N_("One year")}
USUAL = 90


class NewToken(Form):
    name: str = Field(min_length=1, max_length=80)
    scopes: list[Scope] = Field(min_length=1)
    days: int = Field(USUAL, ge=1, le=365)


@router.get("")
def show_tokens(request: Request, session: Reading, actor: MayHave, now: Now) -> Response:
    return page(request, "api/tokens.html", **_shown(session, actor, now))


@router.get("/new")
def show_new_token(request: Request, actor: MayIssue) -> Response:
    return _new(request, actor, Submitted())


@router.post("")
def issue_token(
    request: Request,
    session: Tx,
    actor: MayIssue,
    form: Annotated[Submitted[NewToken], form_of(NewToken)],
    now: Now,
) -> Response:
    wanted = form.meaning
    if wanted is None:
        return _new(request, actor, form, status=422)
    token = tokens.issue_token(
        session, actor, wanted.name, wanted.scopes, lasts=timedelta(days=wanted.days), now=now
    )
    until = now + timedelta(days=wanted.days)
    return page(request, "api/token.html", token=token, name=wanted.name, until=until)


@router.post("/{token_id}/revoke")
def revoke_token(
    request: Request, token_id: str, session: Tx, actor: MayHave, now: Now
) -> Response:
    tokens.revoke_token(session, actor, token_id, now=now)
    return go_to(request, "/account/tokens", notice=N_("The key opens nothing any more."))


@router.get("/help")
def show_api_help(request: Request, _actor: MayHave) -> Response:
    origin = request.app.state.settings.origin
    described = description_of(api)
    return page(
        request,
        "api/help.html",
        address=f"{origin}/api/v1",
        paths=[
            (path, operations["get"]["summary"]) for path, operations in described["paths"].items()
        ],
        examples=[
            (name, filled_in(text, origin))
            for name, text in (("Power Query", POWER_QUERY), ("R", R), ("Python", PYTHON))
        ],
    )


def _shown(session: Session, actor: Actor, now: datetime) -> dict[str, Any]:
    return {
        "tokens": [
            (each, each.lives(now), ", ".join(said(SCOPES[Scope(name)][0]) for name in each.scopes))
            for each in tokens.tokens_of(session, actor.id)
        ],
    }


def _new(request: Request, actor: Actor, form: Submitted[NewToken], status: int = 200) -> Response:
    return page(
        request,
        "api/new_token.html",
        status=status,
        path="/account/tokens/new",
        form=form,
        scopes=[
            (scope.value, *(said(text) for text in SCOPES[scope]))
            for scope in tokens.scopes_open_to(actor)
        ],
        days=[(days, said(text)) for days, text in DAYS.items()],
        usual=USUAL,
    )
