"""The description of the interface, made from its routes: ``docs/openapi.json``."""

from typing import Any

from fastapi import APIRouter
from fastapi.openapi.utils import get_openapi

from app.api.offering import PROBLEM

ABOUT = """\
To read the figures of Stickprov from another program, such as Power BI, R or Python. Nothing can
be changed here.

Send a token with every request: `Authorization: Bearer stickprov_…`. People issue tokens on their
account page. A token reads what it was issued for, and never more than its person may at that
moment. Cookies are not looked at.

Figures are masked exactly as on the pages: there is one masking layer. Every table has the same
columns as the exported files, with the same names; `.csv` after an address gives the same rows as
CSV (commas, decimal points, and an apostrophe before what a spreadsheet would run).

Tables come in pages: take `next` as `cursor` until it is `null` (in CSV: the `Link` header). Send
`If-None-Match` with the `ETag` of last time, and get 304 when nothing has changed. Unknown
parameters are refused. Errors are `application/problem+json` (RFC 9457); go by their `code`.
"""
VERSION = "1"


def description_of(router: APIRouter) -> dict[str, Any]:
    """Describe every route of the interface in OpenAPI."""
    made = get_openapi(
        title="Stickprov", version=VERSION, description=ABOUT, routes=list(router.routes)
    )
    components = made.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    components["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    made["security"] = [{"token": []}]
    for path in made["paths"].values():
        for operation in path.values():
            operation["responses"]["422"] = {
                "description": "A parameter that is unknown or not understood",
                "content": {
                    "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                },
            }
    for framework in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(framework, None)
    return made
