"""Handing out a file: written where the data lies, logged, and taken away afterwards."""

import shutil

from fastapi import Request
from fastapi.responses import FileResponse, Response
from sqlmodel import Session
from starlette.background import BackgroundTask

from app.audit.log import append
from app.auth.actor import Actor
from app.db import Database
from app.settings import Settings
from app.summary.export import MEDIA_TYPES, Order, export, taken
from app.summary.service import report_of


def hand_out(
    request: Request,
    session: Session,
    database: Database,
    actor: Actor,
    round_id: str,
    order: Order,
) -> Response:
    settings: Settings = request.app.state.settings
    report = report_of(session, actor, round_id, smallest=order.smallest, unmasked=order.answers)
    folder = settings.scratch_dir()
    what = "svar" if order.answers else "sammanstallning"
    path = folder / f"{what}.{order.format.suffix}"
    try:
        export(session, report, order, path)
        event = taken(path, order, round_id, actor_id=actor.id)
        database.group.run(lambda connection: append(connection, event))
    except BaseException:
        shutil.rmtree(folder)
        raise
    return FileResponse(
        path,
        media_type=MEDIA_TYPES[order.format],
        filename=path.name,
        headers={"Content-Security-Policy": "sandbox"},
        background=BackgroundTask(shutil.rmtree, folder),
    )
