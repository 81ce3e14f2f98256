from hashlib import sha256
from typing import Annotated

from fastapi import Request
from fastapi.responses import Response

from app.auth.actor import Actor
from app.auth.guard import anyone, may, signed_in_person
from app.auth.permissions import Permission
from app.clock import Now
from app.db import Reading, TheDatabase
from app.organisation.models import Person
from app.reminders.calendar import as_ical, occasions_of
from app.reminders.outbox import today_of
from app.reminders.outbox_shown import outbox_shown
from app.reminders.service import READ_NOTED_EVERY, note_feed_read, whose_feed
from app.reminders.todo import todo_of
from app.reminders.words import steps
from app.settings import Settings
from app.web.language import speaking
from app.web.render import by_htmx, go_to, page
from app.web.routing import pages

router = pages()
SignedIn = Annotated[Actor, signed_in_person()]
# Every page asks, also where a second factor is set up and after somebody was signed out. A number
# that cannot be told must never lead away from a page with words on it that are not saved.
OnEveryPage = Annotated[Actor | None, anyone()]
MayReadOutbox = Annotated[Actor, may(Permission.read_outbox)]


@router.get("/todo")
def todo(request: Request, session: Reading, actor: SignedIn, now: Now) -> Response:
    today = today_of(now)
    return page(request, "reminders/todo.html", todo=todo_of(session, actor, today), today=today)


@router.get("/todo/count")
def todo_count(request: Request, session: Reading, actor: OnEveryPage, now: Now) -> Response:
    """Give the number beside To do in the menu; each page fetches it once it is there."""
    if not by_htmx(request):
        return go_to(request, "/todo")
    if actor is None:
        return Response(status_code=204)
    number = todo_of(session, actor, today_of(now)).urgent
    return page(request, "reminders/count.html", number=number)


@router.get("/calendar/{token}.ics", dependencies=[anyone()])
def calendar(
    request: Request, token: str, session: Reading, database: TheDatabase, now: Now
) -> Response:
    choice = whose_feed(session, token)
    person = session.get_one(Person, choice.person_id)
    settings: Settings = request.app.state.settings
    today = today_of(now)
    with speaking(person.language):
        occasions = occasions_of(session, person.id, today)
        content = as_ical(occasions, settings.origin, settings.mail_domain, today)
    if choice.feed_read_at is None or now - choice.feed_read_at > READ_NOTED_EVERY:
        database.group.run(lambda connection: note_feed_read(connection, person.id, now))
    headers = {
        "ETag": f'"{sha256(content).hexdigest()[:32]}"',
        "Cache-Control": "private, max-age=3600",
        "Content-Disposition": 'inline; filename="stickprov.ics"',
    }
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


@router.get("/outbox")
def outbox(request: Request, session: Reading, _actor: MayReadOutbox) -> Response:
    settings: Settings = request.app.state.settings
    return page(
        request,
        "reminders/outbox.html",
        outbox=outbox_shown(session),
        configured=settings.sends_mail,
        host=settings.smtp_host,
        sender=settings.smtp_from,
        steps=steps(settings.reminder_days),
    )
