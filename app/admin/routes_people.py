"""Who works here: the list, somebody new, and what is written down about each."""

from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.admin import service
from app.admin.forms import EVERYWHERE, DetailsForm, NewPersonForm, PeopleFilter, grants_of
from app.admin.queries import (
    PEOPLE_PER_PAGE,
    PeopleWanted,
    all_units,
    people_matching,
    person_opened,
)
from app.auth.actor import Actor
from app.auth.choosing import LINK_LASTS, issue_link
from app.auth.guard import may
from app.auth.permissions import SECOND_FACTOR_ROLES, Permission
from app.clock import Now
from app.db import Reading, Tx
from app.errors import N_
from app.organisation.models import Role
from app.web.forms import Submitted, form_of, understand
from app.web.language import said
from app.web.render import go_to, page
from app.web.routing import pages

router = pages("/people")
MayRead = Annotated[Actor, may(Permission.read_people)]
MayManage = Annotated[Actor, may(Permission.manage_people)]
MayGrant = Annotated[Actor, may(Permission.manage_people, fresh=True)]

ABOUT_ROLES = {
    Role.reviewer: N_("Reads the cases she is given, and nobody else's."),
    Role.manager: N_("Brings in the register, plans, draws and assigns. Sees the result."),
    Role.quality: N_("Rolls dice, judges reviews, settles and closes."),
    Role.admin: N_("Adds people and gives roles. Sees no cases. Cannot be combined."),
    Role.auditor: N_("Reads everything, changes nothing. Cannot be combined."),
}


@router.get("")
def show_people(request: Request, session: Reading, actor: MayRead) -> Response:
    asked = understand(PeopleFilter, dict(request.query_params))
    chosen = asked.meaning or PeopleFilter()
    wanted = PeopleWanted(
        text=chosen.text,
        role=chosen.role,
        unit_id=chosen.unit_id,
        active=not chosen.gone,
        page=chosen.page,
    )
    people, total = people_matching(session, wanted)
    return page(
        request,
        "admin/people.html",
        people=people,
        total=total,
        chosen=chosen,
        unit_choices=_unit_choices(session),
        previous=_link(asked.typed, chosen.page - 1) if chosen.page > 1 else "",
        next=_link(asked.typed, chosen.page + 1) if chosen.page * PEOPLE_PER_PAGE < total else "",
        may_manage=actor.may(Permission.manage_people),
    )


@router.get("/new")
def show_new_person(request: Request, session: Reading, _actor: MayGrant) -> Response:
    return _new(request, session, Submitted())


@router.post("")
def add_person(
    request: Request,
    session: Tx,
    actor: MayGrant,
    form: Annotated[Submitted[NewPersonForm], form_of(NewPersonForm)],
    now: Now,
) -> Response:
    if form.meaning is None:
        return _new(request, session, form, status=422)
    grants = grants_of(form.meaning.grants, all_units(session))
    details = form.meaning.details(form.meaning.username)
    person = service.add_person(session, actor, details, grants, now=now)
    token = issue_link(session, actor, person.id, lasts=LINK_LASTS, now=now)
    return show_link(request, person.name, person.username, token, now + LINK_LASTS)


@router.get("/{person_id}")
def show_person(
    request: Request, person_id: str, session: Reading, _actor: MayManage, now: Now
) -> Response:
    return _one(request, session, person_id, Submitted(), now)


@router.post("/{person_id}")
def change_person(
    request: Request,
    person_id: str,
    session: Tx,
    actor: MayManage,
    form: Annotated[Submitted[DetailsForm], form_of(DetailsForm)],
    now: Now,
) -> Response:
    if form.meaning is None:
        return _one(request, session, person_id, form, now, status=422)
    username = service.get_person(session, person_id).username
    service.change_person(session, actor, person_id, form.meaning.details(username), now=now)
    return go_to(request, f"/people/{person_id}", notice=N_("Saved."))


def show_link(request: Request, name: str, username: str, token: str, until: datetime) -> Response:
    """Show a link once; nobody can see it again."""
    address = f"{request.app.state.settings.origin}/invite/{token}"
    return page(
        request, "admin/link.html", name=name, username=username, address=address, until=until
    )


def places_of_roles(session: Session) -> list[tuple[Role, str, list[tuple[str, str]]]]:
    """List what can be ticked: for each role the whole organisation, then each unit."""
    units = [(unit.id, unit.name) for unit in all_units(session) if unit.active]
    return [
        (
            role,
            said(about),
            [(f"{role}:*", said(N_("Has the role")))]
            if role in EVERYWHERE
            else [(f"{role}:*", said(N_("Whole organisation")))]
            + [(f"{role}:{key}", name) for key, name in units],
        )
        for role, about in ABOUT_ROLES.items()
    ]


def _unit_choices(session: Session) -> list[tuple[str, str]]:
    return [(unit.id, unit.name) for unit in all_units(session)]


def _link(typed: dict[str, Any], number: int) -> str:
    return "/people?" + urlencode({**typed, "page": number})


def _new(
    request: Request, session: Session, form: Submitted[NewPersonForm], status: int = 200
) -> Response:
    return page(
        request,
        "admin/new_person.html",
        status=status,
        form=form,
        unit_choices=_unit_choices(session),
        places=places_of_roles(session),
    )


def _one(
    request: Request,
    session: Session,
    person_id: str,
    form: Submitted[DetailsForm],
    now: datetime,
    status: int = 200,
) -> Response:
    opened = person_opened(session, service.get_person(session, person_id), now=now)
    units = _unit_choices(session)
    return page(
        request,
        "admin/person.html",
        status=status,
        form=form,
        typed=form.typed or _as_typed(opened.person),
        opened=opened,
        unit_choices=units,
        unit_names=dict(units),
        needs_second_factor=any(grant.role in SECOND_FACTOR_ROLES for grant in opened.grants),
    )


def _as_typed(person: Any) -> dict[str, Any]:
    typed = {name: getattr(person, name) for name in DetailsForm.model_fields}
    return typed | {"hours": f"{person.hours:g}".replace(".", ",")}
