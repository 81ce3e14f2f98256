"""The plan taken out: Excel, CSV and paper. As it is narrowed down on the page."""

import shutil
from hashlib import sha256
from typing import Annotated

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.actions.action_page import WORDS, today
from app.actions.events import PlanExported
from app.actions.export import as_csv, as_xlsx, plan_sheet
from app.actions.forms import PlanFilter
from app.actions.queries import ListedAction, all_matching
from app.audit.log import append
from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Reading, TheDatabase
from app.errors import NotFound
from app.settings import Settings
from app.summary.sheets import Sheet
from app.web.forms import understand
from app.web.render import download, page
from app.web.routing import pages

router = pages("/actions")
MayRead = Annotated[Actor, may(Permission.read_actions)]
MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@router.get("/export.{suffix}")
def export_plan(
    request: Request,
    suffix: str,
    session: Reading,
    database: TheDatabase,
    actor: MayRead,
    now: Now,
) -> Response:
    if suffix not in MEDIA:
        raise NotFound
    listed = _wanted(request, session, actor, now)
    sheet = plan_sheet(listed)
    content = as_csv(sheet) if suffix == "csv" else as_file(request, sheet)
    event = PlanExported(
        at=now,
        actor_id=actor.id,
        format=suffix,
        actions=len(listed),
        sha256=sha256(content).hexdigest(),
    )
    database.group.run(lambda connection: append(connection, event))
    return download(content, f"handlingsplan.{suffix}", MEDIA[suffix])


@router.get("/print")
def print_plan(request: Request, session: Reading, actor: MayRead, now: Now) -> Response:
    return page(
        request,
        "actions/print.html",
        found=_wanted(request, session, actor, now),
        today=today(now),
        words=WORDS,
    )


def _wanted(request: Request, session: Session, actor: Actor, now: Now) -> list[ListedAction]:
    asked = understand(PlanFilter, dict(request.query_params))
    chosen = asked.meaning or PlanFilter()
    return all_matching(session, actor, chosen.wanted(), today=today(now))


def as_file(request: Request, sheet: Sheet) -> bytes:
    """Give a table as an Excel file, made in a folder of its own that is gone afterwards."""
    settings: Settings = request.app.state.settings
    scratch = settings.scratch_dir()
    try:
        return as_xlsx(sheet, scratch)
    finally:
        shutil.rmtree(scratch)
