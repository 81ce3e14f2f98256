"""The link that works once: whoever was given it chooses a password."""

from datetime import datetime
from typing import Annotated

from fastapi import Request
from fastapi.responses import Response
from pydantic import Field

from app.account.caller import TheSettings
from app.auth.choosing import choose_password, invited, known_about, will_have_second_factor
from app.auth.guard import anyone
from app.auth.password import fault_in, hash_password
from app.clock import Now
from app.db import Database, Reading, TheDatabase
from app.errors import N_
from app.organisation.models import Person
from app.settings import Settings
from app.web.forms import Form, Submitted, form_of
from app.web.render import go_to, page
from app.web.routing import pages

router = pages("/invite")


class PasswordChoice(Form):
    secret_fields = frozenset({"chosen"})

    chosen: str = Field(max_length=1000)


@router.get("/{token}", dependencies=[anyone()])
def show_invitation(request: Request, token: str, session: Reading, now: Now) -> Response:
    person = invited(session, token, now=now)
    secured = will_have_second_factor(session, person.id)
    return _shown(request, token, person, Submitted(), secured=secured)


@router.post("/{token}", dependencies=[anyone()])
def choose_own_password(
    request: Request,
    token: str,
    database: TheDatabase,
    settings: TheSettings,
    form: Annotated[Submitted[PasswordChoice], form_of(PasswordChoice)],
    now: Now,
) -> Response:
    with database.reading() as session:
        person = invited(session, token, now=now)
        secured = will_have_second_factor(session, person.id)
    wrong = form.wrong or _fault(settings, person, form, secured=secured)
    if form.meaning is None or wrong:
        again: Submitted[PasswordChoice] = Submitted({}, None, wrong)
        return _shown(request, token, person, again, secured=secured, status=422)
    _choose(database, token, form.meaning.chosen, now)
    return go_to(
        request,
        "/sign-in",
        notice=N_("Your password is chosen. Sign in with it as %(username)s."),
        username=person.username,
    )


def _choose(database: Database, token: str, chosen: str, now: datetime) -> None:
    password_hash = hash_password(chosen)
    with database.writing() as session:
        choose_password(session, token, password_hash, now=now)


def _fault(
    settings: Settings, person: Person, form: Submitted[PasswordChoice], *, secured: bool
) -> dict[str, str]:
    chosen = form.meaning.chosen if form.meaning else ""
    fault = fault_in(
        chosen, second_factor=secured, about=known_about(person, settings.organisation)
    )
    return {} if fault is None else {"chosen": fault}


def _shown(
    request: Request,
    token: str,
    person: Person,
    form: Submitted[PasswordChoice],
    *,
    secured: bool,
    status: int = 200,
) -> Response:
    return page(
        request,
        "account/invitation.html",
        status=status,
        token=token,
        person=person,
        form=form,
        secured=secured,
    )
