"""The deficiencies of a review and of a round: what becomes of each, or of many at once."""

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.audit.log import append, record
from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Reading, TheDatabase, Tx
from app.deviations import deciding, shown
from app.deviations.forms import DecisionForm, GatherForm
from app.deviations.gathering import (
    deficiencies_of_question,
    deficiencies_of_review,
    is_critical,
    open_alike,
    question_label,
    themes_of,
    waiting_in,
)
from app.deviations.models import DeficiencyState
from app.errors import N_, NotFound
from app.reviews.models import ReviewState
from app.reviews.reading import review_to_read
from app.reviews.viewing import ReviewViewed
from app.rounds.access import get_round
from app.web.forms import Submitted, form_of
from app.web.language import said
from app.web.render import go_to, page
from app.web.routing import pages
from review_forms import load

router = pages("/rounds/{round_id}")
MayDecide = Annotated[Actor, may(Permission.decide_deficiency)]
MayRead = Annotated[Actor, may(Permission.read_deviations)]
WHY = N_("Write why no deviation is warranted.")
CHOOSE = N_("Choose a deviation, or write its number in your own system.")


@router.get("/reviews/{review_id}/deficiencies")
def deficiencies_of_a_review(
    request: Request,
    round_id: str,
    review_id: str,
    session: Reading,
    database: TheDatabase,
    actor: MayRead,
    now: Now,
) -> Response:
    shown_here = _review_shown(session, actor, round_id, review_id)
    viewed = ReviewViewed(at=now, actor_id=actor.id, review_id=review_id)
    database.group.run(partial(append, event=viewed))
    return page(request, "deviations/of_review.html", **shown_here)


@router.post("/reviews/{review_id}/deficiencies")
def make_deviations_of_the_rest(
    request: Request, round_id: str, review_id: str, session: Tx, actor: MayDecide, now: Now
) -> Response:
    desk = review_to_read(session, actor, round_id, review_id)
    waiting = [
        one.row.id
        for one in deficiencies_of_review(session, actor, desk.review)
        if one.row.state == DeficiencyState.waiting
    ]
    made = deciding.make_deviations(session, actor, waiting, now=now)
    return go_to(
        request,
        f"/rounds/{round_id}/reviews/{review_id}/deficiencies",
        notice=N_("Drafted deviations: %(number)s."),
        number=len(made),
    )


@router.post("/reviews/{review_id}/deficiencies/{deficiency_id}")
def decide_deficiency(
    request: Request,
    round_id: str,
    review_id: str,
    deficiency_id: str,
    session: Tx,
    actor: MayDecide,
    form: Annotated[Submitted[DecisionForm], form_of(DecisionForm)],
    now: Now,
) -> Response:
    desk = review_to_read(session, actor, round_id, review_id)
    if all(
        one.row.id != deficiency_id for one in deficiencies_of_review(session, actor, desk.review)
    ):
        raise NotFound
    wrong = _wrong(form)
    if wrong or form.meaning is None:
        record(session, ReviewViewed(at=now, actor_id=actor.id, review_id=review_id))
        again = _review_shown(session, actor, round_id, review_id)
        again |= {"refused": deficiency_id, "typed": form.typed, "wrong": wrong}
        return page(request, "deviations/of_review.html", status=422, **again)
    _decide(form.meaning)(session, actor, [deficiency_id], now=now)
    return go_to(
        request,
        f"/rounds/{round_id}/reviews/{review_id}/deficiencies#d-{deficiency_id}",
        notice=N_("The decision is saved."),
    )


def _decide(meant: DecisionForm) -> Callable[..., Any]:
    match meant.decision:
        case "new":
            return deciding.make_deviation
        case "existing" if meant.deviation_id:
            return partial(deciding.refer_to_deviation, deviation_id=meant.deviation_id)
        case "existing":
            return partial(deciding.refer_to_outside, outside_number=meant.outside_number)
        case _:
            return partial(deciding.find_not_warranted, why=meant.why)


def _wrong(form: Submitted[DecisionForm]) -> dict[str, str]:
    """Say what a decision lacks; each of the three lacks something else."""
    meant = form.meaning
    if meant is None:
        return {name: said(text) for name, text in form.wrong.items()}
    if meant.decision == "existing" and not (meant.deviation_id or meant.outside_number):
        return {"deviation_id": said(CHOOSE)}
    if meant.decision not in {"new", "existing"} and not meant.why:
        return {"why": said(WHY)}
    return {}


def _review_shown(session: Session, actor: Actor, round_id: str, review_id: str) -> dict[str, Any]:
    desk = review_to_read(session, actor, round_id, review_id)
    found = deficiencies_of_review(session, actor, desk.review)
    waiting = [one for one in found if one.row.state == DeficiencyState.waiting]
    return {
        "round": desk.round_,
        "desk": desk,
        "found": found,
        "waiting": waiting,
        "critical": [one for one in waiting if one.row.critical],
        "alike": open_alike(session, actor, [one.row for one in found]),
        "may_decide": actor.may_in(Permission.decide_deficiency, desk.case.unit_id),
        "to_approve": desk.review.state == ReviewState.submitted,
        "words": shown.words(),
        "refused": "",
        "typed": {},
        "wrong": {},
    }


@router.get("/deficiencies")
def gather(request: Request, round_id: str, session: Reading, actor: MayDecide) -> Response:
    return _gathered(request, session, actor, round_id)


@router.post("/deficiencies")
def decide_gathered(
    request: Request,
    round_id: str,
    session: Tx,
    actor: MayDecide,
    form: Annotated[Submitted[GatherForm], form_of(GatherForm)],
    now: Now,
) -> Response:
    meant = form.meaning
    if meant is None or (meant.decision != "new" and not meant.why):
        wrong = {name: said(text) for name, text in form.wrong.items()} or {"why": said(WHY)}
        return _gathered(request, session, actor, round_id, typed=form.typed, wrong=wrong)
    round_ = get_round(session, actor, round_id, Permission.decide_deficiency)
    waiting = waiting_in(session, actor, round_, meant.pairs)
    home = f"/rounds/{round_id}/deficiencies"
    if meant.decision == "new":
        deviation = deciding.make_deviation(session, actor, waiting, now=now)
        told = N_("%(deviation)s is drafted and holds %(number)s deficiencies.")
        return go_to(
            request,
            f"/deviations/{deviation.id}",
            notice=told,
            deviation=deviation.number,
            number=len(waiting),
        )
    deciding.find_not_warranted(session, actor, waiting, meant.why, now=now)
    told = N_("No deviation for %(number)s deficiencies; your reason is kept with each.")
    return go_to(request, home, notice=told, number=len(waiting))


def _gathered(
    request: Request,
    session: Session,
    actor: Actor,
    round_id: str,
    *,
    typed: dict[str, Any] | None = None,
    wrong: dict[str, str] | None = None,
) -> Response:
    round_ = get_round(session, actor, round_id, Permission.decide_deficiency)
    themes = themes_of(session, actor, round_)
    return page(
        request,
        "deviations/of_round.html",
        status=422 if wrong else 200,
        round=round_,
        themes=themes,
        waiting=sum(theme.waiting for theme in themes),
        total=sum(theme.total for theme in themes),
        states={
            str(state): sum(theme.count(state) for theme in themes) for state in DeficiencyState
        },
        typed=typed or {},
        wrong=wrong or {},
        words=shown.words(),
    )


@router.get("/deficiencies/{question_id}")
def cases_of_a_question(
    request: Request, round_id: str, question_id: str, session: Reading, actor: MayDecide
) -> Response:
    round_ = get_round(session, actor, round_id, Permission.decide_deficiency)
    found = deficiencies_of_question(session, actor, round_, question_id)
    if not found:
        raise NotFound
    form = load(round_.form_name, round_.form_version)
    return page(
        request,
        "deviations/of_question.html",
        round=round_,
        found=found,
        label=question_label(form, question_id),
        critical=is_critical(form, question_id),
        words=shown.words(),
    )
