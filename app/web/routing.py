from collections.abc import Iterator
from inspect import iscoroutinefunction
from typing import Any

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from app.auth.guard import Guard


class GuardedRoute(APIRoute):
    """A route that says who may use it, and waits for the database in a thread of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if guard_of(self) is None:
            raise TypeError(f"{self.path} does not say who may use it.")
        if iscoroutinefunction(self.endpoint):
            raise TypeError(f"{self.path} would make everybody wait for its queries: drop async.")


def guard_of(route: APIRoute) -> Guard | None:
    """Give the guard of a route."""
    return next((call for call in _calls(route.dependant) if isinstance(call, Guard)), None)


def _calls(dependant: Dependant) -> Iterator[object]:
    for part in dependant.dependencies:
        yield part.call
        yield from _calls(part)


def pages(prefix: str = "") -> APIRouter:
    """Make a router whose every route has a guard."""
    return APIRouter(prefix=prefix, route_class=GuardedRoute)
