"""Choosing a password: by a link that works once, or by her who is signed in."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.audit.log import record
from app.auth.actor import Actor
from app.auth.codes import credential_of, has_second_factor
from app.auth.events import LinkIssued, PasswordChanged, SessionsEnded
from app.auth.models import OneTimeLink
from app.auth.permissions import SECOND_FACTOR_ROLES
from app.auth.sessions import end_sessions, token_hash
from app.db import new_id
from app.errors import N_, DomainError
from app.organisation.models import Person, RoleGrant

FIRST_LINK_LASTS = timedelta(minutes=30)
LINK_LASTS = timedelta(hours=24)


class LinkSpent(DomainError):
    """A link that makes somebody who she is must not lie about: it works once, and not for long."""

    status = 404
    message = N_("The link has been used, or is too old. Ask the administrator for a new one.")


def issue_link(
    session: Session, actor: Actor, person_id: str, *, lasts: timedelta, now: datetime
) -> str:
    """Make the secret end of a link, to be shown once; earlier links are dead from now on."""
    token = secrets.token_urlsafe(32)
    session.execute(delete(OneTimeLink).where(col(OneTimeLink.person_id) == person_id))
    session.add(
        OneTimeLink(
            id=new_id(),
            token_hash=token_hash(token),
            person_id=person_id,
            expires_at=now + lasts,
        )
    )
    record(session, LinkIssued(at=now, actor_id=actor.id, person_id=person_id))
    return token


def invited(session: Session, token: str, *, now: datetime) -> Person:
    """Find whom a link is for, if it may still be used."""
    found = session.execute(
        select(Person, OneTimeLink)
        .join(OneTimeLink, col(OneTimeLink.person_id) == col(Person.id))
        .where(col(OneTimeLink.token_hash) == token_hash(token), col(Person.active))
    ).one_or_none()
    if found is None or found[1].used_at is not None or found[1].expires_at <= now:
        raise LinkSpent
    person: Person = found[0]
    return person


def choose_password(session: Session, token: str, password_hash: str, *, now: datetime) -> Person:
    """Use up a link: the password is hers from now on, and every old session ends."""
    link = session.scalars(
        select(OneTimeLink)
        .where(col(OneTimeLink.token_hash) == token_hash(token))
        .with_for_update()  # two who click at once do not both get in
    ).one_or_none()
    person = invited(session, token, now=now)
    if link is not None:
        link.used_at = now
    _set_password(session, person.id, password_hash, keep="", now=now)
    return person


def change_password(session: Session, actor: Actor, password_hash: str, *, now: datetime) -> None:
    """Set another password; the other browsers she is signed in with are signed out."""
    _set_password(session, actor.id, password_hash, keep=actor.session_id, now=now)


def will_have_second_factor(session: Session, person_id: str) -> bool:
    """Tell whether a code is asked for as well, so that the password may be shorter."""
    roles = session.scalars(
        select(col(RoleGrant.role)).where(col(RoleGrant.person_id) == person_id)
    )
    return has_second_factor(session, person_id) or not SECOND_FACTOR_ROLES.isdisjoint(roles)


def known_about(person: Person, organisation: str) -> Iterable[str]:
    """List what others know about a person, which makes bad passwords."""
    return [
        text
        for text in (
            person.name,
            *person.username.replace(".", " ").split(),
            *(person.email or "").replace("@", " ").replace(".", " ").split(),
            organisation,
        )
        if text
    ]


def _set_password(
    session: Session, person_id: str, password_hash: str, *, keep: str, now: datetime
) -> None:
    credential = credential_of(session, person_id, now=now)
    credential.password_hash, credential.changed_at = password_hash, now
    record(session, PasswordChanged(at=now, actor_id=person_id, person_id=person_id))
    ended = end_sessions(session, person_id, but=keep)
    if ended:
        record(
            session, SessionsEnded(at=now, actor_id=person_id, person_id=person_id, sessions=ended)
        )
