"""Taking deviations out, one by one or all of a list."""

import shutil
from hashlib import sha256
from typing import Annotated

from fastapi import Request
from fastapi.responses import FileResponse, Response
from starlette.background import BackgroundTask

from app.audit.log import append
from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Database, Reading, TheDatabase
from app.deviations.access import get_deviation
from app.deviations.events import DeviationsExported
from app.deviations.export import csv_of, json_of, sheet_of
from app.deviations.filters import AnyWanted
from app.deviations.queries import Listed, Wanted, deviations_matching
from app.errors import N_, NotFound
from app.settings import Settings
from app.summary.export_xlsx import write_xlsx
from app.web.language import ZONE, said
from app.web.render import download
from app.web.routing import pages

router = pages("/deviations")
MayExport = Annotated[Actor, may(Permission.export_deviations)]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/export.csv")
def export_csv(
    session: Reading,
    database: TheDatabase,
    actor: MayExport,
    wanted: AnyWanted,
    now: Now,
) -> Response:
    today = now.astimezone(ZONE).date()
    listed, _ = deviations_matching(session, actor, wanted, today, all_of_them=True)
    content = csv_of(listed)
    _note(database, actor, "csv", len(listed), content, now)
    return download(content, "avvikelser.csv", "text/csv; charset=utf-8")


@router.get("/export.xlsx")
def export_xlsx(
    request: Request,
    session: Reading,
    database: TheDatabase,
    actor: MayExport,
    wanted: AnyWanted,
    now: Now,
) -> Response:
    today = now.astimezone(ZONE).date()
    listed, _ = deviations_matching(session, actor, wanted, today, all_of_them=True)
    settings: Settings = request.app.state.settings
    folder = settings.scratch_dir()
    path = folder / "avvikelser.xlsx"
    try:
        write_xlsx([sheet_of(listed)], path, title=said(N_("Deviations")))
        _note(database, actor, "xlsx", len(listed), path.read_bytes(), now)
    except BaseException:
        shutil.rmtree(folder)
        raise
    return FileResponse(
        path,
        media_type=XLSX,
        filename=path.name,
        headers={"Content-Security-Policy": "sandbox"},
        background=BackgroundTask(shutil.rmtree, folder),
    )


@router.get("/{deviation_id}/file.{suffix}")
def export_one(
    deviation_id: str,
    suffix: str,
    session: Reading,
    database: TheDatabase,
    actor: MayExport,
    now: Now,
) -> Response:
    deviation = get_deviation(session, actor, deviation_id)
    today = now.astimezone(ZONE).date()
    listed, _ = deviations_matching(
        session, actor, Wanted(key=deviation.id), today, all_of_them=True
    )
    content, kind = _one(listed[0], suffix)
    _note(database, actor, suffix, 1, content, now)
    return download(content, f"{deviation.number}.{suffix}", kind)


def _one(listed: Listed, suffix: str) -> tuple[bytes, str]:
    match suffix:
        case "json":
            return json_of(listed), "application/json"
        case "csv":
            return csv_of([listed]), "text/csv; charset=utf-8"
        case _:
            raise NotFound


def _note(
    database: Database, actor: Actor, format_: str, count: int, content: bytes, now: Now
) -> None:
    event = DeviationsExported(
        at=now,
        actor_id=actor.id,
        format=format_,
        deviations=count,
        sha256=sha256(content).hexdigest(),
    )
    database.group.run(lambda connection: append(connection, event))
