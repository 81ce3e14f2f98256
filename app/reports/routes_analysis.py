"""The analysis: where the figures stand ready, and words and decisions are written beside them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Reading, Tx
from app.errors import N_, NotFound
from app.reports import writing
from app.reports.access import AlreadySigned
from app.reports.analysis_pages import figures_of
from app.reports.areas import Area
from app.reports.blocks import Block, Table
from app.reports.content import Red, Words
from app.reports.forms import DecisionForm, WordsForm
from app.reports.gathering import Rules
from app.reports.pictures import on_page, picture_on_page
from app.reports.queries import ToPointAt, actions_to_point_at
from app.reports.sentences import decided, in_cell, red_because, red_label
from app.reports.shown import Shown, shown
from app.web.forms import Submitted, form_of
from app.web.render import by_htmx, go_to, page
from app.web.routing import pages

router = pages("/{report_id}/analysis")
MayWrite = Annotated[Actor, may(Permission.write_report)]


@dataclass(frozen=True, slots=True)
class AreaShown:
    """An area as the page shows it: its figures, and its two forms as they were typed."""

    area: Area
    figures: tuple[Block, ...]
    words: Submitted[WordsForm]
    decision: Submitted[DecisionForm]
    theirs: Words | None = None
    saved: str = ""


@router.get("")
def write_analysis(
    request: Request, report_id: str, session: Reading, actor: MayWrite, now: Now
) -> Response:
    seen = _draft(request, session, actor, report_id, now)
    return page(request, "reports/analysis.html", **_page(session, actor, seen))


@router.post("/{area_id}/words")
def write_words(
    request: Request,
    report_id: str,
    area_id: str,
    session: Tx,
    actor: MayWrite,
    form: Annotated[Submitted[WordsForm], form_of(WordsForm)],
    now: Now,
) -> Response:
    seen = _draft(request, session, actor, report_id, now)
    area = _area(seen, area_id)
    if form.meaning is None:
        return _again(request, session, actor, seen, AreaShown(area, (), form, Submitted()), 422)
    theirs = writing.newer_words(session, actor, report_id, area_id, form.meaning.version)
    if theirs is not None:
        again = AreaShown(area, (), form, Submitted(), theirs=area.words)
        return _again(request, session, actor, seen, again, 409)
    writing.write_words(
        session,
        actor,
        report_id,
        area_id,
        form.meaning.text,
        version=form.meaning.version,
        now=now,
    )
    return _saved(request, session, actor, report_id, area_id, now, N_("The words are saved."))


@router.post("/{area_id}/decisions")
def decide_red(
    request: Request,
    report_id: str,
    area_id: str,
    session: Tx,
    actor: MayWrite,
    form: Annotated[Submitted[DecisionForm], form_of(DecisionForm)],
    now: Now,
) -> Response:
    seen = _draft(request, session, actor, report_id, now)
    area = _area(seen, area_id)
    if form.meaning is None or not form.meaning.choice.complete:
        wrong = form.wrong or {"words": N_(writing.DecisionIncomplete.message)}
        again = AreaShown(area, (), Submitted(), replace(form, wrong=wrong))
        return _again(request, session, actor, seen, again, 422)
    if not set(form.meaning.red_ids) <= {red.id for red in area.red}:
        raise NotFound
    writing.decide_red(
        session, actor, report_id, form.meaning.red_ids, form.meaning.choice, now=now
    )
    return _saved(request, session, actor, report_id, area_id, now, N_("The decision is saved."))


def _draft(
    request: Request, session: Session, actor: Actor, report_id: str, now: datetime
) -> Shown:
    seen = shown(session, actor, report_id, Rules.of(request.app.state.settings), now=now)
    if not seen.may_write:
        raise NotFound
    if seen.signed:
        raise AlreadySigned(where=f"/reports/{report_id}")
    return seen


def _area(seen: Shown, area_id: str) -> Area:
    for area in seen.areas:
        if area.id == area_id:
            return area
    raise NotFound


def _page(
    session: Session, actor: Actor, seen: Shown, again: AreaShown | None = None
) -> dict[str, Any]:
    areas = [
        again if again is not None and again.area.id == area.id else _as_saved(area)
        for area in seen.areas
    ]
    return {
        "shown": seen,
        "areas": [_with_figures(seen, each) for each in areas],
        "actions": actions_to_point_at(session, actor),
        "may_plan": actor.may(Permission.plan_action),
        "planned_for": _planned_for,
        "nearest_first": _nearest_first,
        "drawn": on_page,
        "picture": picture_on_page,
        "red_label": partial(red_label, seen.content),
        "red_share": lambda red: in_cell(red.line.whole),
        "red_why": red_because,
        "decision_words": decided,
    }


def _planned_for(actions: Sequence[ToPointAt], red: Red) -> list[ToPointAt]:
    return [each for each in actions if each.question_id == red.line.id]


def _nearest_first(actions: Sequence[ToPointAt], area: Area) -> list[tuple[str, str]]:
    """Offer those planned for what is red in the area before all others."""
    red = {each.line.id for each in area.red}
    ordered = sorted(actions, key=lambda each: each.question_id not in red)
    return [(each.id, each.name) for each in ordered]


def _as_saved(area: Area) -> AreaShown:
    words = area.words
    typed = {"seen": words.seen, "why": words.why, "doing": words.doing, "version": words.version}
    return AreaShown(area, (), Submitted(typed), Submitted())


def _with_figures(seen: Shown, each: AreaShown) -> AreaShown:
    """Give the figures that stand beside the words; what is red stands in a form of its own."""
    figures = tuple(
        block
        for block in figures_of(seen.content, each.area)
        if not (each.area.red and isinstance(block, Table))
    )
    words = each.words
    if not words.typed:
        words = _as_saved(each.area).words
    return replace(each, figures=figures, words=words)


def _again(
    request: Request, session: Session, actor: Actor, seen: Shown, again: AreaShown, status: int
) -> Response:
    context = _page(session, actor, seen, again)
    if not by_htmx(request):
        return page(request, "reports/analysis.html", status=status, **context)
    return _one(request, context, again.area.id, status=status)


def _saved(
    request: Request,
    session: Session,
    actor: Actor,
    report_id: str,
    area_id: str,
    now: datetime,
    text: str,
) -> Response:
    if not by_htmx(request):
        return go_to(request, f"/reports/{report_id}/analysis#area-{area_id}", notice=text)
    session.flush()
    seen = _draft(request, session, actor, report_id, now)
    return _one(request, _page(session, actor, seen), area_id, saved=text)


def _one(
    request: Request, context: dict[str, Any], area_id: str, *, saved: str = "", status: int = 200
) -> Response:
    one = next(each for each in context["areas"] if each.area.id == area_id)
    shown_ = context | {"one": replace(one, saved=saved), "swapping": True}
    return page(request, "reports/area_again.html", status=status, **shown_)
