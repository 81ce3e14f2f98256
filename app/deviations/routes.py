"""The register of deviations: its list, its form for reports, and the page of one."""

from functools import partial
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
from app.deviations import service, shown
from app.deviations.access import get_deviation
from app.deviations.alarm_queries import open_alarms
from app.deviations.content import people_who_handle
from app.deviations.events import DeviationViewed
from app.deviations.filters import AnyWanted
from app.deviations.forms import ReportForm
from app.deviations.opened import deviation_opened
from app.deviations.queries import (
    PER_PAGE,
    Choices,
    choices_for,
    deviations_matching,
    reported_by,
)
from app.deviations.twice import reported_just_now
from app.deviations.words import CAUSES, KINDS, SEVERITIES, STATES
from app.errors import N_, DomainError
from app.routines.queries import routine_names
from app.web.beside import beside
from app.web.forms import Submitted, form_of
from app.web.language import ZONE, said
from app.web.render import go_to, page
from app.web.routing import pages

router = pages("/deviations")
MayRead = Annotated[Actor, may(Permission.read_deviations)]
MayReport = Annotated[Actor, may(Permission.report_deviation)]
PAGE = "deviations/deviation.html"


@router.get("")
def list_deviations(
    request: Request, session: Reading, actor: MayRead, wanted: AnyWanted, now: Now
) -> Response:
    today = now.astimezone(ZONE).date()
    listed, total = deviations_matching(session, actor, wanted, today)
    address = shown.address_of(wanted)
    return page(
        request,
        "deviations/deviations.html",
        listed=listed,
        total=total,
        wanted=wanted,
        filtered=bool(address),
        **_filters(session, choices_for(session, actor, Permission.read_deviations)),
        alarms=open_alarms(session, actor),
        export=address,
        pages_before=shown.page_address(wanted, wanted.page - 1) if wanted.page > 1 else "",
        pages_after=shown.page_address(wanted, wanted.page + 1)
        if wanted.page * PER_PAGE < total
        else "",
        first=(wanted.page - 1) * PER_PAGE + 1,
        tabs=shown.tabs(actor, "/deviations"),
        words=shown.words(),
    )


def _filters(session: Session, choices: Choices) -> dict[str, Any]:
    return {
        "states": shown.options(STATES),
        "kinds": shown.options(KINDS),
        "severities": shown.options(SEVERITIES),
        "causes": shown.options(CAUSES),
        "units": choices.units,
        "rounds": choices.rounds,
        "routines": routine_names(session),
        "owners": [(person.id, person.name) for person in people_who_handle(session)],
    }


@router.get("/report")
def before_reporting(request: Request, session: Reading, actor: MayReport) -> Response:
    return _report_page(request, session, actor, Submitted())


@router.post("/report")
def report_deviation(
    request: Request,
    session: Tx,
    actor: MayReport,
    form: Annotated[Submitted[ReportForm], form_of(ReportForm)],
    now: Now,
) -> Response:
    if form.meaning is None:
        return _report_page(request, session, actor, form, status=422)
    content = form.meaning.content
    deviation = reported_just_now(session, actor, content, now=now)
    deviation = deviation or service.report_deviation(session, actor, content, now=now)
    reads = actor.may(Permission.read_deviations)
    return go_to(
        request,
        f"/deviations/{deviation.id}"
        if reads and _sees(session, actor, deviation.id)
        else "/deviations/report",
        notice=N_("The deviation is reported and has the number %(number)s."),
        number=deviation.number,
    )


def _sees(session: Session, actor: Actor, deviation_id: str) -> bool:
    try:
        get_deviation(session, actor, deviation_id)
    except DomainError:
        return False
    return True


def _report_page(
    request: Request,
    session: Session,
    actor: Actor,
    form: Submitted[ReportForm],
    status: int = 200,
) -> Response:
    return page(
        request,
        "deviations/report.html",
        status=status,
        typed=form.typed,
        wrong={name: said(text) for name, text in form.wrong.items()},
        units=shown.all_units(session),
        kinds=shown.options(KINDS),
        severities=shown.options(SEVERITIES),
        mine=reported_by(session, actor),
        words=shown.words(),
    )


@router.get("/{deviation_id}")
def read_deviation(
    request: Request,
    deviation_id: str,
    session: Reading,
    database: TheDatabase,
    actor: MayRead,
    now: Now,
) -> Response:
    deviation = get_deviation(session, actor, deviation_id)
    opened = deviation_opened(session, actor, deviation)
    if any(one.readable for one in opened.linked):
        viewed = DeviationViewed(at=now, actor_id=actor.id, deviation_id=deviation.id)
        database.group.run(partial(append, event=viewed))
    others = beside(request, PAGE, session, actor, deviation)
    return page(
        request, PAGE, beside=others, **shown.deviation_page(request, session, actor, opened, now)
    )
