"""Showing once more that it is she (/confirm), before what cannot be undone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from fastapi import Query, Request
from fastapi.responses import Response
from pydantic import Field
from sqlmodel import Session

from app.account.caller import TheKey, TheSettings, give_outcome
from app.account.queries import person_of
from app.auth.actor import Actor
from app.auth.codes import has_second_factor
from app.auth.data_key import DataKey
from app.auth.guard import signed_in_person
from app.auth.proof import prove_by_code, prove_by_password, prove_in_demonstration
from app.auth.sign_in import Outcome
from app.clock import Now
from app.db import Database, Reading, TheDatabase
from app.errors import N_
from app.settings import Mode, Settings
from app.web.forms import Form, Submitted, form_of
from app.web.own_path import own_path
from app.web.render import go_to, page
from app.web.routing import pages

router = pages("/confirm")
SignedIn = Annotated[Actor, signed_in_person(before_second_factor=True)]


class Proof(Form):
    secret_fields = frozenset({"proof"})

    proof: str = Field("", max_length=1000)
    next: str = Field("/", max_length=500)


@dataclass(frozen=True, slots=True)
class Way:
    """How somebody can show that it is she: by code, by password, or in the demonstration."""

    kind: Literal["code", "password", "demo"]
    username: str


@router.get("")
def show_proof(
    request: Request,
    session: Reading,
    settings: TheSettings,
    actor: SignedIn,
    next_: Annotated[str, Query(alias="next", max_length=500)] = "/",
) -> Response:
    return _asked(request, _way(session, settings, actor), Submitted({"next": own_path(next_)}))


@router.post("")
def prove(
    request: Request,
    database: TheDatabase,
    key: TheKey,
    settings: TheSettings,
    actor: SignedIn,
    form: Annotated[Submitted[Proof], form_of(Proof)],
    now: Now,
) -> Response:
    with database.reading() as session:
        way = _way(session, settings, actor)
    if form.meaning is None:
        return _asked(request, way, form, status=422)
    outcome = _tried(database, key, actor, way, form.meaning.proof, now)
    if outcome.session is None:
        return _refused(request, way, form, outcome)
    answer = go_to(request, own_path(form.meaning.next))
    give_outcome(answer, settings, outcome)
    return answer


def _way(session: Session, settings: Settings, actor: Actor) -> Way:
    username = person_of(session, actor.id).username
    if settings.mode is Mode.demo:
        return Way("demo", username)
    return Way("code" if has_second_factor(session, actor.id) else "password", username)


def _tried(
    database: Database, key: DataKey, actor: Actor, way: Way, proof: str, now: datetime
) -> Outcome:
    if way.kind == "password":
        return prove_by_password(database, key, actor, proof, now=now)
    with database.writing() as session:
        if way.kind == "demo":
            return prove_in_demonstration(session, actor, now=now)
        return prove_by_code(session, key, actor, proof, now=now)


def _asked(
    request: Request, way: Way, form: Submitted[Proof], *, wait: int = 0, status: int = 200
) -> Response:
    return page(request, "account/confirm.html", status=status, form=form, way=way, wait=wait)


def _refused(request: Request, way: Way, form: Submitted[Proof], outcome: Outcome) -> Response:
    if outcome.wait:
        answer = _asked(request, way, form, wait=outcome.wait, status=429)
        answer.headers["Retry-After"] = str(outcome.wait)
        return answer
    faults = {
        "code": N_("The code is wrong, or has been used already."),
        "password": N_("The password is wrong."),
    }
    again: Submitted[Proof] = Submitted(form.typed, None, {"proof": faults[way.kind]})
    return _asked(request, way, again, status=422)
