"""Bringing in a plan from a table: choose the file, look at what it says, then bring it in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, File, Request, UploadFile
from fastapi.responses import Response
from pydantic import Field
from sqlmodel import Session

from app.actions.action_page import WORDS
from app.actions.importing.columns import FIELD_NAMES, PlanField, headings, propose
from app.actions.importing.opening import open_table
from app.actions.importing.reading import ReadPlan, read_plan
from app.actions.importing.refused import refused_rows
from app.actions.importing.service import demand_planner, import_plan, known_here
from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Reading, Tx
from app.errors import N_
from app.external_findings.queries import findings
from app.external_findings.service import may_keep
from app.register.drafts import Draft, Drafts
from app.register.reading import (
    ReadOptions,
    ReadTable,
    RegisterUnreadable,
    header_of,
    read_table_in_child,
)
from app.web.forms import Form, Submitted, form_of, understand
from app.web.language import ZONE, gettext, said
from app.web.render import download, go_to, page
from app.web.routing import pages

router = pages("/actions/import")
MayPlan = Annotated[Actor, may(Permission.plan_action)]
EXAMPLES = 3
MOST_SHOWN = 50


class Interpretation(Form):
    """What each column is, in their order; where the headings stand; whose finding it answers."""

    columns: list[str] = Field(default_factory=list, max_length=200)
    header_row: int | None = Field(None, ge=1, le=1000)
    finding_id: str | None = None
    without_refused: bool = False


class SheetForm(Form):
    sheet: str = ""


def _drafts(request: Request) -> Drafts[ReadTable]:
    drafts: Drafts[ReadTable] = request.app.state.plan_drafts
    return drafts


def _chosen(request: Request) -> Interpretation:
    """Read from the address how the table is to be understood."""
    asked = request.query_params
    typed: dict[str, Any] = {**asked, "columns": asked.getlist("columns")}
    return understand(Interpretation, typed).meaning or Interpretation()


TheDrafts = Annotated[Drafts[ReadTable], Depends(_drafts)]
Chosen = Annotated[Interpretation, Depends(_chosen)]


@router.get("")
def show_import(request: Request, actor: MayPlan) -> Response:
    demand_planner(actor)
    return page(request, "actions/import.html", path="/actions/import", error=None)


@router.post("")
def upload_plan(
    request: Request,
    actor: MayPlan,
    drafts: TheDrafts,
    now: Now,
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    demand_planner(actor)
    opened = open_table(file)
    if isinstance(opened, RegisterUnreadable):
        return page(
            request,
            "actions/import.html",
            status=opened.status,
            path="/actions/import",
            error=said(opened.message, opened.details),
        )
    sent, table = opened
    draft = drafts.hold(actor.id, sent, table, now=now)
    return go_to(request, f"/actions/import/{draft.id}")


@router.get("/{draft_id}")
def show_draft(
    request: Request,
    draft_id: str,
    session: Reading,
    actor: MayPlan,
    drafts: TheDrafts,
    chosen: Chosen,
    now: Now,
) -> Response:
    draft = drafts.find(actor.id, draft_id, now=now)
    return _draft_page(request, session, actor, draft, chosen, now)


@router.get("/{draft_id}/refused.csv")
def download_refused(
    draft_id: str, session: Reading, actor: MayPlan, drafts: TheDrafts, chosen: Chosen, now: Now
) -> Response:
    draft = drafts.find(actor.id, draft_id, now=now)
    plan = _understood(session, draft.parsed, chosen, now).plan
    return download(refused_rows(plan), "avvisade-rader.csv", "text/csv; charset=utf-8")


@router.post("/{draft_id}/sheet")
def choose_sheet(
    request: Request,
    draft_id: str,
    actor: MayPlan,
    drafts: TheDrafts,
    form: Annotated[Submitted[SheetForm], form_of(SheetForm)],
    now: Now,
) -> Response:
    draft = drafts.find(actor.id, draft_id, now=now)
    sheet = form.meaning.sheet if form.meaning else ""
    options = ReadOptions(sheet=sheet if sheet in draft.parsed.sheets else None)
    table = read_table_in_child(draft.file.content, draft.file.name, headings(), options)
    drafts.hold(actor.id, draft.file, table, now=now, replacing=draft.id)
    return go_to(request, f"/actions/import/{draft.id}")


@router.post("/{draft_id}")
def bring_in(
    request: Request,
    draft_id: str,
    session: Tx,
    actor: MayPlan,
    drafts: TheDrafts,
    form: Annotated[Submitted[Interpretation], form_of(Interpretation)],
    now: Now,
) -> Response:
    draft = drafts.find(actor.id, draft_id, now=now)
    chosen = form.meaning or Interpretation()
    plan = _understood(session, draft.parsed, chosen, now).plan
    if not plan.rows or (plan.refusals and not chosen.without_refused):
        return _draft_page(request, session, actor, draft, chosen, now, status=422)
    with drafts.taking(actor.id, draft_id, now=now) as taken:
        actions = import_plan(
            session,
            actor,
            plan,
            finding_id=chosen.finding_id,
            file_sha256=taken.file.sha256,
            now=now,
        )
    return go_to(
        request, "/actions", notice=N_("%(number)s actions are in the plan."), number=len(actions)
    )


@router.post("/{draft_id}/discard")
def discard(
    request: Request, draft_id: str, actor: MayPlan, drafts: TheDrafts, now: Now
) -> Response:
    drafts.forget(drafts.find(actor.id, draft_id, now=now).id)
    return go_to(request, "/actions", notice=N_("Nothing was brought in."), kind="info")


@dataclass(frozen=True, slots=True)
class _Understood:
    header: Sequence[str]
    header_row: int
    columns: Mapping[PlanField, str]
    plan: ReadPlan


def _understood(
    session: Session, table: ReadTable, chosen: Interpretation, now: Now
) -> _Understood:
    """Understand a table as somebody says, or else by the names of its columns."""
    row = min(chosen.header_row or table.header_row, len(table.rows))
    header = header_of(list(table.rows[row - 1]))
    columns: dict[PlanField, str] = {}
    for name, code in zip(header, chosen.columns, strict=False):
        if code in FIELD_NAMES:
            columns.setdefault(PlanField(code), name)
    if not chosen.columns:
        columns = propose(header)
    known = known_here(session, now=now)
    return _Understood(header, row, columns, read_plan(table.rows, header, row, columns, known))


def _draft_page(
    request: Request,
    session: Session,
    actor: Actor,
    draft: Draft[ReadTable],
    chosen: Interpretation,
    now: Now,
    *,
    status: int = 200,
) -> Response:
    table = draft.parsed
    found = _understood(session, table, chosen, now)
    read_as = {name: str(field) for field, name in found.columns.items()}
    below = table.rows[found.header_row : found.header_row + EXAMPLES]
    columns = [
        (name, read_as.get(name, ""), [row[place] for row in below if place < len(row)])
        for place, name in enumerate(found.header)
    ]
    listed = findings(session, today=now.astimezone(ZONE).date()) if may_keep(actor) else []
    return page(
        request,
        "actions/import_draft.html",
        status=status,
        path=f"/actions/import/{draft.id}",
        draft=draft,
        found=found,
        plan=found.plan,
        columns=columns,
        sheets=[(name, name) for name in table.sheets],
        choices=[(code, gettext(text)) for code, text in FIELD_NAMES.items()],
        findings=[(o.finding.id, f"{o.finding.diary_number} {o.finding.title}") for o in listed],
        chosen=chosen,
        query=str(request.url.query),
        words=WORDS,
        most_shown=MOST_SHOWN,
        refused=status != 200,  # noqa: PLR2004 (the status of a page that is as it should be)
    )
