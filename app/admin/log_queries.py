"""What of the log somebody may read. Nothing here reads an entry that its reader may not see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlmodel import Session, col

from app.admin import events as admin_events
from app.admin.log_names import EntryShown, with_names
from app.audit.models import AuditEntry, AuditPayload
from app.auth import events as door_events
from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.organisation.models import Person
from app.reviews.models import Review
from app.rounds.models import FrameCase

ENTRIES_PER_PAGE = 50
READING = "Viewed"

# What an administrator may read: what happens at the door and to accounts, never to a case.
TECHNICAL = frozenset(
    event.__name__
    for event in (
        door_events.SignedIn,
        door_events.SignInFailed,
        door_events.SignedOut,
        door_events.ProofGiven,
        door_events.PasswordChanged,
        door_events.SecondFactorSet,
        door_events.SecondFactorRemoved,
        door_events.RecoveryCodesMade,
        door_events.RecoveryCodeUsed,
        door_events.SessionsEnded,
        door_events.LinkIssued,
        admin_events.PersonAdded,
        admin_events.PersonChanged,
        admin_events.RolesChanged,
        admin_events.PersonDeactivated,
        admin_events.PersonActivated,
        admin_events.UnitAdded,
        admin_events.UnitChanged,
        admin_events.LogChecked,
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntriesWanted:
    """What the log is narrowed down to. ``older_than`` and ``newer_than`` are entry numbers."""

    person_id: str | None = None
    event: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    older_than: int | None = None
    newer_than: int | None = None


@dataclass(frozen=True, slots=True)
class EntriesShown:
    entries: list[EntryShown]
    newer: bool
    older: bool


def entries_for(session: Session, actor: Actor, wanted: EntriesWanted) -> EntriesShown:
    """List a page of the entries that the actor may read, the newest first."""
    forwards = wanted.newer_than is not None
    order = col(AuditEntry.seq).asc() if forwards else col(AuditEntry.seq).desc()
    rows = session.execute(
        _narrowed(_visible(actor), wanted).order_by(order).limit(ENTRIES_PER_PAGE + 1)
    ).all()
    beyond = len(rows) > ENTRIES_PER_PAGE
    found = sorted(rows[:ENTRIES_PER_PAGE], key=lambda row: -row[0].seq)
    return EntriesShown(
        entries=with_names(session, [(entry, payload) for entry, payload in found]),
        newer=beyond if forwards else wanted.older_than is not None,
        older=beyond or forwards,
    )


def events_seen(session: Session, actor: Actor) -> list[str]:
    """List the kinds of entries that there are for the actor to read."""
    names = session.scalars(select(AuditEntry.event).distinct())  # type: ignore[call-overload]
    return [name for name in names if name in TECHNICAL or actor.may(Permission.read_whole_log)]


def people_in_log(session: Session) -> list[tuple[str, str]]:
    return [
        (key, name)
        for key, name in session.execute(
            select(Person.id, Person.name).order_by(col(Person.name))  # type: ignore[call-overload]
        )
    ]


def case_and_reviews(session: Session, case_number: str) -> tuple[list[str], list[str]]:
    """Find a case in every round it was in: its keys there, and those of its reviews."""
    cases = session.scalars(
        select(FrameCase.id).where(col(FrameCase.case_number) == case_number)  # type: ignore[call-overload]
    ).all()
    reviews = session.scalars(
        select(Review.id).where(col(Review.frame_case_id).in_(cases))  # type: ignore[call-overload]
    ).all()
    return list(cases), list(reviews)


def readings_of(session: Session, keys: Iterable[str]) -> list[EntryShown]:
    """List who has looked at these things, the newest first."""
    rows = session.execute(
        select(AuditEntry, col(AuditPayload.payload))
        .outerjoin(AuditPayload, col(AuditPayload.seq) == col(AuditEntry.seq))
        .where(col(AuditEntry.object_id).in_(keys), col(AuditEntry.event).endswith(READING))
        .order_by(col(AuditEntry.seq).desc())
    )
    return with_names(session, [(entry, payload) for entry, payload in rows])


def latest_check(session: Session) -> tuple[AuditEntry, str] | None:
    found = session.execute(
        select(AuditEntry, col(AuditPayload.payload))
        .join(AuditPayload, col(AuditPayload.seq) == col(AuditEntry.seq))
        .where(col(AuditEntry.event) == admin_events.LogChecked.__name__)
        .order_by(col(AuditEntry.seq).desc())
        .limit(1)
    ).one_or_none()
    return None if found is None else (found[0], found[1])


def _visible(actor: Actor) -> Select[AuditEntry, str]:
    """Begin from what the actor may read: everything, or what is technical."""
    entries = select(AuditEntry, col(AuditPayload.payload)).outerjoin(
        AuditPayload, col(AuditPayload.seq) == col(AuditEntry.seq)
    )
    if actor.may(Permission.read_whole_log):
        return entries
    return entries.where(col(AuditEntry.event).in_(TECHNICAL))


def _narrowed(entries: Select[AuditEntry, str], wanted: EntriesWanted) -> Select[AuditEntry, str]:
    if wanted.person_id is not None:
        entries = entries.where(
            or_(
                col(AuditEntry.actor_id) == wanted.person_id,
                col(AuditEntry.object_id) == wanted.person_id,
            )
        )
    if wanted.event is not None:
        entries = entries.where(col(AuditEntry.event) == wanted.event)
    if wanted.since is not None:
        entries = entries.where(col(AuditEntry.at) >= wanted.since)
    if wanted.until is not None:
        entries = entries.where(col(AuditEntry.at) < wanted.until)
    if wanted.older_than is not None:
        entries = entries.where(col(AuditEntry.seq) < wanted.older_than)
    if wanted.newer_than is not None:
        entries = entries.where(col(AuditEntry.seq) > wanted.newer_than)
    return entries
