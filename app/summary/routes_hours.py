"""What a round has cost in hours."""

from typing import Annotated

from fastapi import Request
from fastapi.responses import Response

from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.db import Reading
from app.rounds.access import get_round
from app.summary.hours import hours_of
from app.web.render import page
from app.web.routing import pages
from app.web.turns import InTurn

router = pages()

MayFollow = Annotated[Actor, may(Permission.follow_round)]


@router.get("/hours")
def hours(
    request: Request, round_id: str, session: Reading, actor: MayFollow, _turn: InTurn
) -> Response:
    round_ = get_round(session, actor, round_id, Permission.follow_round)
    return page(request, "summary/hours.html", round_=round_, hours=hours_of(session, round_))
