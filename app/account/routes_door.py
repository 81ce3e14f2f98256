from typing import Annotated
from urllib.parse import quote

from fastapi import Query, Request
from fastapi.responses import Response
from pydantic import Field
from sqlmodel import Session

from app.account.caller import (
    HalfWay,
    TheCaller,
    TheKey,
    TheSettings,
    forget_session,
    give_choices,
    give_outcome,
)
from app.account.queries import people_on_stage, person_of
from app.auth.actor import Actor
from app.auth.guard import anyone
from app.auth.sign_in import Outcome, give_code, sign_in_as, sign_out
from app.auth.sign_in import sign_in as try_password
from app.clock import Now
from app.db import Reading, TheDatabase, Tx
from app.errors import N_, NotFound
from app.settings import Mode
from app.web.forms import Form, Submitted, form_of
from app.web.own_path import own_path
from app.web.render import go_to, page
from app.web.routing import pages

router = pages()
Anyone = Annotated[Actor | None, anyone()]


class Credentials(Form):
    secret_fields = frozenset({"password"})

    username: str = Field(max_length=100)
    password: str = Field(max_length=1000)
    next: str = Field("/", max_length=500)


class CodeTyped(Form):
    secret_fields = frozenset({"code"})

    code: str = Field(max_length=40)
    next: str = Field("/", max_length=500)


class DemoChoice(Form):
    person_id: str = Field(max_length=40)
    next: str = Field("/", max_length=500)


@router.get("/sign-in")
def show_sign_in(
    request: Request,
    session: Reading,
    actor: Anyone,
    next_: Annotated[str, Query(alias="next", max_length=500)] = "/",
) -> Response:
    if actor is not None:
        return go_to(request, own_path(next_))
    return _door(request, session, Submitted({"next": own_path(next_)}))


@router.post("/sign-in", dependencies=[anyone()])
def sign_in(
    request: Request,
    database: TheDatabase,
    key: TheKey,
    settings: TheSettings,
    caller: TheCaller,
    form: Annotated[Submitted[Credentials], form_of(Credentials)],
    now: Now,
) -> Response:
    if form.meaning is None:
        with database.reading() as session:
            return _door(request, session, form, status=422)
    typed = form.meaning
    outcome = try_password(database, key, typed.username, typed.password, caller, now=now)
    with database.reading() as session:
        if outcome.person_id is None:
            return _door(request, session, form, outcome, status=422)
        if outcome.half_way is not None:
            answer = go_to(request, f"/sign-in/code?next={quote(own_path(typed.next))}")
        else:
            answer = go_to(request, own_path(typed.next))
            give_choices(answer, settings, person_of(session, outcome.person_id))
    give_outcome(answer, settings, outcome)
    return answer


@router.get("/sign-in/code", dependencies=[anyone()])
def show_code(
    request: Request,
    half_way: HalfWay,
    next_: Annotated[str, Query(alias="next", max_length=500)] = "/",
) -> Response:
    if not half_way:
        return go_to(request, "/sign-in")
    return page(request, "account/code.html", form=Submitted({"next": own_path(next_)}), wait=0)


@router.post("/sign-in/code", dependencies=[anyone()])
def sign_in_with_code(
    request: Request,
    session: Tx,
    key: TheKey,
    settings: TheSettings,
    caller: TheCaller,
    half_way: HalfWay,
    form: Annotated[Submitted[CodeTyped], form_of(CodeTyped)],
    now: Now,
) -> Response:
    if form.meaning is None:
        return page(request, "account/code.html", status=422, form=form, wait=0)
    outcome = give_code(session, key, half_way, form.meaning.code, caller, now=now)
    if outcome is None:
        return go_to(
            request, "/sign-in", notice=N_("It took too long. Sign in again."), kind="warning"
        )
    if outcome.person_id is None:
        return _code_again(request, form, outcome)
    answer = go_to(request, own_path(form.meaning.next))
    give_choices(answer, settings, person_of(session, outcome.person_id))
    give_outcome(answer, settings, outcome)
    return answer


@router.post("/sign-in/demo", dependencies=[anyone()])
def sign_in_for_demonstration(
    request: Request,
    session: Tx,
    key: TheKey,
    settings: TheSettings,
    caller: TheCaller,
    form: Annotated[Submitted[DemoChoice], form_of(DemoChoice)],
    now: Now,
) -> Response:
    """Sign in as one of the invented people. Outside the demonstration there is no such page."""
    chosen = form.meaning
    on_stage = {person.id for group in people_on_stage(session) for person, _ in group.people}
    if settings.mode is not Mode.demo or chosen is None or chosen.person_id not in on_stage:
        raise NotFound
    outcome = sign_in_as(session, key, chosen.person_id, caller, now=now)
    answer = go_to(request, own_path(chosen.next))
    give_choices(answer, settings, person_of(session, chosen.person_id))
    give_outcome(answer, settings, outcome)
    return answer


@router.post("/sign-out", dependencies=[anyone()])
def leave(
    request: Request, session: Tx, settings: TheSettings, caller: TheCaller, now: Now
) -> Response:
    sign_out(session, caller.session, now=now)
    answer = go_to(request, "/sign-in", notice=N_("You are signed out."))
    forget_session(answer, settings)
    return answer


def _door(
    request: Request,
    session: Session,
    form: Submitted[Credentials],
    outcome: Outcome | None = None,
    status: int = 200,
) -> Response:
    """Show the sign-in page; what was wrong is said the same way whoever it was."""
    in_demo = request.app.state.settings.mode is Mode.demo
    answer = page(
        request,
        "account/sign_in.html",
        status=429 if outcome and outcome.wait else status,
        form=form,
        refused=outcome is not None and not outcome.wait,
        wait=outcome.wait if outcome else 0,
        stage=people_on_stage(session) if in_demo else [],
    )
    return _with_wait(answer, outcome)


def _code_again(request: Request, form: Submitted[CodeTyped], outcome: Outcome) -> Response:
    wrong = {} if outcome.wait else {"code": N_("The code is wrong, or has been used already.")}
    answer = page(
        request,
        "account/code.html",
        status=429 if outcome.wait else 422,
        form=Submitted(form.typed, None, wrong),
        wait=outcome.wait,
    )
    return _with_wait(answer, outcome)


def _with_wait(answer: Response, outcome: Outcome | None) -> Response:
    if outcome and outcome.wait:
        answer.headers["Retry-After"] = str(outcome.wait)
    return answer
