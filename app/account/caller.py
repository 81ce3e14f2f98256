"""The browser at the other end: what it carries here, and what it is given to carry."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response

from app.auth.data_key import DataKey
from app.auth.guard import carry_session, cookie_name
from app.auth.sign_in import Caller, Outcome
from app.organisation.models import Person
from app.settings import Settings

YEAR = 365 * 24 * 3600


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def _key(request: Request) -> DataKey:
    key: DataKey = request.app.state.data_key
    return key


def _caller(request: Request) -> Caller:
    settings = _settings(request)
    return Caller(
        address=request.client.host if request.client else "",
        browser=request.headers.get("user-agent", ""),
        known=request.cookies.get(_named(settings, "known"), ""),
        session=request.cookies.get(cookie_name(settings), ""),
    )


def _half_way(request: Request) -> str:
    return request.cookies.get(_named(_settings(request), "half-way"), "")


TheSettings = Annotated[Settings, Depends(_settings)]
TheKey = Annotated[DataKey, Depends(_key)]
TheCaller = Annotated[Caller, Depends(_caller)]
HalfWay = Annotated[str, Depends(_half_way)]


def give_outcome(answer: Response, settings: Settings, outcome: Outcome) -> None:
    """Let the browser carry what came of a try: a session, or that it is half way."""
    if outcome.half_way is not None:
        _set(answer, settings, _named(settings, "half-way"), outcome.half_way, age=300)
    if outcome.session is not None:
        carry_session(answer, settings, outcome.session)
        _forget(answer, settings, _named(settings, "half-way"))
    if outcome.known is not None:
        _set(answer, settings, _named(settings, "known"), outcome.known, age=YEAR)


def give_choices(answer: Response, settings: Settings, person: Person) -> None:
    """Let the browser show pages as the person has chosen before, here or elsewhere."""
    give_choice(answer, settings, "language", person.language)
    give_choice(answer, settings, "color_scheme", person.color_scheme)


def give_choice(answer: Response, settings: Settings, name: str, value: str) -> None:
    _set(answer, settings, name, value, age=YEAR)


def forget_session(answer: Response, settings: Settings) -> None:
    """Leave nothing of the session in the browser."""
    _forget(answer, settings, cookie_name(settings))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'


def _named(settings: Settings, name: str) -> str:
    return f"__Host-{name}" if settings.over_https else name


def _set(
    answer: Response, settings: Settings, name: str, value: str, *, age: int | None = None
) -> None:
    answer.set_cookie(
        name,
        value,
        max_age=age,
        path="/",
        secure=settings.over_https,
        httponly=True,
        samesite="lax",
    )


def _forget(answer: Response, settings: Settings, name: str) -> None:
    answer.delete_cookie(name, path="/", secure=settings.over_https, httponly=True, samesite="lax")
