from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import Response
from pydantic import Field

from app.account import service
from app.account.caller import TheKey, TheSettings
from app.account.queries import person_of
from app.auth.actor import Actor
from app.auth.codes import has_second_factor, make_recovery_codes
from app.auth.data_key import DataKey
from app.auth.guard import carry_session, signed_in_person
from app.auth.second_factor import address_for_app, new_secret, qr_code
from app.clock import Now
from app.db import Reading, Tx
from app.errors import N_, NotFound
from app.web.forms import Form, Submitted, form_of
from app.web.render import go_to, page
from app.web.routing import pages

router = pages("/account")
# Whoever sets up the codes owns the account from then on: only fresh from the password.
Fresh = Annotated[Actor, signed_in_person(fresh=True, before_second_factor=True)]
FreshAndSecure = Annotated[Actor, signed_in_person(fresh=True)]
SET_UP_LASTS = timedelta(minutes=20)


class SetUp(Form):
    secret_fields = frozenset({"set_up", "code"})

    set_up: str = Field(max_length=500)
    code: str = Field(max_length=40)


@router.get("/second-factor")
def show_second_factor(
    request: Request, session: Reading, key: TheKey, actor: Fresh, now: Now
) -> Response:
    held = {"secret": new_secret()}
    lent = key.lend(held, purpose=_purpose(actor), until=now + SET_UP_LASTS)
    return page(
        request,
        "account/second_factor.html",
        form=Submitted(),
        set_up=lent,
        secret=held["secret"],
        renewing=has_second_factor(session, actor.id),
    )


@router.get("/second-factor/qr.svg")
def show_qr_code(
    session: Reading,
    key: TheKey,
    settings: TheSettings,
    actor: Fresh,
    now: Now,
    set_up: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    secret = _secret(key, actor, set_up, now)
    if secret is None:
        raise NotFound
    address = address_for_app(secret, person_of(session, actor.id).username, settings.organisation)
    return Response(qr_code(address), media_type="image/svg+xml")


@router.post("/second-factor")
def set_second_factor(
    request: Request,
    session: Tx,
    key: TheKey,
    settings: TheSettings,
    actor: Fresh,
    form: Annotated[Submitted[SetUp], form_of(SetUp)],
    now: Now,
) -> Response:
    lent = form.meaning.set_up if form.meaning else ""
    secret = _secret(key, actor, lent, now)
    if form.meaning is None or secret is None:
        return go_to(
            request,
            "/account/second-factor",
            notice=N_("It did not go through. Scan the new code and try again."),
            kind="warning",
        )
    done = service.take_second_factor_into_use(
        session, key, actor, secret, form.meaning.code, now=now
    )
    if done is None:
        wrong = {"code": N_("The code is wrong. Check the clock of the telephone and try again.")}
        return page(
            request,
            "account/second_factor.html",
            status=422,
            form=Submitted({}, None, wrong),
            set_up=lent,
            secret=secret,
            renewing=has_second_factor(session, actor.id),
        )
    token, codes = done
    answer = page(request, "account/recovery_codes.html", codes=codes, first=True)
    carry_session(answer, settings, token)
    return answer


@router.get("/recovery-codes")
def ask_for_recovery_codes(request: Request, session: Reading, actor: FreshAndSecure) -> Response:
    if not has_second_factor(session, actor.id):
        raise NotFound
    return page(request, "account/recovery_codes.html", codes=[], first=False)


@router.post("/recovery-codes")
def renew_recovery_codes(
    request: Request, session: Tx, key: TheKey, actor: FreshAndSecure, now: Now
) -> Response:
    if not has_second_factor(session, actor.id):
        raise NotFound
    codes = make_recovery_codes(session, key, actor, now=now)
    return page(request, "account/recovery_codes.html", codes=codes, first=False)


def _secret(key: DataKey, actor: Actor, lent: str, now: datetime) -> str | None:
    held = key.take_back(lent, purpose=_purpose(actor), now=now)
    return None if held is None else str(held["secret"])


def _purpose(actor: Actor) -> str:
    return f"set up the second factor of {actor.id}"
