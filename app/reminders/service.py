import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, select, update
from sqlmodel import Session, col

from app.audit.log import record
from app.auth.actor import Actor
from app.errors import N_, DomainError, NotFound
from app.organisation.models import Person
from app.reminders.events import CalendarFeedMade, CalendarFeedRevoked, RemindersChosen
from app.reminders.models import ReminderChoice

READ_NOTED_EVERY = timedelta(hours=1)


class NoAddress(DomainError):
    """A reminder by mail needs somewhere to go."""

    status = 422
    message = N_("Write your e-mail address, or choose not to be reminded by mail.")


def choice_of(session: Session, person_id: str) -> ReminderChoice:
    """Give how a person wants to be reminded, as it holds without a word from her too."""
    return session.get(ReminderChoice, person_id) or ReminderChoice(person_id=person_id)


def choose_reminders(
    session: Session, actor: Actor, email: str | None, *, by_mail: bool, now: datetime
) -> None:
    """Choose one's own address, and whether to be reminded by mail."""
    if by_mail and not email:
        raise NoAddress
    person = session.get_one(Person, actor.id)
    choice = _own(session, actor)
    moved = person.email != email
    if not moved and choice.by_mail == by_mail:
        return
    person.email, choice.by_mail = email, by_mail
    record(
        session,
        RemindersChosen(
            at=now, actor_id=actor.id, person_id=actor.id, by_mail=by_mail, new_address=moved
        ),
    )


def make_feed(session: Session, actor: Actor, *, now: datetime) -> str:
    """Make a new secret address for one's calendar and give it, once. The one before dies."""
    token = secrets.token_urlsafe(32)
    choice = _own(session, actor)
    choice.feed_hash, choice.feed_made_at, choice.feed_read_at = _hash(token), now, None
    record(session, CalendarFeedMade(at=now, actor_id=actor.id, person_id=actor.id))
    return token


def revoke_feed(session: Session, actor: Actor, *, now: datetime) -> None:
    """Let the address of one's calendar lead nowhere from now on."""
    choice = _own(session, actor)
    if choice.feed_hash is None:
        return
    choice.feed_hash = choice.feed_made_at = choice.feed_read_at = None
    record(session, CalendarFeedRevoked(at=now, actor_id=actor.id, person_id=actor.id))


def whose_feed(session: Session, token: str) -> ReminderChoice:
    """Find whose calendar an address leads to. Wrong, revoked or gone are all the same."""
    choice: ReminderChoice | None = session.execute(
        select(ReminderChoice)
        .join(Person, col(Person.id) == col(ReminderChoice.person_id))
        .where(col(ReminderChoice.feed_hash) == _hash(token), col(Person.active))
    ).scalar_one_or_none()
    if choice is None:
        raise NotFound
    return choice


def note_feed_read(connection: Connection, person_id: str, now: datetime) -> None:
    """Remember that a calendar program was here, for its owner to see."""
    connection.execute(
        update(ReminderChoice)
        .where(col(ReminderChoice.person_id) == person_id)
        .values(feed_read_at=now)
    )


def _own(session: Session, actor: Actor) -> ReminderChoice:
    choice = session.get(ReminderChoice, actor.id)
    if choice is None:
        choice = ReminderChoice(person_id=actor.id)
        session.add(choice)
    return choice


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
