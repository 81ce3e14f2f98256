"""Planning an action, and changing the plan."""

from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.actions import choices, service
from app.actions.access import ActionHasChanged, case_for, demand, get_action, may_change
from app.actions.action_page import WORDS, note_view
from app.actions.forms import PlanForm
from app.actions.handing_over import NobodyToHandTo
from app.actions.models import Action
from app.actions.planning import Origin, deviations_for, typed_from
from app.actions.showing import as_typed
from app.actions.twice import planned_just_now
from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Reading, TheDatabase, Tx
from app.errors import N_, DomainError
from app.web.forms import Submitted, form_of
from app.web.own_path import own_path
from app.web.render import go_to, page
from app.web.routing import pages

router = pages("/actions")
MayPlan = Annotated[Actor, may(Permission.plan_action)]
REFUSALS: dict[type[DomainError], str] = {
    service.WhatIsMissing: "scope",
    service.NoDayForSeries: "due_on",
    service.NotYourUnit: "unit_id",
    NobodyToHandTo: "owner_id",
}
PlanTyped = Annotated[Submitted[PlanForm], form_of(PlanForm)]


@router.get("/new")
def show_new_action(request: Request, session: Reading, actor: MayPlan) -> Response:
    asked = request.query_params
    origin = Origin(
        deviation_ids=asked.getlist("deviation"),
        recommendation_id=asked.get("recommendation", ""),
        case_id=asked.get("case", ""),
        question_id=asked.get("question", ""),
        round_id=asked.get("round", ""),
    )
    typed = typed_from(session, actor, origin) | {"next": asked.get("next", "")}
    return _plan_page(request, session, actor, typed, {})


@router.post("")
def plan_action(
    request: Request, session: Tx, actor: MayPlan, form: PlanTyped, now: Now
) -> Response:
    if form.meaning is None:
        return _plan_page(request, session, actor, form.typed, form.wrong, status=422)
    plan = form.meaning.plan()
    action = planned_just_now(session, actor, plan, now=now)
    if action is None:
        try:
            action = service.plan_action(session, actor, plan, now=now)
        except tuple(REFUSALS) as refusal:
            wrong = _wrong(refusal)
            return _plan_page(request, session, actor, form.typed, wrong, status=refusal.status)
    return go_to(
        request,
        own_path(form.meaning.next, f"/actions/{action.id}"),
        notice=N_("%(number)s is in the plan."),
        number=action.number,
    )


@router.get("/{action_id}/edit")
def show_edit(
    request: Request,
    action_id: str,
    session: Reading,
    database: TheDatabase,
    actor: MayPlan,
    now: Now,
) -> Response:
    action = get_action(session, actor, action_id)
    demand(may_change(actor, action))
    note_view(database, actor, action, now)
    return _plan_page(request, session, actor, as_typed(action), {}, action=action)


@router.post("/{action_id}")
def change_action(
    request: Request, action_id: str, session: Tx, actor: MayPlan, form: PlanTyped, now: Now
) -> Response:
    action = get_action(session, actor, action_id)
    demand(may_change(actor, action))
    if form.meaning is None:
        return _plan_page(
            request, session, actor, form.typed, form.wrong, status=422, action=action
        )
    if form.meaning.version != action.version:
        # Both are shown: what she wrote in the fields, and what stands now beside them.
        typed = form.typed | {"version": action.version}
        status = ActionHasChanged.status
        return _plan_page(
            request, session, actor, typed, {}, status=status, action=action, changed=True
        )
    plan = form.meaning.plan(action.when_said, action.form_name)
    try:
        service.change_action(session, actor, action_id, plan, version=action.version, now=now)
    except tuple(REFUSALS) as refusal:
        wrong = _wrong(refusal)
        return _plan_page(
            request, session, actor, form.typed, wrong, status=refusal.status, action=action
        )
    return go_to(request, f"/actions/{action_id}", notice=N_("Saved."))


def _wrong(refusal: DomainError) -> dict[str, str]:
    """Say a refusal at the field where it is put right. Nothing was changed before it came."""
    return {next(REFUSALS[kind] for kind in REFUSALS if isinstance(refusal, kind)): refusal.message}


def _plan_page(
    request: Request,
    session: Session,
    actor: Actor,
    typed: dict[str, Any],
    wrong: dict[str, str],
    *,
    status: int = 200,
    action: Action | None = None,
    changed: bool = False,
) -> Response:
    linked = deviations_for(session, actor, typed.get("deviation_ids") or [])
    case_id = str(typed.get("frame_case_id") or "")
    return page(
        request,
        "actions/plan_form.html",
        status=status,
        path=f"/actions/{action.id}/edit" if action else "/actions/new",
        typed=typed,
        back=own_path(str(typed.get("next") or ""), ""),
        wrong=wrong,
        action=action,
        changed=as_typed(action) if changed and action else None,
        deviations=linked,
        case=case_for(session, actor, case_id) if case_id else None,
        options=choices.plan_options(session, actor),
        whole=actor.units_for(Permission.plan_action) is None,
        words=WORDS,
    )
