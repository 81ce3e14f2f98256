"""Whether an action helped: by a re-review, by a later round, or by something else stated."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.actions import re_reviews
from app.actions.access import get_action
from app.actions.action_page import WORDS, view_of
from app.actions.by_round import later_rounds, seen_change
from app.actions.effect import ByNextRound, ByOther, ByReReview, may_verify, verify_effect
from app.actions.events import ReReviewViewed
from app.actions.failed import FailedCase, cases_of, failed_case
from app.actions.forms import OtherEffectForm, ReReviewForm, RoundEffectForm, StepForm
from app.actions.models import Action, ActionState
from app.actions.opened import opened
from app.actions.re_reviews import Candidate, ReReviewWanted, candidates
from app.audit.log import Event, append, record
from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Reading, TheDatabase, Tx
from app.errors import N_, DomainError
from app.rounds.models import FrameCase
from app.settings import Settings
from app.web.attempt import attempt
from app.web.forms import Submitted, form_of
from app.web.language import language, said
from app.web.render import go_to, page
from app.web.routing import pages

router = pages("/actions/{action_id}")
MayLook = Annotated[Actor, may(Permission.ask_for_re_review)]
MayVerify = Annotated[Actor, may(Permission.verify_effect)]
MayAsk = Annotated[Actor, may(Permission.ask_for_re_review)]
CLOSED = N_("The effect is verified, and %(number)s is closed.")


@router.get("/effect")
def show_effect(
    request: Request,
    action_id: str,
    session: Reading,
    database: TheDatabase,
    actor: MayLook,
    now: Now,
) -> Response:
    action = get_action(session, actor, action_id)
    for viewed in _views(session, actor, action, now):
        database.group.run(partial(append, event=viewed))
    return _effect_page(request, session, actor, action, Submitted())


@router.post("/effect/other")
def verify_by_other(
    request: Request,
    action_id: str,
    session: Tx,
    actor: MayVerify,
    form: Annotated[Submitted[OtherEffectForm], form_of(OtherEffectForm)],
    now: Now,
) -> Response:
    action = get_action(session, actor, action_id)
    if form.meaning is None:
        return _again(request, session, actor, action, form, now)
    meant = form.meaning
    how = ByOther(meant.effect, meant.reason)
    refusal = attempt(
        session,
        lambda: verify_effect(session, actor, action_id, how, version=meant.version, now=now),
    )
    if refusal is not None:
        again = _refused(form, "effect", refusal)
        return _again(request, session, actor, action, again, now, status=refusal.status)
    return _closed(request, action)


@router.post("/effect/round")
def verify_by_round(
    request: Request,
    action_id: str,
    session: Tx,
    actor: MayVerify,
    form: Annotated[Submitted[RoundEffectForm], form_of(RoundEffectForm)],
    now: Now,
) -> Response:
    action = get_action(session, actor, action_id)
    if form.meaning is None:
        return _again(request, session, actor, action, form, now)
    how = ByNextRound(form.meaning.later_round_id, _settings(request).smallest_cell)
    verify_effect(session, actor, action_id, how, version=form.meaning.version, now=now)
    return _closed(request, action)


@router.post("/effect/re-review")
def verify_by_re_review(
    request: Request,
    action_id: str,
    session: Tx,
    actor: MayVerify,
    form: Annotated[Submitted[StepForm], form_of(StepForm)],
    now: Now,
) -> Response:
    action = get_action(session, actor, action_id)
    version = form.meaning.version if form.meaning else 0
    verify_effect(session, actor, action_id, ByReReview(), version=version, now=now)
    return _closed(request, action)


@router.post("/re-reviews")
def ask_for_re_review(
    request: Request,
    action_id: str,
    session: Tx,
    actor: MayAsk,
    form: Annotated[Submitted[ReReviewForm], form_of(ReReviewForm)],
    now: Now,
) -> Response:
    action = get_action(session, actor, action_id)
    if form.meaning is None:
        return _again(request, session, actor, action, form, now)
    wanted = ReReviewWanted(**form.meaning.model_dump(), days=_settings(request).re_review_days)
    refusal = attempt(
        session,
        lambda: re_reviews.ask_for_re_review(session, actor, action_id, wanted, now=now),
    )
    if refusal is not None:
        again = _refused(form, "question_ids", refusal)
        return _again(request, session, actor, action, again, now, status=refusal.status)
    return go_to(
        request, f"/actions/{action_id}/effect", notice=N_("The re-review has been asked for.")
    )


def _closed(request: Request, action: Action) -> Response:
    return go_to(request, f"/actions/{action.id}", notice=CLOSED, number=action.number)


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def _cases(session: Session, actor: Actor, action: Action) -> list[FrameCase]:
    """Give the cases of an action whose file the actor may have read again."""
    return [
        case
        for case in cases_of(session, action)
        if actor.may_in(Permission.ask_for_re_review, case.unit_id)
    ]


def _views(session: Session, actor: Actor, action: Action, now: datetime) -> list[Event]:
    """Tell which cases the page lets her see."""
    return view_of(actor, action, now) + [
        ReReviewViewed(at=now, actor_id=actor.id, frame_case_id=case.id, re_review_id="")
        for case in _cases(session, actor, action)
    ]


def _refused(form: Submitted[Any], field: str, refusal: DomainError) -> Submitted[Any]:
    return Submitted(form.typed, None, {field: said(refusal.message, refusal.details)})


def _again(
    request: Request,
    session: Session,
    actor: Actor,
    action: Action,
    form: Submitted[Any],
    now: datetime,
    *,
    status: int = 422,
) -> Response:
    """Show the page with what was typed; a view is one, however it came about."""
    for viewed in _views(session, actor, action, now):
        record(session, viewed)
    return _effect_page(request, session, actor, action, form, status=status)


def _effect_page(
    request: Request,
    session: Session,
    actor: Actor,
    action: Action,
    form: Submitted[Any],
    *,
    status: int = 200,
) -> Response:
    smallest = _settings(request).smallest_cell
    asked: list[tuple[FailedCase, list[Candidate]]] = []
    if action.state == ActionState.done:
        asked = [
            (failed_case(session, case), candidates(session, action, case))
            for case in _cases(session, actor, action)
        ]
    return page(
        request,
        "actions/effect.html",
        status=status,
        path=f"/actions/{action.id}/effect",
        action=action,
        shown=opened(session, actor, action),
        changes=[
            seen_change(session, action, later.id, smallest=smallest)
            for later in later_rounds(session, action)
        ],
        asked=asked,
        days=_settings(request).re_review_days,
        may_verify=action.state == ActionState.done and may_verify(session, actor, action),
        verifies=actor.may_in(Permission.verify_effect, action.unit_id),
        words=WORDS,
        in_words=language(),
        typed=form.typed,
        wrong=form.wrong,
    )
