"""How the plan goes, in figures."""

from datetime import date
from typing import Annotated

from fastapi import Request
from fastapi.responses import Response

from app.actions.action_page import WORDS, today
from app.actions.figures import action_figures
from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Reading
from app.web.forms import Form, understand
from app.web.periods import periods_to_choose
from app.web.render import page
from app.web.routing import pages

router = pages("/actions/figures")
MayRead = Annotated[Actor, may(Permission.read_actions)]


class PeriodForm(Form):
    period_from: date | None = None
    period_to: date | None = None


@router.get("")
def show_figures(request: Request, session: Reading, actor: MayRead, now: Now) -> Response:
    asked = understand(PeriodForm, dict(request.query_params))
    chosen = asked.meaning or PeriodForm()
    day = today(now)
    first = chosen.period_from or date(day.year, 1, 1)
    last = chosen.period_to or day
    figures = action_figures(
        session,
        units=actor.units_for(Permission.read_actions),
        period_from=min(first, last),
        period_to=max(first, last),
        today=day,
    )
    return page(
        request,
        "actions/figures.html",
        figures=figures,
        periods=periods_to_choose(
            day,
            (figures.period_from, figures.period_to),
            "/actions/figures?period_from=%s&period_to=%s",
        ),
        wrong=asked.wrong,
        scoped=actor.units_for(Permission.read_actions) is not None,
        words=WORDS,
    )
