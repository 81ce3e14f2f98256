"""Handing out a file: written where the data lies, logged, and taken away afterwards."""

import shutil
from hashlib import sha256
from pathlib import Path

from fastapi import Request
from fastapi.responses import FileResponse, Response
from sqlmodel import Session
from starlette.background import BackgroundTask

from app.audit.log import append
from app.auth.actor import Actor
from app.db import Database
from app.settings import Settings
from app.summary.export import MEDIA_TYPES, Order, export
from app.summary.service import SummaryExported, report_of

BLOCK = 1024 * 1024


def hand_out(
    request: Request,
    session: Session,
    database: Database,
    actor: Actor,
    round_id: str,
    order: Order,
) -> Response:
    settings: Settings = request.app.state.settings
    smallest = settings.smallest_cell
    report = report_of(session, actor, round_id, smallest=smallest, unmasked=order.answers)
    folder = settings.scratch_dir()
    what = "svar" if order.answers else "sammanstallning"
    path = folder / f"{what}.{order.format.suffix}"
    try:
        export(session, report, order, path)
        taken = SummaryExported(
            at=order.at,
            actor_id=actor.id,
            round_id=round_id,
            format=order.format.value,
            answers=order.answers,
            sha256=_hash(path),
        )
        database.group.run(lambda connection: append(connection, taken))
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


def _hash(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
