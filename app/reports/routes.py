import shutil
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.audit.log import append
from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Reading, TheDatabase, Tx
from app.errors import N_, NotFound
from app.reports import routes_analysis, service, signing
from app.reports.calendar import calendar_of
from app.reports.events import ReportExported
from app.reports.formats import MEDIA_TYPES, Format, written
from app.reports.forms import EditionForm, ReportForm
from app.reports.gathering import Rules
from app.reports.models import ReportKind
from app.reports.pictures import on_page, picture_on_page
from app.reports.queries import reports_of, rounds_to_report
from app.reports.shown import shown
from app.reports.standing import standing_page
from app.web.forms import Submitted, form_of
from app.web.language import ZONE
from app.web.render import download, go_to, page
from app.web.routing import pages

router = pages("/reports")
router.include_router(routes_analysis.router)

MayRead = Annotated[Actor, may(Permission.read_reports)]
MayWrite = Annotated[Actor, may(Permission.write_report)]
MaySign = Annotated[Actor, may(Permission.sign_report, fresh=True)]
Year = Annotated[int | None, Query(ge=2000, le=2100)]


@router.get("")
def list_reports(
    request: Request, session: Reading, actor: MayRead, now: Now, year: Year = None
) -> Response:
    return page(request, "reports/reports.html", **_list(session, actor, now, year))


@router.post("")
def start_report(
    request: Request,
    session: Tx,
    actor: MayWrite,
    form: Annotated[Submitted[ReportForm], form_of(ReportForm)],
    now: Now,
) -> Response:
    if form.meaning is None:
        listed = _list(session, actor, now, None)
        again = {"wrong": form.wrong, "typed": form.typed}
        return page(request, "reports/reports.html", status=422, **listed | again)
    report = service.start_report(session, actor, form.meaning.order, now=now)
    return go_to(
        request,
        f"/reports/{report.id}/analysis",
        notice=N_("The draft is begun. Its figures follow the work until it is signed."),
    )


@router.get("/quality/{kind}-{year}")
def quality_page(
    request: Request, kind: ReportKind, year: int, session: Reading, actor: MayRead, now: Now
) -> Response:
    rules = Rules.of(request.app.state.settings)
    standing = standing_page(session, actor, kind, year, rules, now=now)
    return page(
        request, "reports/quality.html", standing=standing, drawn=on_page, picture=picture_on_page
    )


@router.get("/{report_id}")
def show_report(
    request: Request, report_id: str, session: Reading, actor: MayRead, now: Now
) -> Response:
    return page(
        request,
        "reports/report.html",
        **_report(request, session, actor, report_id, now=now),
        form=Submitted(),
    )


@router.post("/{report_id}/sign")
def sign_report(
    request: Request, report_id: str, session: Tx, actor: MaySign, now: Now
) -> Response:
    rules = Rules.of(request.app.state.settings)
    signing.sign_report(session, actor, report_id, rules=rules, now=now)
    return go_to(
        request,
        f"/reports/{report_id}",
        notice=N_("The report is signed. Nothing in it will change any more."),
    )


@router.post("/{report_id}/editions")
def begin_edition(
    request: Request,
    report_id: str,
    session: Tx,
    actor: MayWrite,
    form: Annotated[Submitted[EditionForm], form_of(EditionForm)],
    now: Now,
) -> Response:
    if form.meaning is None:
        shown_again = _report(request, session, actor, report_id, now=now)
        return page(request, "reports/report.html", status=422, **shown_again, form=form)
    new = signing.begin_edition(
        session, actor, report_id, what=form.meaning.what, why=form.meaning.why, now=now
    )
    return go_to(
        request,
        f"/reports/{new.id}/analysis",
        notice=N_("A new edition is begun, with the words of the one before."),
    )


@router.post("/{report_id}/discard")
def discard_report(
    request: Request, report_id: str, session: Tx, actor: MayWrite, now: Now
) -> Response:
    service.discard_report(session, actor, report_id, now=now)
    return go_to(request, "/reports", notice=N_("The draft is thrown away."))


@router.get("/{report_id}/report.{suffix}")
def export_report(
    request: Request,
    report_id: str,
    suffix: str,
    session: Reading,
    actor: MayRead,
    database: TheDatabase,
    now: Now,
) -> Response:
    if suffix not in set(Format):
        raise NotFound
    as_ = Format(suffix)
    settings = request.app.state.settings
    seen = shown(session, actor, report_id, Rules.of(settings), now=now)
    scratch = settings.scratch_dir()
    try:
        made = written(seen.content, seen.document, as_, scratch)
    finally:
        shutil.rmtree(scratch)
    event = ReportExported(
        at=now,
        actor_id=actor.id,
        report_id=report_id,
        format=as_.value,
        sha256=sha256(made).hexdigest(),
    )
    database.group.run(lambda connection: append(connection, event))
    name = f"{seen.report.kind}-{seen.report.year}-utgava-{seen.report.edition}.{as_.value}"
    return download(made, name, MEDIA_TYPES[as_])


def _list(session: Session, actor: Actor, now: datetime, year: int | None) -> dict[str, Any]:
    today = now.astimezone(ZONE).date()
    rows = reports_of(session, actor)
    return {
        "rows": rows,
        "calendar": calendar_of(rows, year or today.year, today),
        "year": year or today.year,
        "rounds": rounds_to_report(session, actor) if actor.may(Permission.write_report) else [],
        "whole": actor.units_for(Permission.read_reports) is None,
        "writes_whole": actor.may(Permission.write_report)
        and actor.units_for(Permission.write_report) is None,
        "wrong": {},
        "typed": {},
    }


def _report(
    request: Request, session: Session, actor: Actor, report_id: str, *, now: datetime
) -> dict[str, Any]:
    rules = Rules.of(request.app.state.settings)
    seen = shown(session, actor, report_id, rules, now=now)
    editions = reports_of(session, actor, subject=seen.report.subject)
    return {
        "shown": seen,
        "editions": editions,
        "newest": editions[0].id == seen.report.id,
        "drawn": on_page,
        "picture": picture_on_page,
    }
