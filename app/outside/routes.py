"""Every way in, and who may use it: the product's own account of its rights."""

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from app.auth.guard import Guard
from app.auth.permissions import GRANTS
from app.auth.token_guard import TokenGuard
from app.web.routing import guard_of

OPEN = Guard(public=True)


@dataclass(frozen=True, slots=True)
class ListedRoute:
    """A method and a path, what is asked of whoever uses it, and the roles that have it.

    ``guard`` is ``public``, ``signed-in`` or the name of a permission. ``fresh`` asks for a proof
    of identity within the last minutes. ``token`` is what a program's token must be issued for;
    such a route opens to nothing else. Which rows a role sees is decided behind the door.
    """

    method: str
    path: str
    name: str
    guard: str
    fresh: bool
    token: str
    roles: tuple[str, ...]


def routes_of(app: FastAPI) -> list[ListedRoute]:
    """List every route of the product, by path and method."""
    listed = (row for context in iter_route_contexts(app.routes) for row in _rows(context))
    return sorted(listed, key=lambda row: (row.path, row.method))


def _rows(context: RouteContext) -> Iterator[ListedRoute]:
    route = context.original_route
    # Static files and the description of the interface are mounted without a guard of ours.
    guard = (guard_of(route) if isinstance(route, APIRoute) else None) or OPEN
    for method in sorted(context.methods or {"GET"}):
        yield ListedRoute(
            method=method,
            path=context.path or "/",
            name=context.name or "",
            guard=_asked(guard),
            fresh=guard.fresh,
            token=guard.scope.value if isinstance(guard, TokenGuard) else "",
            roles=_roles(guard),
        )


def _asked(guard: Guard) -> str:
    if guard.public:
        return "public"
    return str(guard.permission) if guard.permission else "signed-in"


def _roles(guard: Guard) -> tuple[str, ...]:
    asked = guard.permission
    return tuple(str(role) for role, may in GRANTS.items() if asked is None or asked in may)
