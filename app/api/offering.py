"""Declaring a table: once, and it is there as JSON and as CSV, and in the description."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from fastapi import APIRouter

from app.api.tables import CSV, described
from app.summary.sheets import Column

F = TypeVar("F", bound=Callable[..., Any])

PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {
        "description": text,
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        },
    }
    for status, text in {
        401: "No token, or one that is not valid",
        403: "The token, or its person, may not read this",
        404: "Not there, or not within the person's scope",
        422: "A parameter that is unknown or not understood",
        429: "Too many wrong tokens from this address",
    }.items()
}
PROBLEM = {
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string", "description": "Stays the same; go by this one"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"parameter": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
    "required": ["type", "title", "status", "detail", "code"],
}


def offer(
    router: APIRouter, path: str, columns: Sequence[Column], summary: str
) -> Callable[[F], F]:
    """Offer a table at a path, and the same rows as CSV beside it."""

    def declared(endpoint: F) -> F:
        content = {"application/json": {"schema": described(columns)}, "text/csv": {}}
        ok: dict[int | str, dict[str, Any]] = {
            200: {"description": "A page of the table", "content": content},
            304: {"description": "Nothing has changed since the ETag in If-None-Match"},
        }
        router.get(path, summary=summary, responses={**ok, **PROBLEMS})(endpoint)
        router.get(path + CSV, include_in_schema=False)(endpoint)
        return endpoint

    return declared
