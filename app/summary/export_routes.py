from datetime import datetime
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import Response

from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Reading, TheDatabase
from app.errors import NotFound
from app.settings import Settings
from app.summary.export import Order
from app.summary.formats import Dialect, Format
from app.summary.handing_out import hand_out
from app.web.routing import pages

router = pages("/export")

MayExport = Annotated[Actor, may(Permission.export_summary)]
MayTakeAnswers = Annotated[Actor, may(Permission.export_answers, fresh=True)]
AnyDialect = Annotated[Dialect, Query()]
FORMATS = {"xlsx": Format.xlsx, "zip": Format.csv, "docx": Format.docx}


@router.get("/summary.{suffix}")
def export_summary(
    request: Request,
    round_id: str,
    suffix: str,
    session: Reading,
    actor: MayExport,
    database: TheDatabase,
    now: Now,
    dialect: AnyDialect = Dialect.excel_sv,
) -> Response:
    order = _order(request, actor, suffix, now, dialect, answers=False)
    return hand_out(request, session, database, actor, round_id, order)


@router.get("/answers.{suffix}")
def export_answers(
    request: Request,
    round_id: str,
    suffix: str,
    session: Reading,
    actor: MayTakeAnswers,
    database: TheDatabase,
    now: Now,
    dialect: AnyDialect = Dialect.excel_sv,
) -> Response:
    order = _order(request, actor, suffix, now, dialect, answers=True)
    if order.format is Format.docx:
        raise NotFound
    return hand_out(request, session, database, actor, round_id, order)


def _order(
    request: Request, actor: Actor, suffix: str, now: datetime, dialect: Dialect, *, answers: bool
) -> Order:
    if suffix not in FORMATS:
        raise NotFound
    settings: Settings = request.app.state.settings
    return Order(
        format=FORMATS[suffix],
        by=actor.name,
        at=now,
        organisation=settings.organisation,
        smallest=settings.smallest_cell,
        answers=answers,
        dialect=dialect,
    )
