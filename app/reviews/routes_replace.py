from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response
from pydantic import Field
from sqlmodel import Session

from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Reading, Tx
from app.errors import N_
from app.reviews import replacing
from app.reviews.following import following
from app.reviews.replacements import case_to_replace, replacements_in, waiting_for
from app.reviews.replacing import LABELS, ReplacementReason
from app.rounds.access import get_round
from app.rounds.models import RoundState
from app.web.forms import Form, Submitted, form_of
from app.web.language import gettext
from app.web.render import go_to, page
from app.web.routing import pages

router = pages("")
MayPropose = Annotated[Actor, may(Permission.propose_replacement)]
MayFollow = Annotated[Actor, may(Permission.follow_round)]
MayDecide = Annotated[Actor, may(Permission.decide_replacement)]


class Proposal(Form):
    reason: ReplacementReason
    explanation: str = Field(min_length=1, max_length=1000)


@router.get("/cases/{frame_case_id}/replace")
def before_replacing(
    request: Request, frame_case_id: str, session: Reading, actor: MayPropose
) -> Response:
    return page(request, "reviews/replace_case.html", **_case_shown(session, actor, frame_case_id))


@router.post("/cases/{frame_case_id}/replace")
def propose_replacement(
    request: Request,
    frame_case_id: str,
    session: Tx,
    actor: MayPropose,
    proposal: Annotated[Submitted[Proposal], form_of(Proposal)],
    now: Now,
) -> Response:
    meant = proposal.meaning
    refused = meant is not None and meant.reason is ReplacementReason.file_missing
    if meant is None or refused:
        shown = _case_shown(session, actor, frame_case_id)
        wrong = {name: gettext(text) for name, text in proposal.wrong.items()}
        shown |= {"proposal": proposal, "wrong": wrong, "file_missing": refused}
        return page(request, "reviews/replace_case.html", status=422, **shown)
    replacement = replacing.propose_replacement(
        session, actor, frame_case_id, meant.reason, meant.explanation, now=now
    )
    follows = actor.may(Permission.follow_round)
    return go_to(
        request,
        f"/rounds/{replacement.round_id}/replacements" if follows else "/reviews",
        notice=N_("The replacement is proposed. Somebody else decides on it."),
    )


def _case_shown(session: Session, actor: Actor, frame_case_id: str) -> dict[str, Any]:
    proposal: Submitted[Proposal] = Submitted()
    return {
        "case": case_to_replace(session, actor, frame_case_id),
        "waiting": waiting_for(session, frame_case_id) is not None,
        "reasons": [(code, gettext(label)) for code, label in LABELS.items()],
        "proposal": proposal,
        "wrong": {},
        "file_missing": False,
        "refusal": replacing.FileMissingIsNoReason.message,
        "home": "/reviews" if actor.may(Permission.fill_review) else "/rounds",
    }


@router.get("/rounds/{round_id}/replacements")
def list_replacements(
    request: Request, round_id: str, session: Reading, actor: MayFollow
) -> Response:
    round_ = get_round(session, actor, round_id, Permission.follow_round)
    listed = replacements_in(session, actor, round_)
    return page(
        request,
        "reviews/replacements.html",
        round=round_,
        waiting=[one for one in listed if one.replacement.approved is None],
        decided=[one for one in listed if one.replacement.approved is not None],
        reasons={str(code): gettext(label) for code, label in LABELS.items()},
        followed=following(session, actor, round_),
        may_decide=actor.may(Permission.decide_replacement)
        and round_.state == RoundState.reviewing,
    )


@router.post("/rounds/{round_id}/replacements/{replacement_id}/approve")
def approve_replacement(
    request: Request, round_id: str, replacement_id: str, session: Tx, actor: MayDecide, now: Now
) -> Response:
    replacement = replacing.approve_replacement(session, actor, round_id, replacement_id, now=now)
    return go_to(
        request,
        f"/rounds/{round_id}/replacements",
        notice=N_("The next spare has taken the place of the case.")
        if replacement.spare_id
        else N_("The case has left the sample. There was no spare left in its stratum."),
    )


@router.post("/rounds/{round_id}/replacements/{replacement_id}/decline")
def decline_replacement(
    request: Request, round_id: str, replacement_id: str, session: Tx, actor: MayDecide, now: Now
) -> Response:
    replacing.decline_replacement(session, actor, round_id, replacement_id, now=now)
    return go_to(
        request,
        f"/rounds/{round_id}/replacements",
        notice=N_("The case stays in the sample."),
    )
