import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlmodel import Session, col

from app.auth.actor import Actor
from app.auth.models import SignInSession
from app.db import new_id
from app.organisation.models import Person, Role, RoleGrant

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=10)
PROOF_LASTS = timedelta(minutes=5)
MOST_PER_PERSON = 3
SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A valid session and who it belongs to, read anew for every request."""

    actor: Actor
    second_factor: bool
    seen_at: datetime
    proved_at: datetime | None

    def proved(self, now: datetime) -> bool:
        """Tell whether she has shown just now that it is she."""
        return self.proved_at is not None and now - self.proved_at <= PROOF_LASTS


def token_hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def open_session(
    session: Session, person_id: str, *, now: datetime, second_factor: bool, browser: str = ""
) -> str:
    """Open a session for a person and give its token, which is kept nowhere else.

    The oldest sessions of the same person end when there are too many.
    """
    token = secrets.token_urlsafe(32)
    session.execute(delete(SignInSession).where(col(SignInSession.created_at) < now - ABSOLUTE))
    own = session.scalars(
        select(SignInSession)
        .where(col(SignInSession.person_id) == person_id)
        .order_by(col(SignInSession.created_at).desc())
    ).all()
    for stale in own[MOST_PER_PERSON - 1 :]:
        session.delete(stale)
    session.add(
        SignInSession(
            id=new_id(),
            token_hash=token_hash(token),
            person_id=person_id,
            created_at=now,
            seen_at=now,
            proved_at=now,
            second_factor=second_factor,
            browser=browser[:200],
        )
    )
    session.flush()
    return token


# Made once: every request begins with it.
_SIGNED_IN: Any = (
    select(
        col(SignInSession.id).label("session_id"),
        col(SignInSession.created_at),
        col(SignInSession.seen_at),
        col(SignInSession.proved_at),
        col(SignInSession.second_factor),
        col(Person.id),
        col(Person.name),
        col(Person.unit_id),
        col(Person.caseworker),
        col(Person.language),
        col(Person.color_scheme),
        col(RoleGrant.role),
        col(RoleGrant.unit_id).label("role_unit"),
    )
    .join(Person, col(Person.id) == col(SignInSession.person_id))
    .outerjoin(RoleGrant, col(RoleGrant.person_id) == col(Person.id))
    .where(col(SignInSession.token_hash) == bindparam("token_hash"), col(Person.active))
)


def signed_in(session: Session, token: str, *, now: datetime) -> SignedIn | None:
    """Find who a token belongs to, unless the session or the account has ended."""
    rows = session.connection().execute(_SIGNED_IN, {"token_hash": token_hash(token)}).all()
    if not rows:
        return None
    found = rows[0]
    if now - found.seen_at > IDLE or now - found.created_at > ABSOLUTE:
        return None
    actor = Actor(
        id=found.id,
        name=found.name,
        grants=frozenset((Role(row.role), row.role_unit) for row in rows if row.role is not None),
        unit_id=found.unit_id,
        caseworker=found.caseworker,
        language=found.language,
        color_scheme=found.color_scheme,
        session_id=found.session_id,
    )
    return SignedIn(actor, found.second_factor, found.seen_at, found.proved_at)


def sessions_of(session: Session, person_id: str, *, now: datetime) -> list[SignInSession]:
    """List the browsers in which a person is signed in, the latest used first."""
    return list(
        session.scalars(
            select(SignInSession)
            .where(
                col(SignInSession.person_id) == person_id,
                col(SignInSession.seen_at) >= now - IDLE,
                col(SignInSession.created_at) >= now - ABSOLUTE,
            )
            .order_by(col(SignInSession.seen_at).desc())
        )
    )


def renew_session(
    session: Session,
    session_id: str,
    *,
    proved_at: datetime | None = None,
    second_factor: bool | None = None,
) -> str:
    """Give a session a new token, because what it opens has changed. The old one is dead."""
    token = secrets.token_urlsafe(32)
    opened = session.get_one(SignInSession, session_id)
    opened.token_hash = token_hash(token)
    opened.proved_at = proved_at or opened.proved_at
    opened.second_factor = opened.second_factor if second_factor is None else second_factor
    session.flush()
    return token


def end_session(session: Session, token: str) -> str | None:
    """End the session of a token, and say whose it was."""
    opened = session.scalars(
        select(SignInSession).where(col(SignInSession.token_hash) == token_hash(token))
    ).one_or_none()
    if opened is None:
        return None
    session.delete(opened)
    session.flush()
    return opened.person_id


def end_sessions(session: Session, person_id: str, *, but: str = "") -> int:
    """End the sessions of a person, but for the one she is using; say how many."""
    ended = session.execute(
        delete(SignInSession).where(
            col(SignInSession.person_id) == person_id,
            col(SignInSession.id) != but,
        )
    )
    return int(ended.rowcount)  # type: ignore[attr-defined] # a DELETE always counts its rows


def mark_seen(connection: Connection, session_id: str, now: datetime) -> None:
    """Remember that the person is still there, so that the session does not fall idle."""
    connection.execute(
        update(SignInSession).where(col(SignInSession.id) == session_id).values(seen_at=now)
    )
