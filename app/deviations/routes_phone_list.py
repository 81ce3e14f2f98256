"""The phone list of protection alarms: whom to call, kept by those who answer for it."""

from typing import Annotated

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Reading, Tx
from app.deviations import phone_list
from app.deviations.forms import CallBeforeForm, ContactForm
from app.errors import N_
from app.web.as_read import OVERTAKEN, ReadForm, overtaken
from app.web.forms import Submitted, form_of
from app.web.language import said
from app.web.render import go_to, page
from app.web.routing import pages

router = pages("/alarms/contacts")
MayKeep = Annotated[Actor, may(Permission.keep_alarm_contacts)]


@router.get("")
def list_contacts(request: Request, session: Reading, actor: MayKeep) -> Response:
    del actor
    return _contacts(request, session, Submitted())


@router.post("")
def add_contact(
    request: Request,
    session: Tx,
    actor: MayKeep,
    form: Annotated[Submitted[ContactForm], form_of(ContactForm)],
    now: Now,
) -> Response:
    if form.meaning is None:
        return _contacts(request, session, form)
    phone_list.keep_contact(session, actor, form.meaning.contact, now=now)
    return go_to(request, "/alarms/contacts", notice=N_("The phone list is saved."))


@router.post("/{contact_id}")
def change_contact(
    request: Request,
    contact_id: str,
    session: Tx,
    actor: MayKeep,
    form: Annotated[Submitted[ContactForm], form_of(ContactForm)],
    now: Now,
) -> Response:
    if form.meaning is None:
        return _contacts(request, session, form, contact_id)
    standing = phone_list.contact_to_change(session, contact_id)
    if again := overtaken(form, standing.as_read):
        return _contacts(request, session, again, contact_id, status=OVERTAKEN)
    phone_list.change_contact(session, actor, contact_id, form.meaning.contact, now=now)
    return go_to(request, "/alarms/contacts", notice=N_("The phone list is saved."))


@router.post("/{contact_id}/remove")
def remove_contact(
    request: Request,
    contact_id: str,
    session: Tx,
    actor: MayKeep,
    form: Annotated[Submitted[ReadForm], form_of(ReadForm)],
    now: Now,
) -> Response:
    as_read = form.meaning.as_read if form.meaning else ""
    phone_list.remove_contact(session, actor, contact_id, as_read=as_read, now=now)
    return go_to(request, "/alarms/contacts", notice=N_("The phone list is saved."))


@router.post("/{contact_id}/before")
def call_before(
    request: Request,
    contact_id: str,
    session: Tx,
    actor: MayKeep,
    form: Annotated[Submitted[CallBeforeForm], form_of(CallBeforeForm)],
    now: Now,
) -> Response:
    other_id = form.meaning.other_id if form.meaning else ""
    phone_list.call_before(session, actor, contact_id, other_id, now=now)
    return go_to(request, "/alarms/contacts", notice=N_("The phone list is saved."))


def _contacts(
    request: Request,
    session: Session,
    form: Submitted[ContactForm],
    contact_id: str = "",
    *,
    status: int = 422,
) -> Response:
    return page(
        request,
        "deviations/contacts.html",
        status=status if form.typed else 200,
        overtaken=status == OVERTAKEN,
        contacts=phone_list.phone_list(session),
        refused=contact_id,
        typed=form.typed,
        wrong={name: said(text) for name, text in form.wrong.items()},
    )
