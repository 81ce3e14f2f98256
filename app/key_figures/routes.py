from datetime import datetime
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
from app.key_figures import routes_monthly, service
from app.key_figures.forms import GroupForm, NameForm, SeriesFileForm, ValuesForm
from app.key_figures.queries import all_series, comparison_groups, groups_as_read, series_of
from app.key_figures.sent import sent_file
from app.key_figures.shown import SeriesShown, series_shown
from app.settings import Settings
from app.web.as_read import OVERTAKEN, overtaken
from app.web.forms import Submitted, form_of
from app.web.language import ZONE
from app.web.render import go_to, page
from app.web.routing import pages

router = pages("/key-figures")
router.include_router(routes_monthly.router)

MayRead = Annotated[Actor, may(Permission.read_key_figures)]
MayKeep = Annotated[Actor, may(Permission.keep_key_figures)]


@router.get("")
def show_all(request: Request, session: Reading, _actor: MayRead) -> Response:
    groups = comparison_groups(session)
    by_year = {group.year: group for group in groups}
    shown = [
        series_shown(series, _settings(request).organisation, by_year)
        for series in all_series(session)
    ]
    return page(
        request,
        "key_figures/key_figures.html",
        filled=[each for each in shown if each.years],
        empty=[each for each in shown if not each.years],
        groups=groups,
    )


@router.get("/import")
def show_import(request: Request, _actor: MayKeep) -> Response:
    return _import_page(request, Submitted())


@router.post("/import")
def import_series(
    request: Request,
    session: Tx,
    actor: MayKeep,
    form: Annotated[Submitted[SeriesFileForm], form_of(SeriesFileForm)],
    now: Now,
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    if form.meaning is None:
        return _import_page(request, form, status=422)
    try:
        content = sent_file(file)
        outcome = service.import_series(
            session,
            actor,
            content,
            file.filename or "" if file else "",
            form.meaning.own,
            without_refused=form.meaning.without_refused,
            now=now,
        )
    except DomainError as refusal:
        return _import_page(request, form, status=422, refusal=refusal)
    return go_to(
        request,
        "/key-figures",
        notice=N_(
            "%(new)s new values, %(changed)s changed, %(gone)s missing now, %(same)s as before."
        ),
        new=outcome.new,
        changed=outcome.changed,
        gone=outcome.gone,
        same=outcome.same,
    )


@router.get("/groups")
def show_groups(request: Request, session: Reading, _actor: MayRead) -> Response:
    return _groups_page(request, session, Submitted())


@router.post("/groups")
def set_group(
    request: Request,
    session: Tx,
    actor: MayKeep,
    form: Annotated[Submitted[GroupForm], form_of(GroupForm)],
    now: Now,
) -> Response:
    if form.meaning is None:
        return _groups_page(request, session, form, status=422)
    if again := overtaken(form, groups_as_read(comparison_groups(session))):
        return _groups_page(request, session, again, status=OVERTAKEN)
    group = form.meaning
    service.set_group(session, actor, group.year, group.name, group.municipalities, now=now)
    return go_to(request, "/key-figures/groups", notice=N_("The group is kept."))


@router.get("/{code}")
def show_series(
    request: Request, code: str, session: Reading, _actor: MayRead, now: Now
) -> Response:
    return _series_page(request, session, code, now)


@router.post("/{code}/name")
def name_key_figure(
    request: Request,
    code: str,
    session: Tx,
    actor: MayKeep,
    form: Annotated[Submitted[NameForm], form_of(NameForm)],
    now: Now,
) -> Response:
    series = series_of(session, code, lock=True)
    if form.meaning is None:
        return _series_page(request, session, code, now, status=422, naming=form)
    if again := overtaken(form, series.figure.as_read):
        return _series_page(request, session, code, now, status=OVERTAKEN, naming=again)
    named = form.meaning
    service.name_key_figure(session, actor, code, named.name, named.measure, named.read_on, now=now)
    return go_to(request, f"/key-figures/{code}", notice=N_("The name is kept."))


@router.post("/{code}")
def set_values(
    request: Request,
    code: str,
    session: Tx,
    actor: MayKeep,
    form: Annotated[Submitted[ValuesForm], form_of(ValuesForm)],
    now: Now,
) -> Response:
    if form.meaning is None:
        return _series_page(request, session, code, now, status=422, typing=form)
    if again := overtaken(form, series_of(session, code, lock=True).as_read):
        return _series_page(request, session, code, now, status=OVERTAKEN, typing=again)
    typed = form.meaning
    service.set_values(session, actor, code, typed.year, typed.values(), typed.source, now=now)
    return go_to(request, f"/key-figures/{code}", notice=N_("The year is kept."))


def _series_page(
    request: Request,
    session: Session,
    code: str,
    now: datetime,
    *,
    status: int = 200,
    naming: Submitted[NameForm] | None = None,
    typing: Submitted[ValuesForm] | None = None,
) -> Response:
    """Show a series; a form that was overtaken stands below what stands there now."""
    series = series_of(session, code)
    naming = naming or Submitted({"as_read": series.figure.as_read})
    typing = typing or Submitted({"as_read": series.as_read})
    groups = {group.year: group for group in comparison_groups(session)}
    shown: SeriesShown = series_shown(series, _settings(request).organisation, groups)
    context: dict[str, Any] = {"figure": series.figure, "shown": shown, "groups": groups}
    return page(
        request,
        "key_figures/series.html",
        status=status,
        path=f"/key-figures/{code}",
        naming=naming,
        typing=typing,
        overtaken=status == OVERTAKEN,
        today=now.astimezone(ZONE).date(),
        **context,
    )


def _import_page(
    request: Request,
    form: Submitted[SeriesFileForm],
    *,
    status: int = 200,
    refusal: DomainError | None = None,
) -> Response:
    return page(
        request,
        "key_figures/import.html",
        status=status,
        path="/key-figures/import",
        form=form,
        refusal=refusal,
        rows=getattr(refusal, "rows", []),
        own=form.typed.get("own", _settings(request).organisation),
    )


def _groups_page(
    request: Request, session: Session, form: Submitted[GroupForm], status: int = 200
) -> Response:
    groups = comparison_groups(session)
    return page(
        request,
        "key_figures/groups.html",
        status=status,
        path="/key-figures/groups",
        groups=groups,
        form=form,
        as_read=form.typed.get("as_read") or groups_as_read(groups),
        overtaken=status == OVERTAKEN,
    )


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings
