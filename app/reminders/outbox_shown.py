"""The outbox as the administrator sees it: how it goes, and nothing of what is in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from app.organisation.models import Person
from app.reminders.leases import LastRun, last_runs
from app.reminders.models import MailState, OutboxMail, ReminderChoice

MOST = 50


@dataclass(frozen=True, slots=True)
class MailShown:
    """A mail, to whom and how it went. Its text is for her it is written to."""

    name: str
    day: date
    matters: int
    state: str
    tries: int
    error: str
    try_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class OutboxShown:
    """How the outbox stands."""

    counts: Mapping[str, int]
    latest: list[MailShown]
    runs: list[LastRun]
    without_address: int
    without_mail: int


def outbox_shown(session: Session) -> OutboxShown:
    counts: dict[str, int] = dict.fromkeys(MailState, 0)
    rows = session.execute(
        select(col(OutboxMail.state), func.count()).group_by(col(OutboxMail.state))
    )
    counts |= {row[0]: row[1] for row in rows}
    return OutboxShown(
        counts=counts,
        latest=_latest(session),
        runs=last_runs(session),
        without_address=_count(session, col(Person.active), col(Person.email).is_(None)),
        without_mail=_count(
            session,
            col(Person.active),
            col(Person.id).in_(
                select(col(ReminderChoice.person_id)).where(col(ReminderChoice.by_mail).is_(False))
            ),
        ),
    )


def _latest(session: Session) -> list[MailShown]:
    """List the newest mails; those that did not go come first."""
    rows = session.execute(
        select(OutboxMail, col(Person.name))
        .join(Person, col(Person.id) == col(OutboxMail.person_id))
        .order_by(
            col(OutboxMail.state).in_((MailState.sent, MailState.replaced)),
            col(OutboxMail.day).desc(),
            col(Person.name),
        )
        .limit(MOST)
    )
    return [
        MailShown(
            name,
            mail.day,
            mail.matters,
            mail.state,
            mail.tries,
            mail.error,
            mail.try_at,
            mail.sent_at,
        )
        for mail, name in rows
    ]


def _count(session: Session, *where: object) -> int:
    found: int = session.execute(
        select(func.count()).select_from(Person).where(*where)  # type: ignore[arg-type]
    ).scalar_one()
    return found
