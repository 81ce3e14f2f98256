"""Errors for programs: RFC 9457, in English, with a code that stays the same."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response

from app.auth.token_guard import ScopeMissing, TokenInvalid, TokenNeeded, TooManyTries
from app.errors import DomainError

API = "/api/"
MEDIA_TYPE = "application/problem+json"
REALM = 'Bearer realm="stickprov"'


def asked_by_program(request: Request) -> bool:
    return request.url.path.startswith(API)


def problem(
    error: DomainError, status: int, *, faults: Sequence[Mapping[str, Any]] = ()
) -> Response:
    """Say what stands in the way, to a program and to whoever reads its log."""
    code = code_of(error)
    body: dict[str, Any] = {
        "type": f"urn:stickprov:problem:{code}",
        "title": _title(code),
        "status": status,
        "detail": str(error),
        "code": code,
    }
    if faults:
        body["errors"] = list(faults)
    answer = JSONResponse(body, status_code=status, media_type=MEDIA_TYPE)
    answer.headers.update(_headers(error))
    return answer


def code_of(error: DomainError) -> str:
    """Give the stable name of an error: that of its class, in small letters."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(error).__name__).lower()


def faults_in(error: Exception) -> list[dict[str, str]]:
    """Name each parameter that was not understood, and why; never what it held."""
    if not isinstance(error, RequestValidationError):
        return []
    return [
        {"parameter": str(fault["loc"][-1]), "message": str(fault["msg"])}
        for fault in error.errors()
    ]


def _title(code: str) -> str:
    return code.replace("_", " ").capitalize()


def _headers(error: DomainError) -> dict[str, str]:
    match error:
        case TokenNeeded():
            return {"WWW-Authenticate": REALM}
        case TokenInvalid():
            return {"WWW-Authenticate": f'{REALM}, error="invalid_token"'}
        case ScopeMissing():
            scope = error.details["scope"]
            return {"WWW-Authenticate": f'{REALM}, error="insufficient_scope", scope="{scope}"'}
        case TooManyTries():
            return {"Retry-After": str(error.details["seconds"])}
    return {}
