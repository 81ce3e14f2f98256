"""The duties to report a deviation further."""

from typing import Annotated

from fastapi import Request
from fastapi.responses import Response

from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Tx
from app.deviations.duties import Done, NoSuchDuty, finish_duty, remove_duty, set_duty
from app.deviations.forms import DoneForm, DutyForm
from app.deviations.models import Duty
from app.deviations.routes_change import AChange, shown_again
from app.errors import N_
from app.web.errors import NotUnderstood
from app.web.forms import Submitted, form_of
from app.web.render import go_to
from app.web.routing import pages

router = pages("/deviations/{deviation_id}/duties")
MayHandle = Annotated[Actor, may(Permission.handle_deviation)]


@router.post("")
def set_a_duty(
    request: Request,
    deviation_id: str,
    session: Tx,
    actor: MayHandle,
    form: Annotated[Submitted[DutyForm], form_of(DutyForm)],
    now: Now,
) -> Response:
    if form.meaning is None:
        raise NotUnderstood
    set_duty(session, actor, deviation_id, form.meaning.duty, form.meaning.due_on, now=now)
    return go_to(
        request, f"/deviations/{deviation_id}#duties", notice=N_("The last day is written down.")
    )


@router.post("/{duty}/done")
def finish_a_duty(
    asked: AChange, duty: str, form: Annotated[Submitted[DoneForm], form_of(DoneForm)]
) -> Response:
    if form.meaning is None:
        wrong = {f"{name}-{_known(duty)}": text for name, text in form.wrong.items()}
        return shown_again(
            asked,
            Submitted({}, None, wrong),
            step="duties",
            refused_duty=duty,
            typed_duty=form.typed,
        )
    done = Done(**form.meaning.model_dump())
    finish_duty(asked.session, asked.actor, asked.deviation_id, _known(duty), done, now=asked.now)
    return go_to(asked.request, f"{asked.home}#duties", notice=N_("The duty is done."))


@router.post("/{duty}/remove")
def remove_a_duty(
    request: Request, deviation_id: str, duty: str, session: Tx, actor: MayHandle, now: Now
) -> Response:
    remove_duty(session, actor, deviation_id, _known(duty), now=now)
    return go_to(
        request, f"/deviations/{deviation_id}#duties", notice=N_("The duty is taken away.")
    )


def _known(duty: str) -> Duty:
    if duty not in set(Duty):
        raise NoSuchDuty
    return Duty(duty)
