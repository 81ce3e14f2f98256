from dataclasses import replace
from pathlib import PurePath
from typing import Annotated, Any

from fastapi import Depends, File, Query, Request, UploadFile
from fastapi.responses import Response
from sqlmodel import Session, col

from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Reading, Tx
from app.errors import N_
from app.register import queries, service
from app.register.drafts import Draft, Drafts
from app.register.models import RegisterCase
from app.register.reading import (
    DELIMITERS,
    ENCODINGS,
    ColumnMap,
    Field,
    ReadOptions,
    RegisterUnreadable,
    read_in_child,
)
from app.register.shown import FIELD_NAMES, shown_changes, shown_columns
from app.web.forms import Form, Submitted, form_of
from app.web.render import go_to, page
from app.web.routing import pages

router = pages("/register")

REQUIRED = (Field.case_number, Field.unit, Field.placement_form, Field.started_on)
ATTRIBUTE = "attribute"

MayRead = Annotated[Actor, may(Permission.read_register)]
MayImport = Annotated[Actor, may(Permission.import_register)]


def _drafts(request: Request) -> Drafts:
    drafts: Drafts = request.app.state.drafts
    return drafts


TheDrafts = Annotated[Drafts, Depends(_drafts)]


class Reinterpretation(Form):
    """How a person says that a file should be understood instead."""

    columns: list[str] = []
    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None
    sheet: str | None = None


class Confirmation(Form):
    """That a person wants what she has seen, with or without the rows that are refused."""

    without_refused: bool = False


@router.get("")
def show_register(
    request: Request,
    session: Reading,
    actor: MayRead,
    search: Annotated[str, Query(max_length=80)] = "",
    unit_id: str = "",
    placement_form: str = "",
    shown_page: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
) -> Response:
    wanted = queries.RegisterFilter(search.strip(), unit_id, placement_form, shown_page)
    return _register_page(request, session, actor, wanted)


def _register_page(
    request: Request,
    session: Session,
    actor: Actor,
    wanted: queries.RegisterFilter,
    *,
    status: int = 200,
    error: RegisterUnreadable | None = None,
) -> Response:
    return page(
        request,
        "register/register.html",
        status=status,
        error=error,
        imports=queries.imports(session),
        found=queries.cases_seen_by(session, actor, wanted),
        wanted=wanted,
        units=queries.units_seen_by(session, actor),
        by_form=queries.counts_by(session, actor, col(RegisterCase.placement_form)),
        by_unit=queries.counts_by(session, actor, queries.UNIT_NAME),
        may_import=actor.may(Permission.import_register),
    )


@router.post("/drafts")
def upload_export(
    request: Request,
    session: Reading,
    actor: MayImport,
    drafts: TheDrafts,
    now: Now,
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    content = file.file.read() if file else b""
    # Browsers may send a whole path; only the name is of use.
    name = PurePath((file.filename if file else None) or "register").name
    options = ReadOptions(required=REQUIRED)
    try:
        parsed = read_in_child(content, name, options=options)
        remembered = queries.remembered_columns(session, parsed.header)
        if remembered is not None and remembered != parsed.columns:
            parsed = read_in_child(content, name, remembered, options)
    except RegisterUnreadable as error:
        nothing = queries.RegisterFilter()
        return _register_page(request, session, actor, nothing, status=422, error=error)
    draft = drafts.hold(actor.id, name, content, options, parsed, now=now)
    return go_to(request, f"/register/drafts/{draft.id}")


@router.get("/drafts/{draft_id}")
def show_draft(
    request: Request,
    draft_id: str,
    session: Reading,
    actor: MayImport,
    drafts: TheDrafts,
    now: Now,
) -> Response:
    draft = drafts.find(actor.id, draft_id, now=now)
    return _draft_page(request, session, draft)


def _draft_page(
    request: Request, session: Session, draft: Draft, *, status: int = 200, **more: Any
) -> Response:
    difference = None if draft.parsed.missing else service.preview(session, draft.parsed)
    shown = {"wrong": "", "reading_error": None, **more}
    return page(
        request,
        "register/draft.html",
        status=status,
        draft=draft,
        parsed=draft.parsed,
        difference=difference,
        changes=shown_changes(difference.changed) if difference else [],
        columns=shown_columns(draft.parsed),
        field_names=FIELD_NAMES,
        required=REQUIRED,
        encodings=ENCODINGS,
        delimiters=DELIMITERS,
        **shown,
    )


@router.post("/drafts/{draft_id}/reading")
def reread_draft(
    request: Request,
    draft_id: str,
    session: Reading,
    actor: MayImport,
    drafts: TheDrafts,
    now: Now,
    said: Annotated[Submitted[Reinterpretation], form_of(Reinterpretation)],
) -> Response:
    draft = drafts.find(actor.id, draft_id, now=now)
    if said.meaning is None:
        return _draft_page(request, session, draft, status=422, wrong=next(iter(said.wrong.values())))
    options = replace(
        draft.options,
        encoding=said.meaning.encoding or None,
        delimiter=said.meaning.delimiter or None,
        header_row=said.meaning.header_row,
        sheet=said.meaning.sheet or None,
    )
    chosen = _column_map(draft.parsed.header, said.meaning.columns)
    same_table = _same_table(draft.options, options)
    try:
        parsed = read_in_child(
            draft.content, draft.file_name, chosen if same_table else None, options
        )
    except RegisterUnreadable as error:
        return _draft_page(request, session, draft, status=422, reading_error=error)
    drafts.hold(
        actor.id,
        draft.file_name,
        draft.content,
        options,
        parsed,
        now=now,
        replacing=draft.id,
    )
    return go_to(request, f"/register/drafts/{draft.id}#result")


def _same_table(before: ReadOptions, after: ReadOptions) -> bool:
    """Tell whether the headings can still be the same, so that a choice of columns holds."""
    return before == after


def _column_map(header: tuple[str, ...], choices: list[str]) -> ColumnMap | None:
    """Read what was chosen for each column, in the order of the headings."""
    if len(choices) != len(header):
        return None
    fields: dict[Field, str] = {}
    for name, choice in zip(header, choices, strict=True):
        if choice in Field:
            fields.setdefault(Field(choice), name)
    kept = {
        name: name for name, choice in zip(header, choices, strict=True) if choice == ATTRIBUTE
    }
    return ColumnMap(fields, kept)


@router.post("/drafts/{draft_id}/import")
def import_register(
    request: Request,
    draft_id: str,
    session: Tx,
    actor: MayImport,
    drafts: TheDrafts,
    now: Now,
    said: Annotated[Submitted[Confirmation], form_of(Confirmation)],
) -> Response:
    draft = drafts.find(actor.id, draft_id, now=now)
    without_refused = said.meaning is not None and said.meaning.without_refused
    if draft.parsed.rows_refused and not without_refused:
        return _draft_page(
            request,
            session,
            draft,
            status=422,
            wrong=N_("Tick the box to bring in the other rows, or correct the file first."),
        )
    export = service.RegisterExport(draft.file_name, draft.file_sha256, draft.parsed)
    brought_in = service.import_register(
        session, actor, export, now=now, without_refused=without_refused
    )
    drafts.forget(draft.id)
    return go_to(
        request,
        "/register",
        notice=N_("The register is brought in: %(new)s new, %(changed)s changed, %(gone)s gone."),
        new=brought_in.rows_new,
        changed=brought_in.rows_changed,
        gone=brought_in.rows_gone,
    )


@router.post("/drafts/{draft_id}/discard")
def discard_draft(
    request: Request, draft_id: str, actor: MayImport, drafts: TheDrafts, now: Now
) -> Response:
    drafts.forget(drafts.find(actor.id, draft_id, now=now).id)
    return go_to(request, "/register", notice=N_("Nothing was brought in."), kind="info")
