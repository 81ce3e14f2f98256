"""The steps of an action: begun, done, taken back, given up, handed over, people trained."""

from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.actions import doing, handing_over, training
from app.actions.access import get_action
from app.actions.action_page import action_page
from app.actions.doing import Evidence
from app.actions.forms import AbandonForm, DoneForm, HandOverForm, StepForm
from app.actions.training import NotCounted
from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Tx
from app.errors import N_
from app.web.forms import Submitted, form_of
from app.web.render import go_to
from app.web.routing import pages

router = pages("/actions/{action_id}")
MayDo = Annotated[Actor, may(Permission.carry_out_action)]
MayPlan = Annotated[Actor, may(Permission.plan_action)]
Step = Annotated[Submitted[StepForm], form_of(StepForm)]


@router.post("/start")
def start_action(
    request: Request, action_id: str, session: Tx, actor: MayDo, form: Step, now: Now
) -> Response:
    doing.start_action(session, actor, action_id, version=_version(form), now=now)
    return go_to(request, f"/actions/{action_id}", notice=N_("The work has begun."))


@router.post("/done")
def finish_action(
    request: Request,
    action_id: str,
    session: Tx,
    actor: MayDo,
    form: Annotated[Submitted[DoneForm], form_of(DoneForm)],
    now: Now,
) -> Response:
    if form.meaning is None or _stale(session, actor, action_id, form.meaning.version):
        return _again(request, session, actor, action_id, "done", form, now=now)
    evidence = Evidence(
        text=form.meaning.evidence,
        held_on=form.meaning.held_on,
        money_realised=form.meaning.money_realised,
    )
    doing.finish_action(session, actor, action_id, evidence, version=form.meaning.version, now=now)
    return go_to(
        request,
        f"/actions/{action_id}",
        notice=N_("Marked as done. It is closed when its effect has been verified."),
    )


@router.post("/reopen")
def reopen_action(
    request: Request, action_id: str, session: Tx, actor: MayPlan, form: Step, now: Now
) -> Response:
    doing.reopen_action(session, actor, action_id, version=_version(form), now=now)
    return go_to(request, f"/actions/{action_id}", notice=N_("The work goes on."))


@router.post("/abandon")
def abandon_action(
    request: Request,
    action_id: str,
    session: Tx,
    actor: MayPlan,
    form: Annotated[Submitted[AbandonForm], form_of(AbandonForm)],
    now: Now,
) -> Response:
    if form.meaning is None or _stale(session, actor, action_id, form.meaning.version):
        return _again(request, session, actor, action_id, "abandon", form, now=now)
    because, version = form.meaning.because, form.meaning.version
    doing.abandon_action(session, actor, action_id, because, version=version, now=now)
    return go_to(request, f"/actions/{action_id}", notice=N_("Abandoned. It stays in the plan."))


@router.post("/hand-over")
def hand_over(
    request: Request,
    action_id: str,
    session: Tx,
    actor: MayPlan,
    form: Annotated[Submitted[HandOverForm], form_of(HandOverForm)],
    now: Now,
) -> Response:
    owner_id = form.meaning.owner_id if form.meaning else ""
    handing_over.hand_over(session, actor, [action_id], owner_id, now=now)
    return go_to(request, f"/actions/{action_id}", notice=N_("Handed over."))


async def _counted(request: Request) -> dict[str, str]:
    """Read the numbers of each unit, whichever units there are."""
    return {name: str(value) for name, value in (await request.form()).items()}


@router.post("/trained")
def count_trained(
    request: Request,
    action_id: str,
    session: Tx,
    actor: MayDo,
    form: Step,
    counted: Annotated[dict[str, str], Depends(_counted)],
    now: Now,
) -> Response:
    numbers = training.numbers_in(counted)
    if isinstance(numbers, NotCounted):
        again: Submitted[StepForm] = Submitted(counted, None, {"trained": numbers.message})
        return _again(request, session, actor, action_id, "trained", again, now=now)
    training.count_trained(session, actor, action_id, numbers, version=_version(form), now=now)
    return go_to(request, f"/actions/{action_id}", notice=N_("Saved."))


def _version(form: Submitted[StepForm]) -> int:
    return form.meaning.version if form.meaning else 0


def _stale(session: Session, actor: Actor, action_id: str, version: int) -> bool:
    return get_action(session, actor, action_id).version != version


def _again(
    request: Request,
    session: Session,
    actor: Actor,
    action_id: str,
    step: str,
    form: Submitted[Any],
    *,
    now: Now,
) -> Response:
    """Show the action as it stands with what was written, so that no word of it is lost."""
    action = get_action(session, actor, action_id)
    status = 409 if form.meaning is not None else 422
    return action_page(
        request, session, actor, action, now=now, status=status, refused=(step, form)
    )
