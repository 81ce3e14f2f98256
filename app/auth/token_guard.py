"""The door for programs: a token in the header, no cookie, and rights read at every request."""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import Depends, Request

from app.audit.log import record
from app.auth.actor import Actor
from app.auth.data_key import DataKey
from app.auth.guard import Guard
from app.auth.scopes import NEEDS, Scope
from app.auth.sessions import SEEN_EVERY
from app.auth.throttle import Subject, count_try, wait_for
from app.auth.tokens import Bearer, TokenRefused, bearer_of, mark_used
from app.clock import Now
from app.db import Database
from app.errors import N_, DomainError


class TokenNeeded(DomainError):
    """Programs show a token; a browser's session opens nothing here."""

    status = 401
    message = N_("Send a token: Authorization: Bearer stickprov_…")


class TokenInvalid(DomainError):
    """The same answer whether a token never was, has expired, was revoked, or its person left."""

    status = 401
    message = N_("The token is not valid, or not any more. Issue a new one on your account page.")


class TooManyTries(DomainError):
    """Guessing grows slow; a token that is right never has to wait."""

    status = 429
    message = N_("Too many wrong tokens from this address. Wait %(seconds)s seconds.")


class ScopeMissing(DomainError):
    """A token reads what it was made for, and nothing else."""

    status = 403
    message = N_("The token was not issued for this. It needs the scope %(scope)s.")


class RoleLacksRight(DomainError):
    """A token never reaches further than its person does at this moment."""

    status = 403
    message = N_("The person of this token may not read this any more.")


@dataclass(frozen=True)
class TokenGuard(Guard):
    """Who may use a route: a program with a token for this scope, of a person who has the right."""

    scope: Scope = Scope.summary

    def __call__(self, request: Request, now: Now) -> Actor | None:
        """Let the program in, or say why not."""
        request.state.actor = None
        bearer = _bearer(request, now)
        if self.scope not in bearer.scopes:
            raise ScopeMissing(scope=self.scope.value)
        if not bearer.actor.may(NEEDS[self.scope]):
            raise RoleLacksRight
        request.state.actor = bearer.actor
        request.state.token_id = bearer.token_id
        return bearer.actor


def token_for(scope: Scope) -> Any:
    """Open a route to programs whose token has a scope."""
    return Depends(TokenGuard(permission=NEEDS[scope], scope=scope))


def _bearer(request: Request, now: datetime) -> Bearer:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise TokenNeeded
    database: Database = request.app.state.database
    with database.reading() as session:
        found = bearer_of(session, token.strip(), now=now)
    if found is None:
        raise _refused(request, database, now)
    if found.used_at is None or now - found.used_at > SEEN_EVERY:
        database.group.run(lambda connection: mark_used(connection, found.token_id, now))
    return found


def _refused(request: Request, database: Database, now: datetime) -> DomainError:
    """Count a wrong token against its address, and say how long to wait when there are many."""
    key: DataKey = request.app.state.data_key
    address = request.client.host if request.client else ""
    subject = Subject(key.mark(f"tokens from {address}"))
    with database.writing() as session:
        left = wait_for(session, subject, now=now)
        if left:
            return TooManyTries(seconds=math.ceil(left.total_seconds()))
        count_try(session, subject, now=now)
        record(session, TokenRefused(at=now, actor_id=None, mark=subject.mark))
    return TokenInvalid()
