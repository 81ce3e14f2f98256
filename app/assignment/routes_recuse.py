from typing import Annotated

from fastapi import Request
from fastapi.responses import Response

from app.assignment import service
from app.assignment.conflicts import LABELS
from app.assignment.forms import Recusal
from app.assignment.queries import case_of_own_seat
from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Reading, Tx
from app.errors import N_
from app.web.forms import Submitted, form_of
from app.web.render import go_to, page
from app.web.routing import pages

router = pages("/cases/{frame_case_id}/recuse")
MayReview = Annotated[Actor, may(Permission.fill_review)]
PAGE = "assignment/recuse.html"


@router.get("")
def before_recusing(
    request: Request, frame_case_id: str, session: Reading, actor: MayReview
) -> Response:
    case = case_of_own_seat(session, actor, frame_case_id)
    recusal: Submitted[Recusal] = Submitted()
    return page(request, PAGE, case=case, reasons=list(LABELS.items()), recusal=recusal)


@router.post("")
def recuse(
    request: Request,
    frame_case_id: str,
    session: Tx,
    actor: MayReview,
    recusal: Annotated[Submitted[Recusal], form_of(Recusal)],
    now: Now,
) -> Response:
    if recusal.meaning is None:
        case = case_of_own_seat(session, actor, frame_case_id)
        return page(
            request, PAGE, status=422, case=case, reasons=list(LABELS.items()), recusal=recusal
        )
    service.recuse(session, actor, frame_case_id, recusal.meaning.reason, now=now)
    return go_to(
        request, "/reviews", notice=N_("You no longer have the case. Thank you for saying so.")
    )
