"""What a person may do, and whether she gets in."""

from datetime import datetime
from typing import Annotated

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.admin import service
from app.admin.forms import LinkForm, RolesForm, grants_of, ticks_of
from app.admin.queries import all_units, person_opened
from app.admin.routes_people import MayGrant, MayManage, places_of_roles, show_link
from app.auth.choosing import LINK_LASTS, issue_link
from app.auth.codes import has_second_factor, remove_second_factor
from app.auth.guard import carry_session
from app.auth.tokens import revoke_all_tokens
from app.clock import Now
from app.db import Reading, Tx
from app.errors import N_
from app.organisation.models import Role
from app.web.forms import Submitted, form_of
from app.web.render import go_to, page
from app.web.routing import pages

router = pages("/people/{person_id}")


@router.get("/roles")
def show_roles(
    request: Request, person_id: str, session: Reading, _actor: MayGrant, now: Now
) -> Response:
    return _roles(request, session, person_id, now)


@router.post("/roles")
def set_roles(
    request: Request,
    person_id: str,
    session: Tx,
    actor: MayGrant,
    form: Annotated[Submitted[RolesForm], form_of(RolesForm)],
    now: Now,
) -> Response:
    if form.meaning is None:
        return _roles(request, session, person_id, now, status=422)
    grants = grants_of(form.meaning.grants, all_units(session))
    token = service.set_roles(session, actor, person_id, grants, now=now)
    answer = go_to(request, f"/people/{person_id}", notice=N_("The roles are changed."))
    if token is not None:
        carry_session(answer, request.app.state.settings, token)
    return answer


@router.get("/link")
def ask_for_link(request: Request, person_id: str, session: Reading, _actor: MayGrant) -> Response:
    person = service.get_person(session, person_id)
    secured = has_second_factor(session, person_id)
    return page(request, "admin/new_link.html", person=person, secured=secured)


@router.post("/link")
def make_link(
    request: Request,
    person_id: str,
    session: Tx,
    actor: MayGrant,
    form: Annotated[Submitted[LinkForm], form_of(LinkForm)],
    now: Now,
) -> Response:
    person = service.get_person(session, person_id)
    if form.meaning is not None and form.meaning.telephone_lost:
        remove_second_factor(session, actor, person_id, now=now)
        service.sign_out_person(session, actor, person_id, now=now)
    token = issue_link(session, actor, person_id, lasts=LINK_LASTS, now=now)
    return show_link(request, person.name, person.username, token, now + LINK_LASTS)


@router.post("/deactivate")
def deactivate_person(
    request: Request, person_id: str, session: Tx, actor: MayManage, now: Now
) -> Response:
    service.deactivate_person(session, actor, person_id, now=now)
    return go_to(request, f"/people/{person_id}", notice=N_("The person is shut out."))


@router.post("/activate")
def activate_person(
    request: Request, person_id: str, session: Tx, actor: MayManage, now: Now
) -> Response:
    service.activate_person(session, actor, person_id, now=now)
    return go_to(request, f"/people/{person_id}", notice=N_("The person can sign in again."))


@router.post("/sign-out")
def sign_out_person(
    request: Request, person_id: str, session: Tx, actor: MayManage, now: Now
) -> Response:
    service.sign_out_person(session, actor, person_id, now=now)
    return go_to(request, f"/people/{person_id}", notice=N_("The person is signed out everywhere."))


@router.post("/revoke-tokens")
def revoke_tokens(
    request: Request, person_id: str, session: Tx, actor: MayManage, now: Now
) -> Response:
    person = service.get_person(session, person_id)
    revoke_all_tokens(session, actor, person.id, now=now)
    return go_to(request, f"/people/{person_id}", notice=N_("All keys of the person are revoked."))


def _roles(
    request: Request, session: Session, person_id: str, now: datetime, status: int = 200
) -> Response:
    opened = person_opened(session, service.get_person(session, person_id), now=now)
    return page(
        request,
        "admin/roles.html",
        status=status,
        person=opened.person,
        ticked=ticks_of({(Role(grant.role), grant.unit_id) for grant in opened.grants}),
        places=places_of_roles(session),
    )
