import shutil
from typing import Annotated

from fastapi import Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlalchemy import text

from app.auth.actor import Actor
from app.auth.guard import anyone
from app.db import Database, TheDatabase
from app.schema import current, newest
from app.settings import Settings
from app.web.navigation import first_page_for
from app.web.routing import pages

router = pages()
LEAST_FREE_BYTES = 500 * 1024 * 1024


@router.get("/")
def start(actor: Annotated[Actor | None, anyone()]) -> Response:
    return RedirectResponse(first_page_for(actor), status_code=303)


@router.get("/healthz/live", dependencies=[anyone()])
def live() -> Response:
    return JSONResponse({"live": True})


@router.get("/healthz/ready", dependencies=[anyone()])
def ready(request: Request, database: TheDatabase) -> Response:
    wrong = _what_is_wrong(database, request.app.state.settings)
    return JSONResponse({"ready": not wrong, "wrong": wrong}, status_code=503 if wrong else 200)


def _what_is_wrong(database: Database, settings: Settings) -> list[str]:
    """Try a write that is undone, and look at what a save needs."""
    wrong = []
    try:
        with database.writer.connect() as connection:
            if current(connection) != newest():
                wrong.append("schema")
            connection.execute(text("DELETE FROM save_operation WHERE op_id = ''"))
            connection.rollback()
    except Exception:  # whatever the reason, the answer is that it is not ready
        wrong.append("database")
    if not settings.database_url:
        free = shutil.disk_usage(settings.data_dir).free
        if free < LEAST_FREE_BYTES:
            wrong.append("disk")
    return wrong
