"""Deviations and the action plan, for programs."""

from datetime import date
from typing import Annotated

from fastapi import Query
from fastapi.responses import Response
from pydantic import Field

from app.actions.export import plan_sheet
from app.actions.figures import action_figures
from app.actions.queries import ActionsWanted, all_matching
from app.api.mending import (
    ACTION_FIGURES,
    ACTIONS,
    DEVIATION_FIGURES,
    DEVIATIONS,
    action_figures_sheet,
    deviation_figures_sheet,
    without_people,
)
from app.api.offering import offer
from app.api.tables import Paging, Parameters, Reader, TheReader, table
from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.auth.scopes import Scope
from app.auth.token_guard import token_for
from app.deviations.export import sheet_of
from app.deviations.figures import deviation_figures
from app.deviations.queries import Wanted, deviations_matching
from app.errors import N_
from app.web.language import ZONE
from app.web.routing import pages

router = pages()

OfDeviations = Annotated[Actor, token_for(Scope.deviations)]
OfActions = Annotated[Actor, token_for(Scope.actions)]


class InPeriod(Parameters):
    """Between which days; from the beginning of the year until today, if nothing is said."""

    period_from: date | None = Field(None, alias="from", description="As 2026-01-01.")
    period_to: date | None = Field(None, alias="to", description="As 2026-04-30.")


AskedPeriod = Annotated[InPeriod, Query()]


@offer(router, "/deviations", DEVIATIONS, N_("Deviations, without people and case numbers"))
def deviations(actor: OfDeviations, reader: TheReader, asked: Paging) -> Response:
    found, _ = deviations_matching(
        reader.session, actor, Wanted(), _today(reader), all_of_them=True
    )
    return table(reader, without_people(sheet_of(found), DEVIATIONS), asked)


@offer(router, "/deviations/figures", DEVIATION_FIGURES, N_("Deviations of a period, in figures"))
def deviations_in_figures(actor: OfDeviations, reader: TheReader, asked: AskedPeriod) -> Response:
    first, last = _period(reader, asked)
    figures = deviation_figures(
        reader.session,
        units=actor.units_for(Permission.read_deviations),
        period_from=first,
        period_to=last,
        today=_today(reader),
        smallest=reader.smallest,
    )
    return table(reader, deviation_figures_sheet(figures), asked)


@offer(router, "/actions", ACTIONS, N_("The action plan, without people and case numbers"))
def actions(actor: OfActions, reader: TheReader, asked: Paging) -> Response:
    found = all_matching(reader.session, actor, ActionsWanted(), today=_today(reader))
    return table(reader, without_people(plan_sheet(found), ACTIONS), asked)


@offer(router, "/actions/figures", ACTION_FIGURES, N_("The action plan of a period, in figures"))
def actions_in_figures(actor: OfActions, reader: TheReader, asked: AskedPeriod) -> Response:
    first, last = _period(reader, asked)
    figures = action_figures(
        reader.session,
        units=actor.units_for(Permission.read_actions),
        period_from=first,
        period_to=last,
        today=_today(reader),
    )
    return table(reader, action_figures_sheet(figures), asked)


def _today(reader: Reader) -> date:
    today: date = reader.now.astimezone(ZONE).date()
    return today


def _period(reader: Reader, asked: InPeriod) -> tuple[date, date]:
    today = _today(reader)
    first = asked.period_from or date(today.year, 1, 1)
    last = asked.period_to or today
    return min(first, last), max(first, last)
