"""What a person sees and settles about her own account."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response
from pydantic import Field
from sqlmodel import Session

from app.account import service
from app.account.browser_names import browser_name
from app.account.caller import TheKey, TheSettings, forget_session, give_outcome
from app.account.queries import own_account, person_of
from app.audit.words import words_for
from app.auth.actor import Actor
from app.auth.choosing import change_password, known_about, will_have_second_factor
from app.auth.guard import signed_in_person
from app.auth.password import fault_in, hash_password
from app.auth.proof import prove_by_password
from app.clock import Now
from app.db import Database, Reading, TheDatabase, Tx
from app.errors import N_
from app.settings import Settings
from app.web.forms import Form, Submitted, form_of
from app.web.render import go_to, page
from app.web.routing import pages

router = pages("/account")
SignedIn = Annotated[Actor, signed_in_person()]


class PasswordChange(Form):
    secret_fields = frozenset({"current", "chosen"})

    current: str = Field(max_length=1000)
    chosen: str = Field(max_length=1000)


@router.get("")
def show_account(request: Request, session: Reading, actor: SignedIn, now: Now) -> Response:
    return page(request, "account/account.html", **_shown(session, actor, now), form=Submitted())


@router.post("/password")
def change_own_password(
    request: Request,
    database: TheDatabase,
    key: TheKey,
    settings: TheSettings,
    actor: SignedIn,
    form: Annotated[Submitted[PasswordChange], form_of(PasswordChange)],
    now: Now,
) -> Response:
    if form.meaning is None:
        return _again(request, database, actor, form.wrong, now)
    fault = _fault(database, settings, actor, form.meaning.chosen)
    if fault is not None:
        return _again(request, database, actor, {"chosen": fault}, now)
    outcome = prove_by_password(database, key, actor, form.meaning.current, now=now)
    if outcome.session is None:
        wrong = (
            N_("Too many attempts. Wait a moment and try again.")
            if outcome.wait
            else N_("This is not your password now.")
        )
        return _again(request, database, actor, {"current": wrong}, now)
    password_hash = hash_password(form.meaning.chosen)
    with database.writing() as session:
        change_password(session, actor, password_hash, now=now)
    answer = go_to(request, "/account", notice=N_("Your password is changed."))
    give_outcome(answer, settings, outcome)
    return answer


@router.post("/sessions/end")
def end_other_sessions(request: Request, session: Tx, actor: SignedIn, now: Now) -> Response:
    service.end_other_sessions(session, actor, now=now)
    return go_to(request, "/account", notice=N_("You are signed out everywhere else."))


@router.post("/sessions/{session_id}/end")
def end_session(
    request: Request,
    session_id: str,
    session: Tx,
    settings: TheSettings,
    actor: SignedIn,
    now: Now,
) -> Response:
    service.end_own_session(session, actor, session_id, now=now)
    if session_id != actor.session_id:
        return go_to(request, "/account", notice=N_("That browser is signed out."))
    answer = go_to(request, "/sign-in")
    forget_session(answer, settings)
    return answer


def _fault(database: Database, settings: Settings, actor: Actor, chosen: str) -> str | None:
    with database.reading() as session:
        return fault_in(
            chosen,
            second_factor=will_have_second_factor(session, actor.id),
            about=known_about(person_of(session, actor.id), settings.organisation),
        )


def _again(
    request: Request, database: Database, actor: Actor, wrong: dict[str, str], now: datetime
) -> Response:
    with database.reading() as session:
        shown = _shown(session, actor, now)
        form: Submitted[PasswordChange] = Submitted({}, None, wrong)
        return page(
            request, "account/account.html", status=422, path="/account", form=form, **shown
        )


def _shown(session: Session, actor: Actor, now: datetime) -> dict[str, Any]:
    account = own_account(session, actor, now=now)
    return {
        "account": account,
        "sessions": [(opened, browser_name(opened.browser)) for opened in account.sessions],
        "entries": [(entry.at, words_for(entry.event)) for entry in account.entries],
        "least": 12 if will_have_second_factor(session, actor.id) else 15,
    }
