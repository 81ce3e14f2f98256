"""Taking out all rounds together, and the page where a large file gets ready."""

from typing import Annotated

from fastapi import Request
from fastapi.responses import Response

from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Reading, TheDatabase
from app.summary.exporting.desk import TheDesk
from app.summary.exporting.job import WORKING, State
from app.summary.exporting.jobs import Exports
from app.summary.exporting.shown import WORDS, job_shown, name_of
from app.summary.exporting.work import rounds_with_figures
from app.summary.handing_out import give_until_whole
from app.web.render import blocks, by_htmx, go_to, page
from app.web.routing import pages
from app.web.turns import InTurn

router = pages("/exports")
MayExport = Annotated[Actor, may(Permission.export_summary)]
MayTakeAnswers = Annotated[Actor, may(Permission.export_answers, fresh=True)]
MayFetchAnswers = Annotated[Actor, may(Permission.export_answers)]


@router.get("")
def show_exports(request: Request, session: Reading, actor: MayExport) -> Response:
    return page(
        request,
        "summary/exports.html",
        rounds=rounds_with_figures(session, actor),
        jobs=[
            (job, name_of(job), WORDS[job.state]) for job in reversed(_exports(request).of(actor))
        ],
    )


@router.get("/summary.{suffix}")
def export_all_summaries(desk: TheDesk, actor: MayExport, _turn: InTurn, suffix: str) -> Response:
    return desk.summary(actor, suffix, None)


@router.get("/answers.{suffix}")
def export_all_answers(
    desk: TheDesk, actor: MayTakeAnswers, _turn: InTurn, suffix: str
) -> Response:
    return desk.answers(actor, suffix, None)


@router.post("/answers.{suffix}")
def order_all_answers(desk: TheDesk, actor: MayTakeAnswers, suffix: str) -> Response:
    return desk.order_answers(actor, suffix, None)


@router.get("/{job_id}")
def show_export(
    request: Request, actor: MayFetchAnswers, job_id: str, seen: State | None = None
) -> Response:
    exports = _exports(request)
    if by_htmx(request) and not exports.knows(actor, job_id):
        return go_to(request, f"/exports/{job_id}")  # that page says why, once
    job = exports.find(actor, job_id)
    parts = ["progress"] if job.state in WORKING and job.state is seen else ["job", "announced"]
    shown = job_shown(job, exports.before(job))
    return blocks(request, "summary/export_job.html", *parts, swapping=by_htmx(request), **shown)


@router.post("/{job_id}/cancel")
def cancel_export(request: Request, actor: MayFetchAnswers, job_id: str) -> Response:
    exports = _exports(request)
    exports.cancel(exports.find(actor, job_id))
    return go_to(request, f"/exports/{job_id}")


@router.get("/{job_id}/file")
def fetch_export(
    request: Request, database: TheDatabase, actor: MayFetchAnswers, job_id: str, now: Now
) -> Response:
    exports = _exports(request)
    job = exports.find(actor, job_id)
    if not exports.take(job):
        return go_to(request, f"/exports/{job_id}")

    def tell(whole: bool) -> None:
        exports.sent(job, whole=whole)

    return give_until_whole(database, actor, job.work.order, job.file, now=now, tell=tell)


def _exports(request: Request) -> Exports:
    exports: Exports = request.app.state.exports
    return exports
