from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.audit.log import append
from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Database, Reading, TheDatabase, Tx
from app.errors import N_, NotFound
from app.settings import Settings
from app.summary import export_routes, routes_change, routes_hours, service
from app.summary.change import rounds_to_compare
from app.summary.more_shown import indices_shown, unclear_shown
from app.summary.question_page import QuestionOfRound, question_shown
from app.summary.service import Report, SmallGroupsViewed
from app.summary.shown import form_of_report, shown
from app.summary.trends import trend_of
from app.web.beside import beside
from app.web.render import go_to, page
from app.web.routing import pages
from app.web.turns import InTurn

router = pages("/rounds/{round_id}")
QUESTION_PAGE = "summary/question.html"
router.include_router(export_routes.router)
router.include_router(routes_change.router)
router.include_router(routes_hours.router)

MayRead = Annotated[Actor, may(Permission.read_summary)]
MayClose = Annotated[Actor, may(Permission.close_round)]
All = Annotated[bool, Query(alias="all")]


@router.get("/summary")
def summary(
    request: Request,
    round_id: str,
    session: Reading,
    actor: MayRead,
    _turn: InTurn,
    database: TheDatabase,
    now: Now,
    everything: All = False,
) -> Response:
    report = _report(request, session, actor, round_id, unmasked=everything)
    _log_view(database, actor, report, now)
    may_close = report.preliminary and actor.may(Permission.close_round)
    return page(
        request,
        "summary/summary.html",
        report=report,
        form=form_of_report(report),
        shown=shown(report),
        indices=indices_shown(report),
        unclear=unclear_shown(report),
        compared=next(iter(rounds_to_compare(session, actor, report.round_)), None),
        missing=service.whats_missing(session, report.round_) if may_close else None,
    )


@router.get("/summary/{question_id}")
def question(
    request: Request,
    round_id: str,
    question_id: str,
    session: Reading,
    actor: MayRead,
    _turn: InTurn,
    database: TheDatabase,
    now: Now,
    everything: All = False,
) -> Response:
    report = _report(request, session, actor, round_id, unmasked=everything)
    line = report.figures.question(question_id)
    if line is None:
        raise NotFound
    _log_view(database, actor, report, now)
    asked = QuestionOfRound(report.round_, question_id)
    return page(
        request,
        QUESTION_PAGE,
        beside=beside(request, QUESTION_PAGE, session, actor, asked),
        report=report,
        shown=question_shown(report, line),
        trend=trend_of(session, actor, report, question_id),
    )


@router.post("/close")
def close_round(
    request: Request, round_id: str, session: Tx, actor: MayClose, now: Now
) -> Response:
    settings: Settings = request.app.state.settings
    service.close_round(session, actor, round_id, smallest=settings.smallest_cell, now=now)
    return go_to(
        request,
        f"/rounds/{round_id}/summary",
        notice=N_("The round is closed. Its figures will not change any more."),
    )


def _report(request: Request, session: Session, actor: Actor, round_id: str, **how: Any) -> Report:
    settings: Settings = request.app.state.settings
    return service.report_of(session, actor, round_id, smallest=settings.smallest_cell, **how)


def _log_view(database: Database, actor: Actor, report: Report, now: Any) -> None:
    if not report.masked:
        seen = SmallGroupsViewed(at=now, actor_id=actor.id, round_id=report.round_.id)
        database.group.run(lambda connection: append(connection, seen))
