"""The pages of what is followed every month."""

from typing import Annotated, Any

from fastapi import File, Request, UploadFile
from fastapi.responses import Response
from sqlmodel import Session

from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Reading, Tx
from app.errors import N_, DomainError
from app.key_figures import months
from app.key_figures.factor_shown import factor_shown
from app.key_figures.forms import FactorForm, MonthForm, MonthsFileForm
from app.key_figures.models import MonthlyFactor
from app.key_figures.queries import all_factors, get_factor, months_as_read, months_of
from app.key_figures.sent import sent_file
from app.web.as_read import OVERTAKEN, overtaken
from app.web.forms import Submitted, form_of
from app.web.language import said
from app.web.render import go_to, page
from app.web.routing import pages

router = pages("/monthly")
MayRead = Annotated[Actor, may(Permission.read_key_figures)]
MayKeep = Annotated[Actor, may(Permission.keep_key_figures)]


@router.get("")
def show_factors(request: Request, session: Reading, _actor: MayRead) -> Response:
    return _factors_page(request, session, Submitted())


@router.post("")
def define_factor(
    request: Request,
    session: Tx,
    actor: MayKeep,
    form: Annotated[Submitted[FactorForm], form_of(FactorForm)],
    now: Now,
) -> Response:
    if form.meaning is None:
        return _factors_page(request, session, form, status=422)
    try:
        factor = months.define_factor(session, actor, form.meaning.plan(), now=now)
    except months.FactorNameTaken as taken:
        return _factors_page(request, session, _wrong(form, "name", taken), status=422)
    return go_to(
        request, f"/key-figures/monthly/{factor.id}", notice=N_("Enter the first month below.")
    )


@router.get("/{factor_id}")
def show_factor(request: Request, factor_id: str, session: Reading, _actor: MayRead) -> Response:
    return _factor_page(request, session, get_factor(session, factor_id))


@router.post("/{factor_id}")
def change_factor(
    request: Request,
    factor_id: str,
    session: Tx,
    actor: MayKeep,
    form: Annotated[Submitted[FactorForm], form_of(FactorForm)],
    now: Now,
) -> Response:
    factor = get_factor(session, factor_id, lock=True)
    if form.meaning is None:
        return _factor_page(request, session, factor, status=422, plan=form)
    if again := overtaken(form, factor.as_read):
        return _factor_page(request, session, factor, status=OVERTAKEN, plan=again)
    try:
        months.change_factor(session, actor, factor_id, form.meaning.plan(), now=now)
    except months.FactorNameTaken as taken:
        wrong = _wrong(form, "name", taken)
        return _factor_page(request, session, factor, status=422, plan=wrong)
    return go_to(request, f"/key-figures/monthly/{factor_id}", notice=N_("The factor is changed."))


@router.post("/{factor_id}/months")
def enter_month(
    request: Request,
    factor_id: str,
    session: Tx,
    actor: MayKeep,
    form: Annotated[Submitted[MonthForm], form_of(MonthForm)],
    now: Now,
) -> Response:
    factor = get_factor(session, factor_id, lock=True)
    if form.meaning is None:
        return _factor_page(request, session, factor, status=422, month=form)
    entered = months_of(session, [factor_id])[factor_id]
    if again := overtaken(form, months_as_read(entered)):
        stands = next((one for one in entered if one.month == form.meaning.month), None)
        return _factor_page(request, session, factor, status=OVERTAKEN, month=again, stands=stands)
    try:
        months.enter_months(session, actor, factor_id, [form.meaning.entered()], now=now)
    except DomainError as refusal:
        wrong = _wrong(form, "month", refusal)
        return _factor_page(request, session, factor, status=422, month=wrong)
    return go_to(request, f"/key-figures/monthly/{factor_id}", notice=N_("The month is kept."))


@router.post("/{factor_id}/import")
def import_months(
    request: Request,
    factor_id: str,
    session: Tx,
    actor: MayKeep,
    form: Annotated[Submitted[MonthsFileForm], form_of(MonthsFileForm)],
    now: Now,
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    factor = get_factor(session, factor_id)
    without_refused = form.meaning is not None and form.meaning.without_refused
    try:
        entered = months.import_months(
            session, actor, factor_id, sent_file(file), without_refused=without_refused, now=now
        )
    except DomainError as refusal:
        return _factor_page(request, session, factor, status=422, refusal=refusal)
    return go_to(
        request,
        f"/key-figures/monthly/{factor_id}",
        notice=N_("%(entered)s months are new or changed."),
        entered=entered,
    )


def _factors_page(
    request: Request, session: Session, form: Submitted[FactorForm], status: int = 200
) -> Response:
    factors = all_factors(session)
    values = months_of(session, [factor.id for factor in factors])
    return page(
        request,
        "key_figures/factors.html",
        status=status,
        path="/key-figures/monthly",
        factors=[factor_shown(factor, values[factor.id]) for factor in factors],
        form=form,
    )


def _factor_page(
    request: Request,
    session: Session,
    factor: MonthlyFactor,
    *,
    status: int = 200,
    **forms: Any,
) -> Response:
    values = months_of(session, [factor.id])[factor.id]
    refusal = forms.get("refusal")
    return page(
        request,
        "key_figures/factor.html",
        status=status,
        path=f"/key-figures/monthly/{factor.id}",
        shown=factor_shown(factor, values),
        factor=factor,
        plan=forms.get("plan") or Submitted({"as_read": factor.as_read}),
        month=forms.get("month") or Submitted({"as_read": months_as_read(values)}),
        overtaken=status == OVERTAKEN,
        stands=forms.get("stands"),
        refusal=refusal,
        rows=getattr(refusal, "rows", []),
    )


def _wrong(form: Submitted[Any], field: str, refusal: DomainError) -> Submitted[Any]:
    return Submitted(form.typed, None, {field: said(refusal.message, refusal.details)})
