"""What has changed since an earlier round."""

from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import Response

from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.db import Reading
from app.errors import NotFound
from app.rounds.access import get_round
from app.settings import Settings
from app.summary.change import round_change, rounds_to_compare
from app.summary.change_page import change_shown
from app.summary.queries import attempt_of
from app.web.render import page
from app.web.routing import pages
from app.web.turns import InTurn

router = pages()

MayRead = Annotated[Actor, may(Permission.read_summary)]
With = Annotated[str, Query(alias="with")]


@router.get("/change")
def change(
    request: Request,
    round_id: str,
    session: Reading,
    actor: MayRead,
    _turn: InTurn,
    other: With = "",
) -> Response:
    settings: Settings = request.app.state.settings
    round_ = get_round(session, actor, round_id, Permission.read_summary)
    attempt_of(session, round_id)
    before = rounds_to_compare(session, actor, round_)
    earlier = next((each for each in before if other in {"", each.id}), None)
    if other and earlier is None:
        raise NotFound
    found = earlier and round_change(session, earlier, round_, smallest=settings.smallest_cell)
    return page(
        request,
        "summary/change.html",
        round_=round_,
        earlier=earlier,
        before=before,
        change=found,
        shown=change_shown(found, round_, earlier) if found and earlier else None,
    )
