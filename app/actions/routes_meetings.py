"""The economic actions at the board's meetings, and the days on which it meets."""

from datetime import datetime
from typing import Annotated

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.actions.action_page import today
from app.actions.export import as_csv
from app.actions.forms import MeetingsForm, YearForm
from app.actions.meetings import meetings_as_read, meetings_of, set_meetings
from app.actions.meetings_page import MeetingsShown, meetings_sheet, meetings_shown
from app.actions.routes_export import MEDIA, as_file
from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Reading, Tx
from app.errors import N_, NotFound
from app.web.as_read import OVERTAKEN, overtaken
from app.web.forms import Submitted, form_of, understand
from app.web.render import download, go_to, page
from app.web.routing import pages

router = pages("/actions")
MayRead = Annotated[Actor, may(Permission.read_actions)]
MayKeep = Annotated[Actor, may(Permission.keep_meetings)]


@router.get("/meetings")
def show_meetings(request: Request, session: Reading, actor: MayRead, now: Now) -> Response:
    return _page(request, session, actor, now, _year(request, now), Submitted())


@router.get("/meetings.{suffix}")
def export_meetings(
    request: Request, suffix: str, session: Reading, actor: MayRead, now: Now
) -> Response:
    if suffix not in MEDIA:
        raise NotFound
    year = _year(request, now)
    sheet = meetings_sheet(meetings_shown(session, actor, year, today(now)))
    content = as_csv(sheet) if suffix == "csv" else as_file(request, sheet)
    return download(content, f"sammantraden-{year}.{suffix}", MEDIA[suffix])


@router.post("/meetings")
def keep_meetings(
    request: Request,
    session: Tx,
    actor: MayKeep,
    form: Annotated[Submitted[MeetingsForm], form_of(MeetingsForm)],
    now: Now,
) -> Response:
    if form.meaning is None:
        sent = understand(YearForm, {"year": form.typed.get("year", "")})
        year = (sent.meaning and sent.meaning.year) or today(now).year
        return _page(request, session, actor, now, year, form, status=422)
    year = form.meaning.year
    stands = meetings_as_read(meetings_of(session, year, lock=True))
    if again := overtaken(form, stands):
        return _page(request, session, actor, now, year, again, status=OVERTAKEN)
    set_meetings(session, actor, year, form.meaning.days, now=now)
    where = f"/actions/meetings?year={year}"
    return go_to(request, where, notice=N_("The days of the board are saved."))


def _year(request: Request, now: datetime) -> int:
    asked = understand(YearForm, dict(request.query_params)).meaning
    return (asked and asked.year) or today(now).year


def _page(
    request: Request,
    session: Session,
    actor: Actor,
    now: datetime,
    year: int,
    form: Submitted[MeetingsForm],
    *,
    status: int = 200,
) -> Response:
    shown: MeetingsShown = meetings_shown(session, actor, year, today(now))
    this_year = today(now).year
    years = sorted({year, this_year - 1, this_year, this_year + 1})
    return page(
        request,
        "actions/meetings.html",
        status=status,
        path="/actions/meetings",
        shown=shown,
        today=today(now),
        years=[
            {"label": one, "href": f"/actions/meetings?year={one}", "current": one == year}
            for one in years
        ],
        form=form,
        typed_days=_typed_days(form, shown),
        as_read=form.typed.get("as_read") or meetings_as_read(shown.days),
        overtaken=status == OVERTAKEN,
        scoped=actor.units_for(Permission.read_actions) is not None,
    )


def _typed_days(form: Submitted[MeetingsForm], shown: MeetingsShown) -> str:
    typed = form.typed.get("days", [day.isoformat() for day in shown.days])
    return "\n".join(typed)
