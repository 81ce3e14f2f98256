"""Reminders in the invented municipality: mails that went, one that waits, a calendar."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from app.auth.actor import Actor
from app.demo.rounds import at
from app.reminders.models import MailState, OutboxMail
from app.reminders.outbox import note_sent, note_trouble, put_in_outbox, take_in_hand
from app.reminders.service import choose_reminders, make_feed
from app.settings import Settings

DAYS = (date(2026, 11, 16), date(2026, 11, 23), date(2026, 11, 27))


def remind(session: Session, cast: Mapping[str, Actor], settings: Settings) -> None:
    """Write the mails of three days. Nothing leaves the demonstration: it has no mail server."""
    before = at(DAYS[0], 7)
    make_feed(session, cast["mona"], now=before)
    choose_reminders(session, cast["rolf"], None, by_mail=False, now=before)
    for day in DAYS:
        morning = at(day, 6)
        put_in_outbox(session, settings, now=morning)
        waiting = session.scalars(
            select(col(OutboxMail.id))
            .where(col(OutboxMail.state) == MailState.waiting)
            .order_by(col(OutboxMail.person_id))
        ).all()
        for place, mail_id in enumerate(waiting):
            take_in_hand(session, mail_id, now=morning)
            later = morning + timedelta(seconds=2)
            if day == DAYS[-1] and place == 0:
                trouble = "451 4.3.0 Mail server temporarily unavailable"
                note_trouble(session, mail_id, trouble, for_good=False, now=later)
            else:
                note_sent(session, mail_id, now=later)
