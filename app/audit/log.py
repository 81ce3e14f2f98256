import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, ClassVar, TypeVar

from sqlalchemy import Connection, func, insert, select, text
from sqlmodel import Session, col

from app.audit.models import AuditEntry, AuditPayload
from app.chance import random_bytes

GENESIS = "0" * 64
# A number of our own, so that no other program's advisory lock is ours by chance.
CHAIN_LOCK = 0x57_1C_4B_0F


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened: subclass it, in the past tense, with what it was about.

    ``object_field`` names the field that says which object it happened to.
    """

    object_field: ClassVar[str | None] = None

    at: datetime
    actor_id: str | None


E = TypeVar("E", bound=Event)

# Made once: an entry is written with everything that happens, and always in the same words.
_ENTRIES, _PAYLOADS = (
    AuditEntry.metadata.tables["audit_entry"],
    AuditPayload.metadata.tables["audit_payload"],
)
_LAST = select(_ENTRIES.c.seq, _ENTRIES.c.hash).order_by(_ENTRIES.c.seq.desc()).limit(1)
_ENTER, _KEEP = insert(_ENTRIES), insert(_PAYLOADS)
Rule = tuple[type[Event], Callable[[Session, Any], None]]


def when(event: type[E], then: Callable[[Session, E], None]) -> Rule:
    """State that ``then`` follows ``event``, at once and in the same transaction."""
    return event, then


def record(session: Session, event: Event) -> None:
    """Write an event to the audit log, then do what follows from it."""
    session.flush()
    append(session.connection(), event)
    for happened, then in session.info.get("rules", ()):
        if isinstance(event, happened):
            then(session, event)


def append(connection: Connection, event: Event) -> None:
    """Chain an event to the log, in the transaction of what it tells of."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK})
    last = connection.execute(_LAST).one_or_none()
    seq, prev = (last.seq + 1, last.hash) if last else (1, GENESIS)
    salt, payload = random_bytes(16), canonical(_details(event))
    entry = {
        "seq": seq,
        "at": event.at.astimezone(UTC),
        "actor_id": event.actor_id,
        "event": type(event).__name__,
        "object_id": _object(event),
        "commitment": sha256(salt + payload.encode()).hexdigest(),
        "prev": prev,
    }
    connection.execute(_ENTER, {**entry, "hash": hash_of(entry)})
    connection.execute(_KEEP, {"seq": seq, "salt": salt, "payload": payload})


def hash_of(entry: dict[str, Any]) -> str:
    """Hash everything an entry says, the hash before it included."""
    at: datetime = entry["at"]
    return sha256(
        canonical({**entry, "at": at.astimezone(UTC).isoformat(timespec="microseconds")}).encode()
    ).hexdigest()


def head(session: Session) -> str:
    """Give the hash of the newest entry, which stands for the whole log before it."""
    newest = session.execute(
        select(col(AuditEntry.hash)).order_by(col(AuditEntry.seq).desc()).limit(1)
    ).scalar_one_or_none()
    return newest or GENESIS


def length(session: Session) -> int:
    """Count the entries of the log."""
    entries: int = session.execute(select(func.count()).select_from(AuditEntry)).scalar_one()
    return entries


@dataclass(frozen=True, slots=True)
class ChainFault:
    """Where the log no longer holds together, and how."""

    seq: int
    fault: str


def faults_in_chain(session: Session) -> Iterator[ChainFault]:
    """Walk the log from the first entry and tell of every link that does not hold.

    An entry whose payload has been disposed of is no fault; a payload that does not fit is.
    """
    expected_seq, prev = 1, GENESIS
    rows = session.execute(
        select(AuditEntry, AuditPayload)
        .outerjoin(AuditPayload, col(AuditPayload.seq) == AuditEntry.seq)
        .order_by(col(AuditEntry.seq))
        .execution_options(yield_per=1000)
    )
    for entry, payload in rows:
        if entry.seq != expected_seq:
            yield ChainFault(expected_seq, "missing")
        if entry.prev != prev:
            yield ChainFault(entry.seq, "does not follow the entry before it")
        if entry.hash != hash_of(entry.model_dump(exclude={"hash"})):
            yield ChainFault(entry.seq, "was changed")
        if (
            payload
            and entry.commitment != sha256(payload.salt + payload.payload.encode()).hexdigest()
        ):
            yield ChainFault(entry.seq, "has another content than was logged")
        expected_seq, prev = entry.seq + 1, entry.hash


def canonical(value: object) -> str:
    """Write JSON in one way only: keys sorted, no spaces, letters as they are."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def _details(event: Event) -> dict[str, Any]:
    return {
        field.name: getattr(event, field.name)
        for field in fields(event)
        if field.name not in {"at", "actor_id"}
    }


def _object(event: Event) -> str | None:
    field = type(event).object_field
    return None if field is None else str(getattr(event, field))
