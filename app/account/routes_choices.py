"""Language and appearance: remembered by the browser, and by the account when there is one."""

from typing import Annotated, Literal

from fastapi import Request
from fastapi.responses import Response
from pydantic import Field

from app.account import service
from app.account.caller import TheSettings, give_choice
from app.auth.actor import Actor
from app.auth.guard import anyone
from app.db import TheDatabase
from app.errors import NotFound
from app.web.forms import Form, Submitted, form_of
from app.web.own_path import own_path
from app.web.render import go_to
from app.web.routing import pages

router = pages()
Anyone = Annotated[Actor | None, anyone()]


class LanguageChoice(Form):
    language: Literal["sv", "en"]
    next: str = Field("/", max_length=500)


class ColorSchemeChoice(Form):
    color_scheme: Literal["auto", "light", "dark"]
    next: str = Field("/", max_length=500)


@router.post("/language")
def choose_language(
    request: Request,
    database: TheDatabase,
    settings: TheSettings,
    actor: Anyone,
    form: Annotated[Submitted[LanguageChoice], form_of(LanguageChoice)],
) -> Response:
    if form.meaning is None:
        raise NotFound
    if actor is not None:
        with database.writing() as session:
            service.choose_language(session, actor, form.meaning.language)
    answer = go_to(request, own_path(form.meaning.next))
    give_choice(answer, settings, "language", form.meaning.language)
    return answer


@router.post("/color-scheme")
def choose_color_scheme(
    request: Request,
    database: TheDatabase,
    settings: TheSettings,
    actor: Anyone,
    form: Annotated[Submitted[ColorSchemeChoice], form_of(ColorSchemeChoice)],
) -> Response:
    if form.meaning is None:
        raise NotFound
    if actor is not None:
        with database.writing() as session:
            service.choose_color_scheme(session, actor, form.meaning.color_scheme)
    answer = go_to(request, own_path(form.meaning.next))
    give_choice(answer, settings, "color_scheme", form.meaning.color_scheme)
    return answer
