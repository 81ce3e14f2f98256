"""Changing a deviation: its words, and its steps from draft to closed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.audit.log import record
from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Tx
from app.deviations import service, shown
from app.deviations.access import get_deviation
from app.deviations.events import DeviationViewed
from app.deviations.forms import ChangeForm, NoteForm, StepForm
from app.deviations.opened import deviation_opened
from app.errors import N_, DomainError
from app.web.attempt import attempt
from app.web.beside import beside
from app.web.forms import Submitted, form_of
from app.web.language import said
from app.web.render import go_to, page
from app.web.routing import pages

router = pages("/deviations/{deviation_id}")
MayHandle = Annotated[Actor, may(Permission.handle_deviation)]
PAGE = "deviations/deviation.html"
REFUSED = 422


@dataclass(frozen=True, slots=True)
class Asked:
    """Who wants to change which deviation, and when."""

    request: Request
    deviation_id: str
    session: Session
    actor: Actor
    now: datetime

    @property
    def home(self) -> str:
        return f"/deviations/{self.deviation_id}"


def _asked(request: Request, deviation_id: str, session: Tx, actor: MayHandle, now: Now) -> Asked:
    return Asked(request, deviation_id, session, actor, now)


AChange = Annotated[Asked, Depends(_asked)]
Changing = Annotated[Submitted[ChangeForm], form_of(ChangeForm)]
Stepping = Annotated[Submitted[StepForm], form_of(StepForm)]
Noting = Annotated[Submitted[NoteForm], form_of(NoteForm)]


@router.post("")
def change_deviation(asked: AChange, form: Changing) -> Response:
    def change(meant: ChangeForm) -> None:
        service.change_deviation(
            asked.session,
            asked.actor,
            asked.deviation_id,
            meant.content,
            version=meant.version,
            now=asked.now,
        )

    return _done(asked, form, change, N_("The deviation is saved."))


@router.post("/open")
def open_deviation(asked: AChange, form: Stepping) -> Response:
    def step(meant: StepForm) -> None:
        service.open_deviation(*_whose(asked), version=meant.version, now=asked.now)

    return _done(asked, form, step, N_("The deviation is being handled from now on."))


@router.post("/close")
def close_deviation(asked: AChange, form: Noting) -> Response:
    def step(meant: NoteForm) -> None:
        service.close_deviation(*_whose(asked), meant.note, version=meant.version, now=asked.now)

    return _done(asked, form, step, N_("The deviation is handled and closed."))


@router.post("/reopen")
def reopen_deviation(asked: AChange, form: Stepping) -> Response:
    def step(meant: StepForm) -> None:
        service.reopen_deviation(*_whose(asked), version=meant.version, now=asked.now)

    return _done(asked, form, step, N_("The deviation is being handled again."))


@router.post("/withdraw")
def withdraw_deviation(asked: AChange, form: Noting) -> Response:
    def step(meant: NoteForm) -> None:
        service.withdraw_deviation(*_whose(asked), meant.note, version=meant.version, now=asked.now)

    told = N_("The deviation is withdrawn. It stays in the register with your reason.")
    return _done(asked, form, step, told)


def _whose(asked: Asked) -> tuple[Session, Actor, str]:
    return asked.session, asked.actor, asked.deviation_id


def _done(asked: Asked, form: Submitted[Any], change: Callable[[Any], None], told: str) -> Response:
    """Do it and tell so; or show the page again with what is wrong, and what was typed."""
    if form.meaning is None:
        return _again(asked, form)
    meant = form.meaning
    refusal = attempt(asked.session, lambda: change(meant))
    if refusal is None:
        return go_to(asked.request, asked.home, notice=told)
    # Where it is put right, if that is further down on the page.
    where = str(refusal.details.get("where", "")).partition("#")[2] or "form"
    kept: Submitted[Any] = Submitted(form.typed, None, {where: said_of(refusal)})
    meanwhile = isinstance(refusal, service.ChangedMeanwhile)
    changed = service.changes_since(*_whose(asked), meant.version) if meanwhile else ()
    return _again(asked, kept, status=refusal.status, changed=changed)


def said_of(refusal: DomainError) -> str:
    """Say a refusal in the language of the page."""
    return said(refusal.message, refusal.details)


def _again(
    asked: Asked, form: Submitted[Any], *, status: int = REFUSED, changed: Any = ()
) -> Response:
    step = asked.request.url.path.removeprefix(asked.home).strip("/")
    return shown_again(asked, form, status=status, step=step, changed=changed)


def shown_again(
    asked: Asked,
    form: Submitted[Any],
    *,
    status: int = REFUSED,
    changed: Any = (),
    **more: Any,
) -> Response:
    """Show the page of the deviation with what was typed; a view is one, however it came about."""
    session, actor, deviation_id = _whose(asked)
    deviation = get_deviation(session, actor, deviation_id)
    opened = deviation_opened(session, actor, deviation)
    if any(one.readable for one in opened.linked):
        record(session, DeviationViewed(at=asked.now, actor_id=actor.id, deviation_id=deviation.id))
    return page(
        asked.request,
        PAGE,
        status=status,
        beside=beside(asked.request, PAGE, session, actor, deviation),
        conflict=[shown.change_shown(one, by, opened.names) for one, by in changed],
        **shown.deviation_page(asked.request, session, actor, opened, asked.now, form),
        **more,
    )
