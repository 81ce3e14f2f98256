"""The duties to report a deviation further."""

from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response

from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Tx
from app.deviations.access import get_deviation
from app.deviations.duties import Done, NoSuchDuty, finish_duty, remove_duty, set_duty
from app.deviations.forms import DoneForm, DutyForm
from app.deviations.models import Duty
from app.deviations.routes_change import AChange, Asked, said_of, shown_again
from app.errors import N_
from app.web.attempt import attempt
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
    home = f"/deviations/{deviation_id}#duties"
    if form.meaning is None:
        get_deviation(session, actor, deviation_id)
        return go_to(request, home, notice=next(iter(form.wrong.values())), kind="warning")
    set_duty(session, actor, deviation_id, form.meaning.duty, form.meaning.due_on, now=now)
    return go_to(request, home, notice=N_("The last day is written down."))


@router.post("/{duty}/done")
def finish_a_duty(
    asked: AChange, duty: str, form: Annotated[Submitted[DoneForm], form_of(DoneForm)]
) -> Response:
    if form.meaning is None:
        return _again(asked, duty, form.typed, form.wrong)
    done = Done(**form.meaning.model_dump())
    whose = (asked.session, asked.actor, asked.deviation_id)
    refusal = attempt(asked.session, lambda: finish_duty(*whose, _known(duty), done, now=asked.now))
    if refusal is not None:
        wrong = {"done_on": said_of(refusal)}
        return _again(asked, duty, form.typed, wrong, status=refusal.status)
    return go_to(asked.request, f"{asked.home}#duties", notice=N_("The duty is done."))


def _again(
    asked: Asked, duty: str, typed: dict[str, Any], wrong: dict[str, str], *, status: int = 422
) -> Response:
    """Show the deviation with what was typed about a duty, and what is wrong with it."""
    by_field = {f"{name}-{_known(duty)}": text for name, text in wrong.items()}
    again: Submitted[Any] = Submitted({}, None, by_field)
    return shown_again(
        asked, again, status=status, step="duties", refused_duty=duty, typed_duty=typed
    )


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
