from typing import Annotated

from fastapi.responses import Response

from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.summary.exporting.desk import TheDesk
from app.web.routing import pages
from app.web.turns import InTurn

router = pages("/export")

MayExport = Annotated[Actor, may(Permission.export_summary)]
MayTakeAnswers = Annotated[Actor, may(Permission.export_answers, fresh=True)]


@router.get("/summary.{suffix}")
def export_summary(
    desk: TheDesk, actor: MayExport, _turn: InTurn, round_id: str, suffix: str
) -> Response:
    return desk.summary(actor, suffix, round_id)


@router.get("/answers.{suffix}")
def export_answers(
    desk: TheDesk, actor: MayTakeAnswers, _turn: InTurn, round_id: str, suffix: str
) -> Response:
    return desk.answers(actor, suffix, round_id)


@router.post("/answers.{suffix}")
def order_answers(desk: TheDesk, actor: MayTakeAnswers, round_id: str, suffix: str) -> Response:
    return desk.order_answers(actor, suffix, round_id)
