"""The log: what has happened, whether it holds together, and who has read a case."""

import json
from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query, Request
from fastapi.responses import Response
from pydantic import Field
from sqlmodel import Session

from app.admin.events import LogChecked, ReadingsViewed
from app.admin.log_queries import (
    EntriesWanted,
    case_and_reviews,
    entries_for,
    events_seen,
    latest_check,
    people_in_log,
    readings_of,
)
from app.audit.log import append, faults_in_chain, length
from app.audit.words import words_for
from app.auth.actor import Actor
from app.auth.guard import may
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Reading, TheDatabase
from app.errors import N_
from app.web.forms import Form, Submitted, understand
from app.web.language import ZONE, number, said
from app.web.render import go_to, page
from app.web.routing import pages

router = pages("/log")
MayRead = Annotated[Actor, may(Permission.read_log)]
MayReadAll = Annotated[Actor, may(Permission.read_whole_log)]


class LogFilter(Form):
    person: str | None = Field(None, max_length=40)
    event: str | None = Field(None, max_length=60)
    since: date | None = None
    until: date | None = None
    older_than: int | None = Field(None, ge=1)
    newer_than: int | None = Field(None, ge=0)


@router.get("")
def show_log(request: Request, session: Reading, actor: MayRead) -> Response:
    asked = understand(LogFilter, dict(request.query_params))
    return page(
        request,
        "admin/log.html",
        status=200 if asked.meaning else 422,
        asked=asked,
        shown=entries_for(session, actor, _wanted(asked.meaning or LogFilter())),
        link=_link(asked),
        event_choices=_choices(events_seen(session, actor)),
        people=people_in_log(session),
        checked=_checked(session),
        may_read_all=actor.may(Permission.read_whole_log),
        words_for=words_for,
    )


@router.post("/check")
def check_log(request: Request, database: TheDatabase, actor: MayRead, now: Now) -> Response:
    """Walk the whole log. It is read from the side, so that nobody's saving waits for it."""
    with database.reading() as session:
        entries, faults = length(session), list(faults_in_chain(session))
    checked = LogChecked(at=now, actor_id=actor.id, entries=entries, faults=len(faults))
    database.group.run(lambda connection: append(connection, checked))
    if faults:
        return go_to(
            request,
            "/log",
            notice=N_(
                "The log does not hold together: %(faults)s faults, the first at entry %(seq)s. "
                "Keep a copy of the database and find out what has happened."
            ),
            kind="warning",
            faults=len(faults),
            seq=faults[0].seq,
        )
    return go_to(
        request,
        "/log",
        notice=N_("The log is whole: %(entries)s entries, none changed and none missing."),
        entries=number(entries),
    )


@router.get("/readings")
def show_readings(
    request: Request,
    database: TheDatabase,
    session: Reading,
    actor: MayReadAll,
    now: Now,
    case: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    cases, reviews = case_and_reviews(session, case.strip()) if case.strip() else ([], [])
    if cases:
        viewed = ReadingsViewed(at=now, actor_id=actor.id, frame_case_ids=cases)
        database.group.run(lambda connection: append(connection, viewed))
    readings = readings_of(session, [*cases, *reviews])
    return page(
        request,
        "admin/readings.html",
        case=case.strip(),
        found=bool(cases),
        readings=readings,
        readers=Counter(shown.who or "–" for shown in readings).most_common(),
        words_for=words_for,
    )


def _wanted(chosen: LogFilter) -> EntriesWanted:
    return EntriesWanted(
        person_id=chosen.person,
        event=chosen.event,
        since=_midnight(chosen.since),
        until=_midnight(chosen.until + timedelta(days=1)) if chosen.until else None,
        older_than=chosen.older_than,
        newer_than=chosen.newer_than,
    )


def _choices(events: list[str]) -> list[tuple[str, str]]:
    """Name the kinds of entries, in the order of the reader's own words."""
    return sorted(((name, said(words_for(name))) for name in events), key=lambda pair: pair[1])


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), tzinfo=ZONE)


def _link(asked: Submitted[LogFilter]) -> Any:
    """Make links to other pages of the same selection."""
    kept = {
        name: value
        for name, value in asked.typed.items()
        if value and name not in {"older_than", "newer_than"}
    }

    def link(**more: int) -> str:
        return "/log?" + urlencode(kept | more)

    return link


def _checked(session: Session) -> dict[str, Any] | None:
    found = latest_check(session)
    if found is None:
        return None
    entry, payload = found
    return {"at": entry.at, **json.loads(payload)}
