import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import Connection, select, update
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


def signed_in(session: Session, token: str, *, now: datetime) -> SignedIn | None:
    """Find who a token belongs to, unless the session or the account has ended."""
    rows = session.execute(
        select(SignInSession, Person, col(RoleGrant.role), col(RoleGrant.unit_id))
        .join(Person, col(Person.id) == SignInSession.person_id)
        .outerjoin(RoleGrant, col(RoleGrant.person_id) == Person.id)
        .where(col(SignInSession.token_hash) == token_hash(token), col(Person.active))
    ).all()
    if not rows:
        return None
    opened, person = rows[0][0], rows[0][1]
    if now - opened.seen_at > IDLE or now - opened.created_at > ABSOLUTE:
        return None
    actor = Actor(
        id=person.id,
        name=person.name,
        grants=frozenset((Role(role), unit) for _, _, role, unit in rows if role is not None),
        unit_id=person.unit_id,
        caseworker=person.caseworker,
        language=person.language,
        color_scheme=person.color_scheme,
        session_id=opened.id,
    )
    return SignedIn(actor, opened.second_factor, opened.seen_at, opened.proved_at)


def mark_seen(connection: Connection, session_id: str, now: datetime) -> None:
    """Remember that the person is still there, so that the session does not fall idle."""
    connection.execute(
        update(SignInSession).where(col(SignInSession.id) == session_id).values(seen_at=now)
    )
