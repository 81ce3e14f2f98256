"""How a person is reminded: her address, mail or not, and her calendar."""

import re
from datetime import datetime
from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response
from pydantic import Field, field_validator
from sqlmodel import Session

from app.account.caller import TheSettings
from app.account.queries import person_of
from app.auth.actor import Actor
from app.auth.guard import signed_in_person
from app.clock import Now
from app.db import Reading, Tx
from app.errors import N_
from app.reminders import service
from app.reminders.outbox import digest_for
from app.reminders.words import steps
from app.settings import Settings
from app.web.forms import Form, Submitted, form_of
from app.web.render import go_to, page
from app.web.routing import pages

router = pages("/account/reminders")
SignedIn = Annotated[Actor, signed_in_person()]


class RemindersForm(Form):
    email: str | None = Field(None, max_length=200)
    by_mail: bool = False

    @field_validator("email")
    @classmethod
    def looks_like_an_address(cls, email: str | None) -> str | None:
        if email is not None and not re.fullmatch(
            r"[^@\s<>,;\"]+@[^@\s<>,;\"]+\.[^@\s<>,;\"]+", email
        ):
            raise ValueError(N_("Write an e-mail address as name@municipality.se."))
        return email


@router.get("")
def show_reminders(
    request: Request, session: Reading, settings: TheSettings, actor: SignedIn, now: Now
) -> Response:
    return _page(request, session, settings, actor, now)


@router.post("")
def choose_reminders(
    request: Request,
    session: Tx,
    settings: TheSettings,
    actor: SignedIn,
    form: Annotated[Submitted[RemindersForm], form_of(RemindersForm)],
    now: Now,
) -> Response:
    chosen = form.meaning
    if chosen is None:
        return _page(request, session, settings, actor, now, status=422, form=form)
    if chosen.by_mail and not chosen.email:
        form = Submitted(form.typed, None, {"email": service.NoAddress.message})
        return _page(request, session, settings, actor, now, status=422, form=form)
    service.choose_reminders(session, actor, chosen.email, by_mail=chosen.by_mail, now=now)
    return go_to(request, "/account/reminders", notice=N_("Your reminders are as you chose."))


@router.post("/feed")
def make_feed(
    request: Request, session: Tx, settings: TheSettings, actor: SignedIn, now: Now
) -> Response:
    token = service.make_feed(session, actor, now=now)
    address = f"{settings.origin}/calendar/{token}.ics"
    answer = _page(request, session, settings, actor, now, address=address)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@router.post("/feed/revoke")
def revoke_feed(request: Request, session: Tx, actor: SignedIn, now: Now) -> Response:
    service.revoke_feed(session, actor, now=now)
    return go_to(
        request, "/account/reminders", notice=N_("The calendar's address leads nowhere now.")
    )


def _page(
    request: Request,
    session: Session,
    settings: Settings,
    actor: Actor,
    now: datetime,
    *,
    status: int = 200,
    address: str = "",
    form: Submitted[RemindersForm] | None = None,
) -> Response:
    shown: dict[str, Any] = {
        "choice": service.choice_of(session, actor.id),
        "person": person_of(session, actor.id),
        "preview": digest_for(session, settings, actor.id, now=now),
        "configured": settings.sends_mail,
        "steps": steps(settings.reminder_days),
    }
    return page(
        request,
        "account/reminders.html",
        status=status,
        path="/account/reminders",
        form=form or Submitted(),
        address=address,
        **shown,
    )
