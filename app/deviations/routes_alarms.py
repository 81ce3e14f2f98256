"""A child may be at risk now: the phone list at once, and who does what about it."""

from functools import partial
from typing import Annotated, Any

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from app.audit.log import append, record
from app.auth.actor import Actor
from app.auth.guard import may, signed_in_person
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Reading, TheDatabase, Tx
from app.deviations import alarms, phone_list, shown
from app.deviations.alarm_queries import alarms_of, calls_of, open_alarms
from app.deviations.events import AlarmViewed
from app.deviations.forms import CallForm, OutcomeForm
from app.deviations.models import ProtectionAlarm
from app.errors import N_
from app.web.as_read import OVERTAKEN, overtaken
from app.web.forms import Submitted, form_of
from app.web.language import said
from app.web.render import go_to, page
from app.web.routing import pages

router = pages()
MayRaise = Annotated[Actor, may(Permission.raise_alarm)]
# Asked by every page, those where a second factor is set up among them.
Anybody = Annotated[Actor, signed_in_person(before_second_factor=True)]
MayTakeOver = Annotated[Actor, may(Permission.take_over_alarm)]


@router.get("/cases/{frame_case_id}/alarm")
def before_alarm(
    request: Request, frame_case_id: str, session: Reading, actor: MayRaise
) -> Response:
    return page(
        request,
        "deviations/raise_alarm.html",
        case=alarms.case_for_alarm(session, actor, frame_case_id),
        contacts=phone_list.phone_list(session),
    )


@router.post("/cases/{frame_case_id}/alarm")
def raise_alarm(
    request: Request, frame_case_id: str, session: Tx, actor: MayRaise, now: Now
) -> Response:
    alarm = alarms.raise_alarm(session, actor, frame_case_id, now=now)
    return go_to(
        request,
        f"/alarms/{alarm.id}",
        notice=N_("The alarm is raised. Call at once, from the top of the list."),
        kind="warning",
    )


@router.get("/alarms")
def list_alarms(request: Request, session: Reading, actor: MayRaise) -> Response:
    return page(
        request,
        "deviations/alarms.html",
        listed=alarms_of(session, actor),
        contacts=phone_list.phone_list(session),
        tabs=shown.tabs(actor, "/alarms") if actor.may(Permission.read_deviations) else [],
    )


@router.get("/alarms/open")
def show_open_alarms(request: Request, session: Reading, actor: Anybody) -> Response:
    """Say how many alarms wait, at the top of every page; never which, since anybody may ask."""
    waiting = len(open_alarms(session, actor))
    return page(request, "deviations/open_alarms.html", waiting=waiting)


@router.get("/alarms/{alarm_id}")
def read_alarm(
    request: Request,
    alarm_id: str,
    session: Reading,
    database: TheDatabase,
    actor: MayRaise,
    now: Now,
) -> Response:
    alarm = alarms.get_alarm(session, actor, alarm_id)
    database.group.run(partial(append, event=_viewed(alarm, actor, now)))
    return page(request, "deviations/alarm.html", **_shown(session, actor, alarm))


@router.post("/alarms/{alarm_id}/calls")
def note_call(
    request: Request,
    alarm_id: str,
    session: Tx,
    actor: MayRaise,
    form: Annotated[Submitted[CallForm], form_of(CallForm)],
    now: Now,
) -> Response:
    if form.meaning is None:
        return _alarm_again(request, session, actor, alarm_id, form, now)
    called, answered = form.meaning.called, form.meaning.answered
    alarms.note_call(session, actor, alarm_id, called, answered=answered, now=now)
    return go_to(request, f"/alarms/{alarm_id}", notice=N_("The call is noted with its time."))


@router.post("/alarms/{alarm_id}/take-over")
def take_over_alarm(
    request: Request, alarm_id: str, session: Tx, actor: MayTakeOver, now: Now
) -> Response:
    alarms.take_over_alarm(session, actor, alarm_id, now=now)
    return go_to(request, f"/alarms/{alarm_id}", notice=N_("You have taken over the alarm."))


@router.post("/alarms/{alarm_id}/outcome")
def end_alarm(
    request: Request,
    alarm_id: str,
    session: Tx,
    actor: MayTakeOver,
    form: Annotated[Submitted[OutcomeForm], form_of(OutcomeForm)],
    now: Now,
) -> Response:
    if form.meaning is None:
        return _alarm_again(request, session, actor, alarm_id, form, now)
    alarm = alarms.get_alarm(session, actor, alarm_id, lock=True)
    if again := overtaken(form, alarm.as_read):
        return _alarm_again(request, session, actor, alarm_id, again, now, status=OVERTAKEN)
    alarms.end_alarm(session, actor, alarm_id, form.meaning.outcome, now=now)
    return go_to(request, f"/alarms/{alarm_id}", notice=N_("What was done is written down."))


def _alarm_again(
    request: Request,
    session: Session,
    actor: Actor,
    alarm_id: str,
    form: Submitted[Any],
    now: Now,
    *,
    status: int = 422,
) -> Response:
    """Show the alarm with what was typed; a view is one, however it came about."""
    alarm = alarms.get_alarm(session, actor, alarm_id)
    record(session, _viewed(alarm, actor, now))
    wrong = {name: said(text) for name, text in form.wrong.items()}
    again = _shown(session, actor, alarm) | {"typed": form.typed, "wrong": wrong}
    again["overtaken"] = status == OVERTAKEN
    return page(request, "deviations/alarm.html", status=status, **again)


def _viewed(alarm: ProtectionAlarm, actor: Actor, now: Now) -> AlarmViewed:
    return AlarmViewed(
        at=now, actor_id=actor.id, alarm_id=alarm.id, frame_case_id=alarm.frame_case_id
    )


def _shown(session: Session, actor: Actor, alarm: ProtectionAlarm) -> dict[str, Any]:
    return {
        "listed": next(one for one in alarms_of(session, actor) if one.alarm.id == alarm.id),
        "alarm": alarm,
        "contacts": phone_list.phone_list(session),
        "calls": calls_of(session, alarm),
        "may_take_over": alarms.may_take_over(session, actor, alarm),
        "typed": {"as_read": alarm.as_read},
        "wrong": {},
        "overtaken": False,
    }
