"""The page of figures about deviations."""

from datetime import date
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import Response

from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Reading
from app.deviations import shown
from app.deviations.figures import deviation_figures
from app.deviations.figures_shown import figures_shown
from app.settings import Settings
from app.web.language import ZONE
from app.web.periods import periods_to_choose
from app.web.render import page
from app.web.routing import pages

router = pages("/deviations")
MayRead = Annotated[Actor, may(Permission.read_deviations)]
From = Annotated[str, Query(alias="from", max_length=10)]
To = Annotated[str, Query(alias="to", max_length=10)]


@router.get("/figures")
def figures(
    request: Request,
    session: Reading,
    actor: MayRead,
    now: Now,
    period_from: From = "",
    period_to: To = "",
) -> Response:
    settings: Settings = request.app.state.settings
    today = now.astimezone(ZONE).date()
    first = _day(period_from) or date(today.year, 1, 1)
    last = _day(period_to) or today
    units = actor.units_for(Permission.read_deviations)
    counted = deviation_figures(
        session,
        units=units,
        period_from=min(first, last),
        period_to=max(first, last),
        today=today,
        smallest=settings.smallest_cell,
    )
    return page(
        request,
        "deviations/figures.html",
        figures=counted,
        shown=figures_shown(counted),
        scoped=units is not None,
        smallest=settings.smallest_cell,
        periods=periods_to_choose(
            today,
            (counted.period_from, counted.period_to),
            "/deviations/figures?from=%s&to=%s",
        ),
        tabs=shown.tabs(actor, "/deviations/figures"),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
