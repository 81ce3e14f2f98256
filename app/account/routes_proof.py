"""Showing once more that it is she (/confirm), before what cannot be undone."""

from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import Response
from pydantic import Field

from app.account.caller import TheKey, TheSettings, give_outcome
from app.auth.actor import Actor
from app.auth.codes import has_second_factor
from app.auth.guard import signed_in_person
from app.auth.proof import prove_by_code, prove_by_password, prove_in_demonstration
from app.auth.sign_in import Outcome
from app.clock import Now
from app.db import Reading, TheDatabase
from app.errors import N_
from app.settings import Mode
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


@router.get("")
def show_proof(
    request: Request,
    session: Reading,
    settings: TheSettings,
    actor: SignedIn,
    next_: Annotated[str, Query(alias="next", max_length=500)] = "/",
) -> Response:
    by_code = has_second_factor(session, actor.id)
    return _asked(request, settings.mode, Submitted({"next": own_path(next_)}), by_code=by_code)


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
        by_code = has_second_factor(session, actor.id)
    if form.meaning is None:
        return _asked(request, settings.mode, form, by_code=by_code, status=422)
    if settings.mode is Mode.demo:
        with database.writing() as session:
            outcome = prove_in_demonstration(session, actor, now=now)
    elif by_code:
        with database.writing() as session:
            outcome = prove_by_code(session, key, actor, form.meaning.proof, now=now)
    else:
        outcome = prove_by_password(database, key, actor, form.meaning.proof, now=now)
    if outcome.session is None:
        return _refused(request, settings.mode, form, outcome, by_code=by_code)
    answer = go_to(request, own_path(form.meaning.next))
    give_outcome(answer, settings, outcome)
    return answer


def _asked(
    request: Request,
    mode: Mode,
    form: Submitted[Proof],
    *,
    by_code: bool,
    wait: int = 0,
    status: int = 200,
) -> Response:
    way = "demo" if mode is Mode.demo else "code" if by_code else "password"
    return page(request, "account/confirm.html", status=status, form=form, way=way, wait=wait)


def _refused(
    request: Request, mode: Mode, form: Submitted[Proof], outcome: Outcome, *, by_code: bool
) -> Response:
    if outcome.wait:
        answer = _asked(request, mode, form, by_code=by_code, wait=outcome.wait, status=429)
        answer.headers["Retry-After"] = str(outcome.wait)
        return answer
    fault = (
        N_("The code is wrong, or has been used already.")
        if by_code
        else N_("The password is wrong.")
    )
    again: Submitted[Proof] = Submitted(form.typed, None, {"proof": fault})
    return _asked(request, mode, again, by_code=by_code, status=422)
