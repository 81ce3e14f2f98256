from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import Depends, Request
from fastapi.responses import Response

from app.auth.actor import Actor
from app.auth.permissions import Permission
from app.auth.sessions import SEEN_EVERY, SignedIn, mark_seen, signed_in
from app.clock import Now
from app.db import Database
from app.errors import N_, DomainError, Forbidden
from app.settings import Settings


class SignInNeeded(DomainError):
    """Everything but the door itself is for people who have shown who they are."""

    status = 401
    message = N_("Sign in to go on. What you have written stays on the page.")


class SecondFactorNeeded(DomainError):
    """Roles that others' trust rests on are not open with a password alone."""

    status = 403
    message = N_("Your role needs a second factor. Set it up to go on.")


class ProofNeeded(DomainError):
    """What cannot be undone is done by somebody who has just shown that it is she."""

    status = 403
    message = N_("Confirm with a code that it is you, then do it again.")


def cookie_name(settings: Settings) -> str:
    """Give the name of the session cookie; the prefix binds it to this very host."""
    return "__Host-s" if settings.over_https else "s"


def carry_session(answer: Response, settings: Settings, token: str) -> None:
    """Let the browser carry a session until it is closed, and no script read it."""
    answer.set_cookie(
        cookie_name(settings),
        token,
        path="/",
        secure=settings.over_https,
        httponly=True,
        samesite="lax",
    )


@dataclass(frozen=True)
class Guard:
    """Who may use a route: anybody, anybody signed in, or whoever has a permission.

    ``fresh`` asks for a proof of identity within the last minutes. ``before_second_factor``
    leaves the way open to the pages where a missing second factor is set up.
    """

    permission: Permission | None = None
    public: bool = False
    fresh: bool = False
    before_second_factor: bool = False

    def __call__(self, request: Request, now: Now) -> Actor | None:
        """Let the person in, or say why not."""
        found = _find(request, now)
        request.state.actor = found.actor if found else None
        if found is None:
            if self.public:
                return None
            raise SignInNeeded
        if not self.public:
            self._demand(found, now)
        return found.actor

    def _demand(self, found: SignedIn, now: datetime) -> None:
        unfinished = found.actor.needs_second_factor and not found.second_factor
        if unfinished and not self.before_second_factor:
            raise SecondFactorNeeded
        if self.permission is not None and not found.actor.may(self.permission):
            raise Forbidden
        if self.fresh and not found.proved(now):
            raise ProofNeeded


def _find(request: Request, now: datetime) -> SignedIn | None:
    token = request.cookies.get(cookie_name(request.app.state.settings))
    if not token:
        return None
    database: Database = request.app.state.database
    with database.reading() as session:
        found = signed_in(session, token, now=now)
    if found is not None and now - found.seen_at > SEEN_EVERY:
        database.group.run(lambda connection: mark_seen(connection, found.actor.session_id, now))
    return found


def may(permission: Permission, *, fresh: bool = False) -> Any:
    """Open a route to those who have a permission."""
    return Depends(Guard(permission=permission, fresh=fresh))


def signed_in_person(*, fresh: bool = False, before_second_factor: bool = False) -> Any:
    """Open a route to everybody who is signed in."""
    return Depends(Guard(fresh=fresh, before_second_factor=before_second_factor))


def anyone() -> Any:
    """Open a route to everybody; the actor is ``None`` for those who are not signed in."""
    return Depends(Guard(public=True))
