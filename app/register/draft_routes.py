"""An export between the moment it was sent and the moment it is brought in."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import Response
from sqlmodel import Session

from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Reading, Tx
from app.errors import N_
from app.register import service
from app.register.drafts import Draft, Drafts
from app.register.forms import (
    ChosenTwice,
    Confirmation,
    Reinterpretation,
    chosen_columns,
    same_table,
)
from app.register.opening import SentFile, open_export
from app.register.reading import ParsedRegister, RegisterUnreadable
from app.register.refusal_list import refusal_list
from app.register.shown import (
    ENCODING_NAMES,
    FIELD_NAMES,
    column_choices,
    delimiter_names,
    delimiter_of,
    shown_changes,
    shown_columns,
)
from app.web.forms import Submitted, form_of
from app.web.language import said
from app.web.render import download, go_to, page
from app.web.routing import pages

router = pages("/drafts")

MOST_SHOWN = 50

MayImport = Annotated[Actor, may(Permission.import_register)]


def _drafts(request: Request) -> Drafts[ParsedRegister]:
    drafts: Drafts[ParsedRegister] = request.app.state.drafts
    return drafts


TheDrafts = Annotated[Drafts[ParsedRegister], Depends(_drafts)]


@router.get("/{draft_id}")
def show_draft(
    request: Request,
    draft_id: str,
    session: Reading,
    actor: MayImport,
    drafts: TheDrafts,
    now: Now,
) -> Response:
    return _draft_page(request, session, drafts.find(actor.id, draft_id, now=now))


def _draft_page(
    request: Request,
    session: Session,
    draft: Draft[ParsedRegister],
    *,
    status: int = 200,
    **wrong: str,
) -> Response:
    parsed = draft.parsed
    difference = None if parsed.missing else service.preview(session, parsed)
    return page(
        request,
        "register/draft.html",
        status=status,
        path=f"/register/drafts/{draft.id}",
        draft=draft,
        parsed=parsed,
        difference=difference,
        compared_with=service.stands_on(session),
        changes=shown_changes(difference.changed[:MOST_SHOWN]) if difference else [],
        most_shown=MOST_SHOWN,
        columns=shown_columns(parsed),
        field_names=FIELD_NAMES,
        column_choices=column_choices(),
        encodings=ENCODING_NAMES,
        delimiters=delimiter_names(),
        found_delimiter=dict(delimiter_names()).get(delimiter_of(parsed.delimiter), ""),
        said_delimiter=delimiter_of(draft.file.options.delimiter),
        sheets=[(name, name) for name in parsed.sheets],
        wrong=wrong,
    )


@router.get("/{draft_id}/refusals.csv")
def download_refusals(draft_id: str, actor: MayImport, drafts: TheDrafts, now: Now) -> Response:
    parsed = drafts.find(actor.id, draft_id, now=now).parsed
    return download(refusal_list(parsed.refusals), "avvisade-rader.csv", "text/csv; charset=utf-8")


@router.post("/{draft_id}/reading")
def reread_draft(
    request: Request,
    draft_id: str,
    session: Reading,
    actor: MayImport,
    drafts: TheDrafts,
    now: Now,
    sent: Annotated[Submitted[Reinterpretation], form_of(Reinterpretation)],
) -> Response:
    draft = drafts.find(actor.id, draft_id, now=now)
    if sent.meaning is None:
        return _draft_page(request, session, draft, status=422, **_said(sent.wrong))
    options = sent.meaning.options()
    columns = chosen_columns(draft.parsed.header, sent.meaning.columns)
    if isinstance(columns, ChosenTwice):
        field = said(FIELD_NAMES[columns.field]).lower()
        text = said(columns.message, {"field": field})
        return _draft_page(request, session, draft, status=columns.status, columns=text)
    file = SentFile(draft.file.name, draft.file.content, options)
    opened = open_export(session, file, columns if same_table(draft.file, options) else None)
    if isinstance(opened, RegisterUnreadable):
        text = said(opened.message, opened.details)
        return _draft_page(request, session, draft, status=opened.status, reading=text)
    drafts.hold(actor.id, file, opened, now=now, replacing=draft.id)
    return go_to(request, f"/register/drafts/{draft.id}")


def _said(wrong: dict[str, str]) -> dict[str, str]:
    return {name: said(text) for name, text in wrong.items()}


@router.post("/{draft_id}/import")
def import_register(
    request: Request,
    draft_id: str,
    session: Tx,
    actor: MayImport,
    drafts: TheDrafts,
    now: Now,
    sent: Annotated[Submitted[Confirmation], form_of(Confirmation)],
) -> Response:
    draft = drafts.find(actor.id, draft_id, now=now)
    confirmed = sent.meaning or Confirmation()
    if draft.parsed.rows_refused and not confirmed.without_refused:
        text = said(N_("Tick the box to bring in the other rows, or correct the file first."))
        return _draft_page(request, session, draft, status=422, without_refused=text)
    if confirmed.compared_with != service.stands_on(session):
        text = said(service.RegisterHasChanged.message)
        return _draft_page(request, session, draft, status=409, result=text)
    with drafts.taking(actor.id, draft_id, now=now) as taken:
        brought_in = service.import_register(
            session,
            actor,
            _export(taken, confirmed),
            now=now,
            without_refused=confirmed.without_refused,
        )
    return go_to(
        request,
        "/register",
        notice=N_("The register is brought in: %(new)s new, %(changed)s changed, %(gone)s gone."),
        new=brought_in.rows_new,
        changed=brought_in.rows_changed,
        gone=brought_in.rows_gone,
    )


def _export(draft: Draft[ParsedRegister], confirmed: Confirmation) -> service.RegisterExport:
    return service.RegisterExport(
        draft.file.name, draft.file.sha256, draft.parsed, confirmed.compared_with
    )


@router.post("/{draft_id}/discard")
def discard_draft(
    request: Request, draft_id: str, actor: MayImport, drafts: TheDrafts, now: Now
) -> Response:
    drafts.forget(drafts.find(actor.id, draft_id, now=now).id)
    return go_to(request, "/register", notice=N_("Nothing was brought in."), kind="info")
