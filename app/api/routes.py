"""The interface for programs: to read, never to change. One set of figures, masked in one place."""

from typing import Annotated

from fastapi import Query
from fastapi.responses import Response
from pydantic import Field

from app.api import routes_mending
from app.api.answers import answers_page, files_page
from app.api.offering import PROBLEMS, offer
from app.api.sheets import (
    CHANGES,
    QUESTIONS,
    ROUNDS,
    about_round,
    changes_sheet,
    questions_sheet,
    rounds_sheet,
)
from app.api.tables import NoQuery, Paging, Parameters, Reader, TheReader, one, table
from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.auth.scopes import Scope
from app.auth.token_guard import token_for
from app.errors import N_, NotFound
from app.rounds.access import get_round, is_drawn
from app.rounds.models import Round
from app.summary.answers_export import ANSWERS, FILES
from app.summary.change import round_change, rounds_before
from app.summary.design import DESIGN, design_sheet
from app.summary.exporting.work import rounds_with_figures
from app.summary.findings import judged
from app.summary.service import Report, report_of
from app.summary.sheets import GROUPS, SUMMARY, Sheet, strata_sheet, summary_sheet, units_sheet
from app.summary.together import ROUND, together
from app.web.routing import pages
from review_forms import load

router = pages("/api/v1")

OfSummary = Annotated[Actor, token_for(Scope.summary)]
OfAnswers = Annotated[Actor, token_for(Scope.answers)]


class Since(Parameters):
    """The earlier round to compare with; the one before it, if nothing is said."""

    since: str = Field("", max_length=40, description="Id of the earlier round.")


@offer(router, "/rounds", ROUNDS, N_("The rounds whose figures can be read"))
def rounds(actor: OfSummary, reader: TheReader, asked: Paging) -> Response:
    return table(reader, rounds_sheet(rounds_with_figures(reader.session, actor)), asked)


@router.get(
    "/rounds/{round_id}",
    summary=N_("One round: how it was drawn, and how far it has come"),
    responses=PROBLEMS,
)
def round_(actor: OfSummary, reader: TheReader, round_id: str, _asked: NoQuery) -> Response:
    return one(reader, about_round(_report(reader, actor, round_id)))


@offer(router, "/rounds/{round_id}/summary", SUMMARY, N_("Figures of a round, masked"))
def summary(actor: OfSummary, reader: TheReader, round_id: str, asked: Paging) -> Response:
    return table(reader, summary_sheet(_report(reader, actor, round_id)), asked)


@offer(router, "/rounds/{round_id}/strata", GROUPS, N_("Figures by stratum, masked"))
def strata(actor: OfSummary, reader: TheReader, round_id: str, asked: Paging) -> Response:
    return table(reader, strata_sheet(_report(reader, actor, round_id)), asked)


@offer(router, "/rounds/{round_id}/units", GROUPS, N_("Figures by unit, masked"))
def units(actor: OfSummary, reader: TheReader, round_id: str, asked: Paging) -> Response:
    return table(reader, units_sheet(_report(reader, actor, round_id)), asked)


@offer(router, "/rounds/{round_id}/design", DESIGN, N_("Strata with sizes, chance and weight"))
def design(actor: OfSummary, reader: TheReader, round_id: str, asked: Paging) -> Response:
    report = _report(reader, actor, round_id)
    shown = report.figures.strata
    sheet = design_sheet(reader.session, report.round_) if shown else Sheet("urval", "", DESIGN)
    return table(reader, sheet, asked)


@offer(router, "/rounds/{round_id}/questions", QUESTIONS, N_("The questions of the checklist"))
def questions(actor: OfSummary, reader: TheReader, round_id: str, asked: Paging) -> Response:
    found = _drawn(reader, actor, round_id)
    form = load(found.form_name, found.form_version)
    told = frozenset(question.id for question in judged(form))
    return table(reader, questions_sheet(form, told), asked)


@offer(router, "/rounds/{round_id}/changes", CHANGES, N_("What has changed since an earlier round"))
def changes(
    actor: OfSummary, reader: TheReader, round_id: str, asked: Annotated[Since, Query()]
) -> Response:
    later = _drawn(reader, actor, round_id)
    before = rounds_before(reader.session, later)
    earlier = next((each for each in before if asked.since in {"", each.id}), None)
    if earlier is None:
        raise NotFound
    get_round(reader.session, actor, earlier.id, Permission.read_summary)
    changed = round_change(reader.session, earlier, later, smallest=reader.smallest)
    return table(reader, changes_sheet(changed), asked)


@offer(router, "/summary", (*ROUND, *SUMMARY), N_("Figures of all rounds under each other, masked"))
def all_summaries(actor: OfSummary, reader: TheReader, asked: Paging) -> Response:
    reports = [
        _report(reader, actor, each.id) for each in rounds_with_figures(reader.session, actor)
    ]
    parts = [(report, [summary_sheet(report)]) for report in reports]
    none = Sheet("sammanstallning", "", (*ROUND, *SUMMARY))
    return table(reader, together(parts)[0] if parts else none, asked)


@offer(router, "/rounds/{round_id}/answers", ANSWERS, N_("Every answer; not masked, logged"))
def answers(actor: OfAnswers, reader: TheReader, round_id: str, asked: Paging) -> Response:
    return answers_page(reader, actor, round_id, asked)


@offer(router, "/rounds/{round_id}/files", FILES, N_("Every file drawn; not masked, logged"))
def files(actor: OfAnswers, reader: TheReader, round_id: str, asked: Paging) -> Response:
    return files_page(reader, actor, round_id, asked)


def _report(reader: Reader, actor: Actor, round_id: str) -> Report:
    return report_of(reader.session, actor, round_id, smallest=reader.smallest)


def _drawn(reader: Reader, actor: Actor, round_id: str) -> Round:
    found = get_round(reader.session, actor, round_id, Permission.read_summary)
    if not is_drawn(found):
        raise NotFound
    return found


router.include_router(routes_mending.router)
