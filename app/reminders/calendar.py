"""A person's days as a calendar that her own program fetches. It names no case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlmodel import Session, col

from app.actions.meetings import all_meetings
from app.auth.permissions import GRANTS, Permission
from app.errors import N_
from app.reminders.gathering import all_matters, colleagues
from app.reminders.matters import Colleague, Why, hearers
from app.reminders.words import named, reviews_left
from app.rounds.models import Round, RoundState
from app.web.language import said

if TYPE_CHECKING:
    from icalendar import Alarm, Event

MOST = 500
AHEAD = timedelta(days=400)
BEHIND = timedelta(days=180)
# All-day events begin at midnight: three days before at nine, and at nine on the day.
ALARMS = (timedelta(days=-3, hours=9), timedelta(hours=9))
CUT_OFFS = (
    (4, 30, N_("Cut-off day for T1")),
    (8, 31, N_("Cut-off day for T2")),
    (12, 31, N_("Cut-off day for the annual report")),
)


@dataclass(frozen=True, slots=True)
class Occasion:
    """A day in somebody's calendar."""

    key: str
    on: date
    title: str
    href: str
    note: str = ""


def occasions_of(session: Session, person_id: str, today: date) -> list[Occasion]:
    """List the days that are a person's: what she is to do, her rounds, and the board's days."""
    people = colleagues(session)
    person = next(each for each in people if each.id == person_id)
    names = {each.id: each.name for each in people}
    found = [
        *_to_do(session, person, people, names, today),
        *_rounds(session, person),
        *cut_offs(person, today),
        *board_meetings(session, person, today),
    ]
    near = [each for each in found if today - BEHIND <= each.on <= today + AHEAD]
    return sorted(near, key=lambda each: (each.on, each.key))[:MOST]


def _to_do(
    session: Session,
    person: Colleague,
    people: Sequence[Colleague],
    names: dict[str, str],
    today: date,
) -> Iterator[Occasion]:
    for matter in all_matters(session):
        why = hearers(matter, today, people).get(person.id)
        if why is None:
            continue
        others = why in {Why.late, Why.orphan}
        whose = names.get(matter.owner_id or "", "") if others else ""
        title = named(matter, whose=whose)
        if matter.due_on < today:
            title = said(N_("Late: %(what)s"), {"what": title})
        key = f"{matter.kind}-{matter.id}"
        yield Occasion(key, matter.due_on, title, matter.href, reviews_left(matter))


def _rounds(session: Session, person: Colleague) -> Iterator[Occasion]:
    """List the last days of the rounds that she follows; a reviewer has hers as reviews left."""
    rows = session.scalars(
        select(Round).where(col(Round.state).not_in((RoundState.planned, RoundState.closed)))
    )
    for round_ in rows:
        if _may(person, Permission.follow_round, round_.unit_ids):
            title = said(N_("Last day of the round %(name)s"), {"name": round_.name})
            yield Occasion(f"round-{round_.id}", round_.due_on, title, f"/rounds/{round_.id}")


def cut_offs(person: Colleague, today: date) -> Iterator[Occasion]:
    """List the days at which the reports to the board are cut, for those who write them."""
    if not _may(person, Permission.write_report, ()):
        return
    for year in (today.year, today.year + 1):
        for month, day_, title in CUT_OFFS:
            on = date(year, month, day_)
            if on >= today:
                yield Occasion(f"cut-off-{on}", on, said(title), "/todo")


def board_meetings(session: Session, person: Colleague, today: date) -> Iterator[Occasion]:
    """List the coming meetings of the board, for those who keep its days."""
    if not _may(person, Permission.keep_meetings, ()):
        return
    for on in all_meetings(session):
        if on >= today:
            title = said(N_("The board meets: the economic actions are followed up"))
            yield Occasion(f"board-{on}", on, title, f"/actions/meetings?year={on.year}")


def _may(person: Colleague, permission: Permission, unit_ids: Sequence[str]) -> bool:
    units = {unit for role, unit in person.grants if permission in GRANTS[role]}
    return bool(units) and (None in units or not unit_ids or bool(units & set(unit_ids)))


def as_ical(occasions: Sequence[Occasion], origin: str, domain: str, today: date) -> bytes:
    """Write a calendar as RFC 5545 has it, the same each time it is fetched on the same day."""
    from icalendar import Calendar  # noqa: PLC0415 (it takes half a second)

    calendar = Calendar()
    calendar.add("prodid", "-//Stickprov//SV")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", said(N_("Stickprov: to do")))
    calendar.add("x-wr-timezone", "Europe/Stockholm")
    calendar.add("refresh-interval", timedelta(hours=4))
    calendar.add("x-published-ttl", "PT4H")
    for occasion in occasions:
        calendar.add_component(_event(occasion, origin, domain, today))
    written: bytes = calendar.to_ical()
    return written


def _event(occasion: Occasion, origin: str, domain: str, today: date) -> Event:
    from icalendar import Event  # noqa: PLC0415

    event = Event()
    for name, value in {
        "uid": f"{occasion.key}@{domain}",
        "dtstamp": datetime.combine(today, time(), UTC),
        "dtstart": occasion.on,
        "dtend": occasion.on + timedelta(days=1),
        "summary": occasion.title,
        "description": "\n".join(filter(None, (occasion.note, origin + occasion.href))),
        "url": origin + occasion.href,
        "transp": "TRANSPARENT",
        "class": "PRIVATE",
    }.items():
        event.add(name, value)
    for before in ALARMS:
        event.add_component(_alarm(occasion.title, before))
    return event


def _alarm(title: str, before: timedelta) -> Alarm:
    from icalendar import Alarm  # noqa: PLC0415

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", before)
    return alarm
