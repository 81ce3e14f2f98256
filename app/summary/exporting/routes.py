"""Taking out all rounds together, and the page where a large file gets ready."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response

from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Reading, TheDatabase
from app.errors import N_
from app.summary.exporting.desk import TheDesk
from app.summary.exporting.jobs import UNFINISHED, Exports, Job, State
from app.summary.exporting.work import rounds_with_figures
from app.summary.handing_out import give
from app.web.language import number, said
from app.web.render import blocks, go_to, page
from app.web.routing import pages

router = pages("/exports")
STATES = {
    State.waiting: N_("Waiting for its turn"),
    State.running: N_("Being made"),
    State.ready: N_("Ready to fetch"),
    State.full: N_("Could not be made"),
    State.failed: N_("Could not be made"),
}

MayExport = Annotated[Actor, may(Permission.export_summary)]
MayTakeAnswers = Annotated[Actor, may(Permission.export_answers, fresh=True)]
MayFetchAnswers = Annotated[Actor, may(Permission.export_answers)]


@router.get("")
def show_exports(request: Request, session: Reading, actor: MayExport) -> Response:
    return page(
        request,
        "summary/exports.html",
        rounds=rounds_with_figures(session, actor),
        jobs=_exports(request).of(actor),
        states=STATES,
    )


@router.get("/summary.{suffix}")
def export_all_summaries(desk: TheDesk, actor: MayExport, suffix: str) -> Response:
    return desk.summary(actor, suffix, None)


@router.get("/answers.{suffix}")
def export_all_answers(desk: TheDesk, actor: MayTakeAnswers, suffix: str) -> Response:
    return desk.answers(actor, suffix, None)


@router.post("/answers.{suffix}")
def order_all_answers(desk: TheDesk, actor: MayTakeAnswers, suffix: str) -> Response:
    return desk.order_answers(actor, suffix, None)


@router.get("/{job_id}")
def show_export(request: Request, actor: MayFetchAnswers, job_id: str) -> Response:
    job = _exports(request).find(actor, job_id)
    return blocks(request, "summary/export_job.html", "progress", **_shown(request, job))


@router.post("/{job_id}/cancel")
def cancel_export(request: Request, actor: MayFetchAnswers, job_id: str) -> Response:
    exports = _exports(request)
    exports.drop(exports.find(actor, job_id))
    return go_to(request, "/exports", notice=N_("The file is put away."))


@router.get("/{job_id}/file")
def fetch_export(
    request: Request, database: TheDatabase, actor: MayFetchAnswers, job_id: str, now: Now
) -> Response:
    exports = _exports(request)
    job = exports.take(actor, job_id)
    try:
        return give(database, actor, job.work.order, job.file, now=now)
    finally:
        exports.drop(job)


def _exports(request: Request) -> Exports:
    exports: Exports = request.app.state.exports
    return exports


def _shown(request: Request, job: Job) -> dict[str, Any]:
    left = job.seconds_left
    return {
        "job": job,
        "working": job.state in UNFINISHED,
        "before": _exports(request).before(job),
        "rows": number(job.progress.rows),
        "percent": int(job.progress.share * 100),
        "left": "" if left is None else _in_words(left),
        "size": number(job.file.path.stat().st_size / 1e6, 1) if job.state == "ready" else "",
    }


def _in_words(seconds: int) -> str:
    whole = timedelta(seconds=seconds)
    minutes = whole // timedelta(minutes=1)
    if minutes:
        return said(N_("about %(minutes)s min left"), {"minutes": minutes})
    return said(N_("less than a minute left"))
