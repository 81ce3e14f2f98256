from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.audit.log import append
from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Reading, TheDatabase, Tx
from app.errors import N_
from app.rounds import queries, service, shown
from app.rounds.access import get_round, is_drawn, planned_round
from app.rounds.events import SampleViewed
from app.rounds.models import Round
from app.rounds.plan import PopulationPlan, RoundPlan, suggested, typed_of
from app.rounds.view import plan_view, round_view
from app.web.forms import Submitted, form_of, understand
from app.web.render import blocks, go_to, page
from app.web.routing import pages

router = pages("/rounds")

MayRead = Annotated[Actor, may(Permission.read_rounds)]
MayPlan = Annotated[Actor, may(Permission.plan_round)]
Plan = Annotated[Submitted[RoundPlan], form_of(RoundPlan)]


@router.get("")
def show_rounds(request: Request, session: Reading, actor: MayRead) -> Response:
    listed = queries.rounds_seen_by(session, actor)
    return page(
        request,
        "rounds/rounds.html",
        rounds=[
            (
                each,
                shown.STATES[each.round_.state],
                shown.stop_number(each.round_.state) + 1,
                shown.title_of_form(each.round_),
            )
            for each in listed
        ],
        stops=len(shown.STOPS),
        may_plan=actor.may(Permission.plan_round),
    )


@router.get("/new")
def show_new_round(request: Request, session: Reading, actor: MayPlan, now: Now) -> Response:
    typed = suggested(now.date(), shown.forms_to_choose()[0][0])
    return _plan_page(request, session, actor, Submitted(typed))


@router.post("")
def plan_round(request: Request, session: Tx, actor: MayPlan, plan: Plan, now: Now) -> Response:
    checked = _checked(session, actor, plan)
    if checked.meaning is None:
        return _plan_page(request, session, actor, checked, status=422)
    round_ = service.plan_round(session, actor, checked.meaning, now=now)
    return go_to(request, f"/rounds/{round_.id}", notice=N_("The round is planned."))


@router.post("/preview")
def preview_new_round(request: Request, session: Reading, actor: MayPlan, plan: Plan) -> Response:
    return _preview(request, session, actor, plan)


@router.get("/{round_id}/plan")
def show_plan(request: Request, round_id: str, session: Reading, actor: MayPlan) -> Response:
    round_ = planned_round(session, actor, round_id)
    return _plan_page(request, session, actor, Submitted(typed_of(round_)), round_)


@router.post("/{round_id}/plan")
def change_plan(
    request: Request, round_id: str, session: Tx, actor: MayPlan, plan: Plan, now: Now
) -> Response:
    checked = _checked(session, actor, plan, round_id)
    if checked.meaning is None:
        round_ = planned_round(session, actor, round_id)
        return _plan_page(request, session, actor, checked, round_, status=422)
    service.change_plan(session, actor, round_id, checked.meaning, now=now)
    return go_to(request, f"/rounds/{round_id}", notice=N_("The plan is changed."))


@router.post("/{round_id}/preview")
def preview_changed_round(
    request: Request, round_id: str, session: Reading, actor: MayPlan, plan: Plan
) -> Response:
    return _preview(request, session, actor, plan, get_round(session, actor, round_id))


@router.post("/{round_id}/delete")
def delete_round(
    request: Request, round_id: str, session: Tx, actor: MayPlan, now: Now
) -> Response:
    service.delete_round(session, actor, round_id, now=now)
    return go_to(request, "/rounds", notice=N_("The round is deleted."), kind="info")


@router.get("/{round_id}")
def show_round(
    request: Request,
    round_id: str,
    session: Reading,
    actor: MayRead,
    database: TheDatabase,
    now: Now,
) -> Response:
    round_ = get_round(session, actor, round_id)
    if is_drawn(round_):
        viewed = SampleViewed(at=now, actor_id=actor.id, round_id=round_id)
        database.group.run(lambda connection: append(connection, viewed))
    return page(request, "rounds/round.html", **round_view(session, actor, round_))


def _checked(
    session: Session, actor: Actor, plan: Submitted[RoundPlan], round_id: str | None = None
) -> Submitted[RoundPlan]:
    """Check a plan against what is there already, so that it comes back as it was typed."""
    if plan.meaning is None:
        return plan
    wrong = service.faults_in(session, actor, plan.meaning, round_id)
    return Submitted(plan.typed, None, wrong) if wrong else plan


def _preview(
    request: Request,
    session: Session,
    actor: Actor,
    plan: Submitted[RoundPlan],
    round_: Round | None = None,
) -> Response:
    """Answer with the figures alone, or to a browser without script with the page as typed."""
    figures = understand(PopulationPlan, plan.typed)
    seen = plan_view(session, actor, Submitted(plan.typed, None, figures.wrong), round_)
    return blocks(request, "rounds/plan.html", "preview", **seen)


def _plan_page(
    request: Request,
    session: Session,
    actor: Actor,
    plan: Submitted[Any],
    round_: Round | None = None,
    *,
    status: int = 200,
) -> Response:
    seen = plan_view(session, actor, plan, round_)
    return page(request, "rounds/plan.html", status=status, **seen)
