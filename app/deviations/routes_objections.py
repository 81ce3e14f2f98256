"""One deficiency, the unit's objection to it, and the decision on that."""

from functools import partial
from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.audit.log import append, record
from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Reading, TheDatabase, Tx
from app.deviations import objections, shown
from app.deviations.events import DeficiencyViewed
from app.deviations.forms import AdjudicationForm, ObjectionForm
from app.deviations.gathering import OneDeficiency, objected, one_deficiency
from app.deviations.models import DeficiencyState
from app.errors import N_
from app.rounds.models import Round
from app.settings import Settings
from app.web.forms import Submitted, form_of
from app.web.language import said
from app.web.render import go_to, page
from app.web.routing import pages

router = pages()
MayRead = Annotated[Actor, may(Permission.read_deviations)]
MayObject = Annotated[Actor, may(Permission.object_to_deficiency)]
MayDecide = Annotated[Actor, may(Permission.decide_objection)]


@router.get("/deviations/objections")
def list_objections(request: Request, session: Reading, actor: MayRead) -> Response:
    listed = objected(session, actor)
    decided = [one for one in listed if one.objection and one.objection.upheld is not None]
    upheld = sum(one.objection is not None and one.objection.upheld is True for one in decided)
    return page(
        request,
        "deviations/objections.html",
        waiting=[one for one in listed if one not in decided],
        decided=decided,
        upheld=upheld,
        rate=upheld / len(decided) if decided else None,
        days=_days(request),
        tabs=shown.tabs(actor, "/deviations/objections"),
    )


@router.get("/deficiencies/{deficiency_id}")
def read_deficiency(
    request: Request,
    deficiency_id: str,
    session: Reading,
    database: TheDatabase,
    actor: MayRead,
    now: Now,
) -> Response:
    one = one_deficiency(session, actor, deficiency_id)
    viewed = DeficiencyViewed(at=now, actor_id=actor.id, frame_case_id=one.row.frame_case_id)
    database.group.run(partial(append, event=viewed))
    return page(request, "deviations/deficiency.html", **_shown(request, session, actor, one, now))


@router.post("/deficiencies/{deficiency_id}/objection")
def object_to_deficiency(
    request: Request,
    deficiency_id: str,
    session: Tx,
    actor: MayObject,
    form: Annotated[Submitted[ObjectionForm], form_of(ObjectionForm)],
    now: Now,
) -> Response:
    if form.meaning is None:
        return _again(request, session, actor, deficiency_id, form, now)
    objections.object_to_deficiency(
        session, actor, deficiency_id, form.meaning.text, days=_days(request), now=now
    )
    return go_to(
        request,
        f"/deficiencies/{deficiency_id}",
        notice=N_("Your objection is sent. Somebody who has not read the file decides on it."),
    )


@router.post("/deficiencies/{deficiency_id}/objection/decision")
def decide_objection(
    request: Request,
    deficiency_id: str,
    session: Tx,
    actor: MayDecide,
    form: Annotated[Submitted[AdjudicationForm], form_of(AdjudicationForm)],
    now: Now,
) -> Response:
    meant = form.meaning
    if meant is None:
        return _again(request, session, actor, deficiency_id, form, now)
    objections.decide_objection(
        session, actor, deficiency_id, meant.reason, upheld=meant.upheld, now=now
    )
    return go_to(
        request,
        f"/deficiencies/{deficiency_id}",
        notice=N_("The unit was right. The deficiency is overturned.")
        if meant.upheld
        else N_("The deficiency stands, and the unit sees why."),
    )


def _again(
    request: Request,
    session: Session,
    actor: Actor,
    deficiency_id: str,
    form: Submitted[Any],
    now: Now,
) -> Response:
    one = one_deficiency(session, actor, deficiency_id)
    record(
        session,
        DeficiencyViewed(at=now, actor_id=actor.id, frame_case_id=one.row.frame_case_id),
    )
    context = _shown(request, session, actor, one, now)
    wrong = {name: said(text) for name, text in form.wrong.items()}
    context |= {"typed": form.typed, "wrong": wrong}
    return page(request, "deviations/deficiency.html", status=422, **context)


def _shown(
    request: Request, session: Session, actor: Actor, one: OneDeficiency, now: Now
) -> dict[str, Any]:
    row, objection = one.row, one.objection
    decided = row.decided_at if row.state == DeficiencyState.deviation else None
    until = objections.last_moment(decided, _days(request)) if decided else None
    undecided = objection is not None and objection.upheld is None
    return {
        "one": one,
        "round": session.get_one(Round, row.round_id),
        "until": until,
        "may_object": actor.may_in(Permission.object_to_deficiency, row.unit_id)
        and objection is None
        and until is not None
        and now <= until,
        "may_decide": undecided
        and actor.may_in(Permission.decide_objection, row.unit_id)
        and not objections.has_reviewed(session, actor, row),
        "words": shown.words(),
        "typed": {},
        "wrong": {},
    }


def _days(request: Request) -> int:
    settings: Settings = request.app.state.settings
    return settings.objection_days
