"""Tokens: how a program of hers, such as Power BI, reads in her name what she lets it read."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import Connection, select, update
from sqlmodel import Session, col

from app.audit.log import Event, record
from app.auth.actor import Actor
from app.auth.actor_of import actor_of
from app.auth.models import ApiToken
from app.auth.permissions import Permission
from app.auth.scopes import NEEDS, Scope
from app.auth.sessions import token_hash
from app.db import new_id
from app.errors import N_, DomainError, NotFound
from app.organisation.models import Person

PREFIX = "stickprov_"
SHOWN = len(PREFIX) + 6
LONGEST = timedelta(days=365)
MOST = 10
SOON = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenIssued(Event):
    object_field: ClassVar[str | None] = "token_id"

    token_id: str
    scopes: tuple[str, ...]
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRevoked(Event):
    """A token was taken back: by the person herself, or by the administrator."""

    object_field: ClassVar[str | None] = "token_id"

    token_id: str
    person_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRefused(Event):
    """Somebody showed a token that is none. The mark stands for the address, and names nobody."""

    object_field: ClassVar[str | None] = "mark"

    mark: str


class ScopeBeyondRole(DomainError):
    """A token is a part of its person's rights; more than those it cannot be given."""

    status = 403
    message = N_("Your role does not reach that far. Choose only what you may read yourself.")


class TooManyTokens(DomainError):
    """Tokens that nobody remembers are those that leak."""

    message = N_("You have ten keys already. Revoke one that is not used any more.")


class LastsTooLong(DomainError):
    """A token that never ends outlives the person's job."""

    status = 422
    message = N_("A key can last for a year at most.")


def scopes_open_to(actor: Actor) -> list[Scope]:
    """List what a token of hers could be used for."""
    return [scope for scope, permission in NEEDS.items() if actor.may(permission)]


def issue_token(
    session: Session,
    actor: Actor,
    name: str,
    scopes: Sequence[Scope],
    *,
    lasts: timedelta,
    now: datetime,
) -> str:
    """Make a token and give it: it is kept nowhere, only its hash."""
    if not lasts <= LONGEST:
        raise LastsTooLong
    if not scopes or not set(scopes) <= set(scopes_open_to(actor)):
        raise ScopeBeyondRole
    _take_back_unseen(session, actor, name, scopes, now)
    if len([each for each in tokens_of(session, actor.id) if each.lives(now)]) >= MOST:
        raise TooManyTokens
    token = PREFIX + secrets.token_urlsafe(32)
    kept = ApiToken(
        id=new_id(),
        person_id=actor.id,
        name=name,
        prefix=token[:SHOWN],
        token_hash=token_hash(token),
        scopes=sorted(scopes),
        created_at=now,
        expires_at=now + lasts,
    )
    session.add(kept)
    record(
        session,
        TokenIssued(
            at=now,
            actor_id=actor.id,
            token_id=kept.id,
            scopes=tuple(kept.scopes),
            expires_at=kept.expires_at,
        ),
    )
    return token


def _take_back_unseen(
    session: Session, actor: Actor, name: str, scopes: Sequence[Scope], now: datetime
) -> None:
    """Take back what a double click made first: the browser shows the answer to the second."""
    session.get(Person, actor.id, with_for_update=True)  # of two at once, one sees the other
    for kept in tokens_of(session, actor.id):
        alike = kept.name == name and kept.scopes == sorted(scopes)
        if alike and kept.lives(now) and kept.used_at is None and kept.created_at >= now - SOON:
            _revoke(session, actor, kept, now)


def revoke_token(session: Session, actor: Actor, token_id: str, *, now: datetime) -> ApiToken:
    """Take back a token of hers; somebody else's does not exist."""
    kept = session.get(ApiToken, token_id)
    if kept is None or kept.person_id != actor.id:
        raise NotFound
    _revoke(session, actor, kept, now)
    return kept


def revoke_all_tokens(session: Session, actor: Actor, person_id: str, *, now: datetime) -> int:
    """Take back every token of a person, whoever shuts her out; say how many there were."""
    living = [each for each in tokens_of(session, person_id) if each.lives(now)]
    for kept in living:
        _revoke(session, actor, kept, now)
    return len(living)


def tokens_of(session: Session, person_id: str) -> list[ApiToken]:
    """List the tokens of a person, the latest first, those that are over too."""
    return list(
        session.scalars(
            select(ApiToken)
            .where(col(ApiToken.person_id) == person_id)
            .order_by(col(ApiToken.created_at).desc(), col(ApiToken.id))
        )
    )


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who shows a token: the person with her rights at this moment, and what the token is for."""

    actor: Actor
    token_id: str
    scopes: frozenset[Scope]
    used_at: datetime | None


def bearer_of(session: Session, token: str, *, now: datetime) -> Bearer | None:
    """Find who a token stands for, unless it, or its person's right to have one, is over."""
    kept = session.scalars(
        select(ApiToken).where(col(ApiToken.token_hash) == token_hash(token))
    ).one_or_none()
    if kept is None or not kept.lives(now):
        return None
    actor = actor_of(session, kept.person_id)
    if actor is None or not actor.may(Permission.issue_token):
        return None
    scopes = frozenset(Scope(each) for each in kept.scopes)
    return Bearer(actor, kept.id, scopes, kept.used_at)


def mark_used(connection: Connection, token_id: str, now: datetime) -> None:
    """Remember that a token is in use, so that its person sees which ones are not."""
    connection.execute(update(ApiToken).where(col(ApiToken.id) == token_id).values(used_at=now))


def _revoke(session: Session, actor: Actor, kept: ApiToken, now: datetime) -> None:
    if kept.revoked_at is not None:
        return
    kept.revoked_at = now
    record(
        session,
        TokenRevoked(at=now, actor_id=actor.id, token_id=kept.id, person_id=kept.person_id),
    )
