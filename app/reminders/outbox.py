"""Mails that are to be sent: made once, kept until they are sent, and never sent twice."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlmodel import Session, col

from app.organisation.models import Person
from app.reminders.digest import Digest, digest
from app.reminders.gathering import all_matters, colleagues
from app.reminders.matters import Reminder, Rules, reminders_on
from app.reminders.models import MailState, OutboxMail, Reminded, ReminderChoice
from app.settings import Settings
from app.web.language import ZONE, speaking

HELD = timedelta(minutes=10)
FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=12)
KEPT = timedelta(days=90)
LONGEST_ERROR = 300


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail before it is put in the outbox."""

    person: Person
    reminders: list[Reminder]
    digest: Digest


def today_of(now: datetime) -> date:
    """Give the day it is in Sweden."""
    return now.astimezone(ZONE).date()


def drafts(session: Session, settings: Settings, *, now: datetime) -> list[Draft]:
    """Write the mails of today, without putting them anywhere."""
    today = today_of(now)
    people = colleagues(session)
    names = {person.id: person.name for person in people}
    rules = Rules(before=settings.reminder_days)
    by_person: dict[str, list[Reminder]] = {}
    for reminder in reminders_on(today, all_matters(session), people, rules, _already(session)):
        by_person.setdefault(reminder.person_id, []).append(reminder)
    written = []
    for person in _by_mail(session, by_person):
        reminders = by_person[person.id]
        with speaking(person.language):
            text = digest(reminders, person.name, names, settings.origin, today)
        written.append(Draft(person, reminders, text))
    return written


def digest_for(
    session: Session, settings: Settings, person_id: str, *, now: datetime
) -> Digest | None:
    """Write the mail that a person would get today, whatever she has been sent already."""
    today, people = today_of(now), colleagues(session)
    rules = Rules(before=settings.reminder_days)
    hers = [
        reminder
        for reminder in reminders_on(today, all_matters(session), people, rules)
        if reminder.person_id == person_id
    ]
    names = {person.id: person.name for person in people}
    return digest(hers, names[person_id], names, settings.origin, today) if hers else None


def put_in_outbox(session: Session, settings: Settings, *, now: datetime) -> int:
    """Make the mails of today. Who has one today already gets no second one."""
    today = today_of(now)
    _replace_older(session, today, now)
    have = set(
        session.scalars(select(col(OutboxMail.person_id)).where(col(OutboxMail.day) == today))
    )
    made = [draft for draft in drafts(session, settings, now=now) if draft.person.id not in have]
    for draft in made:
        _enter(session, draft, today, now)
    session.flush()
    return len(made)


def waiting_now(session: Session, *, now: datetime) -> list[str]:
    """List the mails that may be tried at this moment, oldest first."""
    mails = session.scalars(
        select(col(OutboxMail.id)).where(*_free(now)).order_by(col(OutboxMail.made_at))
    )
    return list(mails)


def take_in_hand(session: Session, mail_id: str, *, now: datetime) -> OutboxMail | None:
    """Take a mail to send it; ``None`` if somebody else has it, or it has gone already."""
    taken = session.execute(
        update(OutboxMail)
        .where(col(OutboxMail.id) == mail_id, *_free(now))
        .values(held_until=now + HELD, tries=OutboxMail.tries + 1)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined] # an update tells how many it changed
        return None
    return session.get(OutboxMail, mail_id, populate_existing=True)


def note_sent(session: Session, mail_id: str, *, now: datetime) -> None:
    mail = session.get_one(OutboxMail, mail_id)
    mail.state, mail.sent_at, mail.held_until, mail.error = MailState.sent, now, None, ""


def note_trouble(
    session: Session, mail_id: str, error: str, *, for_good: bool, now: datetime
) -> None:
    """Keep a mail that could not be sent, and wait longer each time before it is tried again.

    One that is refused for good is not tried again; what it said is said anew tomorrow.
    """
    mail = session.get_one(OutboxMail, mail_id)
    mail.held_until, mail.error = None, error[:LONGEST_ERROR]
    mail.try_at = now + min(FIRST_WAIT * 3 ** (mail.tries - 1), LONGEST_WAIT)
    if for_good:
        mail.state = MailState.failed


def forget_old(session: Session, *, now: datetime) -> int:
    """Take away mails that nobody needs any more. No step of so long ago can come again."""
    old = list(
        session.scalars(select(col(OutboxMail.id)).where(col(OutboxMail.made_at) < now - KEPT))
    )
    session.execute(delete(Reminded).where(col(Reminded.mail_id).in_(old)))
    session.execute(delete(OutboxMail).where(col(OutboxMail.id).in_(old)))
    return len(old)


def _already(session: Session) -> Collection[tuple[str, str]]:
    rows = session.execute(select(col(Reminded.person_id), col(Reminded.key)))
    return {(person_id, key) for person_id, key in rows}


def _by_mail(session: Session, person_ids: Collection[str]) -> list[Person]:
    """List those of them who have an address and have not said no to mail."""
    no = select(col(ReminderChoice.person_id)).where(col(ReminderChoice.by_mail).is_(False))
    people = session.scalars(
        select(Person).where(
            col(Person.active), col(Person.email).is_not(None), col(Person.id).not_in(no)
        )
    )
    wanted = set(person_ids)
    return sorted((each for each in people if each.id in wanted), key=lambda each: each.username)


def _replace_older(session: Session, today: date, now: datetime) -> None:
    """Let today's mail say what yesterday's never could: nobody gets a pile when the server is up.

    A mail that somebody has in hand this moment is left alone.
    """
    older = session.scalars(
        select(OutboxMail).where(
            col(OutboxMail.day) < today,
            col(OutboxMail.state).in_((MailState.waiting, MailState.failed)),
            or_(col(OutboxMail.held_until).is_(None), col(OutboxMail.held_until) < now),
        )
    ).all()
    for mail in older:
        mail.state = MailState.replaced
        session.execute(delete(Reminded).where(col(Reminded.mail_id) == mail.id))
    session.flush()


def _enter(session: Session, draft: Draft, today: date, now: datetime) -> None:
    mail = OutboxMail(
        person_id=draft.person.id,
        day=today,
        address=draft.person.email or "",
        subject=draft.digest.subject,
        text=draft.digest.text,
        matters=len(draft.reminders),
        try_at=now,
        made_at=now,
    )
    session.add(mail)
    session.flush()
    session.add_all(
        Reminded(person_id=draft.person.id, key=reminder.key, mail_id=mail.id)
        for reminder in draft.reminders
    )


def _free(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        col(OutboxMail.state) == MailState.waiting,
        col(OutboxMail.try_at) <= now,
        or_(col(OutboxMail.held_until).is_(None), col(OutboxMail.held_until) < now),
    )
