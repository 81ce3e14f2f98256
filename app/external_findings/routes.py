"""The register of external findings. Each one's page, with the actions for it, comes later."""

from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session, col, select

from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Reading, Tx
from app.errors import N_, DomainError
from app.external_findings import service
from app.external_findings.forms import (
    FindingForm,
    NewRecommendationForm,
    RecommendationForm,
    RepliedForm,
)
from app.external_findings.models import ExternalFinding, Recommendation
from app.external_findings.queries import findings, measuring_questions
from app.external_findings.service import finding_to_keep, may_keep, recommendation_to_change
from app.external_findings.shown import stands_about, stands_in
from app.external_findings.words import SOURCES, STANDING_TONES, STANDINGS
from app.organisation.models import Person
from app.web.as_read import OVERTAKEN, overtaken
from app.web.forms import Submitted, form_of
from app.web.language import ZONE, gettext, language, said
from app.web.render import go_to, page
from app.web.routing import pages

router = pages("/external-findings")
MayRead = Annotated[Actor, may(Permission.read_external_findings)]
MayKeep = Annotated[Actor, may(Permission.keep_external_findings)]
FindingTyped = Annotated[Submitted[FindingForm], form_of(FindingForm)]
RecommendationTyped = Annotated[Submitted[RecommendationForm], form_of(RecommendationForm)]


@router.get("")
def list_findings(request: Request, session: Reading, actor: MayRead, now: Now) -> Response:
    return page(
        request,
        "external_findings/findings.html",
        found=findings(session, today=now.astimezone(ZONE).date()),
        may_keep=may_keep(actor),
        sources=SOURCES,
        standings=STANDINGS,
        tones=STANDING_TONES,
    )


@router.get("/new")
def show_new_finding(request: Request, session: Reading, actor: MayKeep) -> Response:
    service.demand_keeper(actor)
    return _form_page(request, session, Submitted())


@router.post("")
def register_finding(
    request: Request, session: Tx, actor: MayKeep, form: FindingTyped, now: Now
) -> Response:
    if form.meaning is None:
        service.demand_keeper(actor)
        return _form_page(request, session, form, status=422)
    try:
        finding = service.register_finding(session, actor, form.meaning.details(), now=now)
    except DomainError as refusal:
        return _form_page(request, session, _refused(form, refusal), status=refusal.status)
    return go_to(
        request,
        f"/external-findings/{finding.id}",
        notice=N_("Registered. Add what it asks for, one recommendation at a time."),
    )


@router.get("/{finding_id}/edit")
def show_edit(request: Request, finding_id: str, session: Reading, actor: MayKeep) -> Response:
    finding = finding_to_keep(session, actor, finding_id)
    return _form_page(request, session, Submitted(_as_typed(finding)), finding=finding)


@router.post("/{finding_id}")
def change_finding(
    request: Request,
    finding_id: str,
    session: Tx,
    actor: MayKeep,
    form: FindingTyped,
    now: Now,
) -> Response:
    finding = finding_to_keep(session, actor, finding_id)
    session.refresh(finding, with_for_update=True)  # nobody writes between the look and the change
    if form.meaning is None:
        return _form_page(request, session, form, status=422, finding=finding)
    if again := overtaken(form, finding.as_read):
        return _form_page(request, session, again, status=OVERTAKEN, finding=finding)
    try:
        service.change_finding(session, actor, finding_id, form.meaning.details(), now=now)
    except DomainError as refusal:
        again = _refused(form, refusal)
        return _form_page(request, session, again, status=refusal.status, finding=finding)
    return go_to(request, f"/external-findings/{finding_id}", notice=N_("Saved."))


@router.post("/{finding_id}/recommendations")
def add_recommendation(
    request: Request,
    finding_id: str,
    session: Tx,
    actor: MayKeep,
    form: Annotated[Submitted[NewRecommendationForm], form_of(NewRecommendationForm)],
    now: Now,
) -> Response:
    home = f"/external-findings/{finding_id}"
    if form.meaning is None:
        finding = finding_to_keep(session, actor, finding_id)
        return _recommendation_page(request, finding, None, form)
    added = service.add_recommendation(session, actor, finding_id, form.meaning.details(), now=now)
    return go_to(request, f"{home}#r-{added.place}", notice=N_("The recommendation is added."))


@router.post("/{finding_id}/recommendations/{recommendation_id}")
def change_recommendation(
    request: Request,
    finding_id: str,
    recommendation_id: str,
    session: Tx,
    actor: MayKeep,
    form: RecommendationTyped,
    now: Now,
) -> Response:
    home = f"/external-findings/{finding_id}"
    finding = finding_to_keep(session, actor, finding_id)
    asked = recommendation_to_change(session, finding, recommendation_id)
    if form.meaning is None:
        return _recommendation_page(request, finding, asked, form)
    if again := overtaken(form, asked.as_read):
        return _recommendation_page(request, finding, asked, again, status=OVERTAKEN)
    changed = service.change_recommendation(
        session, actor, finding_id, recommendation_id, form.meaning.details(), now=now
    )
    return go_to(request, f"{home}#r-{changed.place}", notice=N_("Saved."))


@router.post("/{finding_id}/replied")
def mark_replied(
    request: Request,
    finding_id: str,
    session: Tx,
    actor: MayKeep,
    form: Annotated[Submitted[RepliedForm], form_of(RepliedForm)],
    now: Now,
) -> Response:
    home = f"/external-findings/{finding_id}"
    if form.meaning is None:
        finding_to_keep(session, actor, finding_id)
        return go_to(request, home, notice=_why(form), kind="warning")
    try:
        service.mark_replied(session, actor, finding_id, form.meaning.replied_on, now=now)
    except service.ReplyBeforeReceived as refusal:
        return go_to(request, home, notice=refusal.message, kind="warning")
    return go_to(request, home, notice=N_("Noted as replied."))


def _recommendation_page(
    request: Request,
    finding: ExternalFinding,
    asked: Recommendation | None,
    form: Submitted[NewRecommendationForm] | Submitted[RecommendationForm],
    *,
    status: int = 422,
) -> Response:
    """Show again what was written, wrong or overtaken, so that no word of it is lost."""
    return page(
        request,
        "external_findings/recommendation_form.html",
        status=status,
        path=f"/external-findings/{finding.id}",
        finding=finding,
        asked=asked,
        stands=stands_in(asked) if asked and status == OVERTAKEN else (),
        typed=form.typed,
        wrong={name: gettext(text) for name, text in form.wrong.items()},
        questions=measuring_questions(language()),
    )


def _refused(form: Submitted[FindingForm], refusal: DomainError) -> Submitted[FindingForm]:
    """Show a refusal beside what was typed; what is no fault of the form is told as it is."""
    if isinstance(refusal, service.AlreadyRegistered):
        field = "diary_number"
    elif isinstance(refusal, service.ReplyBeforeReceived):
        field = "reply_by"
    else:
        raise refusal
    return Submitted(form.typed, None, {field: said(refusal.message, refusal.details)})


def _why(form: Submitted[Any]) -> str:
    return next(iter(form.wrong.values()), "")


def _form_page(
    request: Request,
    session: Session,
    form: Submitted[FindingForm],
    *,
    status: int = 200,
    finding: ExternalFinding | None = None,
) -> Response:
    people = session.exec(select(Person).where(col(Person.active)).order_by(col(Person.name)))
    return page(
        request,
        "external_findings/finding_form.html",
        status=status,
        path=f"/external-findings/{finding.id}/edit" if finding else "/external-findings/new",
        finding=finding,
        typed=form.typed,
        wrong={name: gettext(text) for name, text in form.wrong.items()},
        people=[(row.id, f"{row.name}, {row.title}" if row.title else row.name) for row in people],
        sources=[(code, gettext(text)) for code, text in SOURCES.items()],
        stands=_stands(session, finding) if finding and status == OVERTAKEN else (),
    )


def _stands(session: Session, finding: ExternalFinding) -> list[tuple[str, str]]:
    owner = session.get(Person, finding.owner_id) if finding.owner_id else None
    return stands_about(finding, owner)


def _as_typed(finding: ExternalFinding) -> dict[str, Any]:
    return {name: getattr(finding, name) or "" for name in FindingForm.model_fields}
