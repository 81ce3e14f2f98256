import logging
from urllib.parse import quote

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.routing import Match

from app.auth.guard import ProofNeeded, SecondFactorNeeded, SignInNeeded
from app.db import new_id
from app.errors import N_, DomainError, NotFound, StorageUnavailable
from app.web.language import said
from app.web.problems import asked_by_program, faults_in, problem
from app.web.render import by_htmx, go_to, page, templates

log = logging.getLogger("stickprov")


class NotUnderstood(DomainError):
    """An address or a form that no page of ours sends."""

    status = 422
    message = N_("The request could not be understood. Go back and try again.")


class Fault(DomainError):
    """Something that should not happen did; the person is told, and nothing of its insides."""

    status = 500
    message = N_(
        "Something went wrong in the program. Nothing was changed. Tell the administrator "
        "this error number: %(number)s."
    )


class DoneMeanwhile(DomainError):
    """Two people, or one with two clicks, did the same; the database let only the first one."""

    message = N_("Somebody did the same at the same moment. Nothing was changed; read again.")


def show_errors(app: FastAPI) -> None:
    """Make every error a page in plain words, never a stack trace."""
    app.add_exception_handler(DomainError, _domain_error)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(StarletteHTTPException, _http_error)
    app.add_exception_handler(IntegrityError, _meanwhile)
    app.add_exception_handler(DataError, _nothing_such)
    app.add_exception_handler(OperationalError, _storage)
    app.add_exception_handler(PoolTimeout, _storage)
    app.add_exception_handler(Exception, _fault)


def _domain_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, DomainError):
        raise error
    if asked_by_program(request) or wants_json(request) or by_htmx(request):
        return _answer(request, error)
    back = quote(_page_behind(request))
    if isinstance(error, SignInNeeded):
        return go_to(request, f"/sign-in?next={back}")
    if isinstance(error, SecondFactorNeeded):
        return go_to(request, "/account/second-factor")
    if isinstance(error, ProofNeeded):
        return go_to(request, f"/confirm?next={back}")
    return _answer(request, error)


def _page_behind(request: Request) -> str:
    """Give the page to come back to: this one, or the one whose form was sent."""
    as_page = {**request.scope, "method": "GET"}
    if not any(route.matches(as_page)[0] is Match.FULL for route in request.app.router.routes):
        return "/"
    query = request.url.query
    return request.url.path + (f"?{query}" if query else "")


def _not_understood(request: Request, error: Exception) -> Response:
    if asked_by_program(request):
        return problem(NotUnderstood(), NotUnderstood.status, faults=faults_in(error))
    return _answer(request, NotUnderstood())


def _http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException | StarletteHTTPException) else 500
    shown: DomainError = NotFound() if status == NotFound.status else NotUnderstood()
    return _answer(request, shown, status=status)


def _meanwhile(request: Request, error: Exception) -> Response:
    log.warning("refused by the database", exc_info=error)
    return _answer(request, DoneMeanwhile())


def _nothing_such(request: Request, error: Exception) -> Response:
    """Answer that there is no such thing: an address held what no key can, such as a NUL."""
    log.warning("not for the database: %s", type(error).__name__)
    return _answer(request, NotFound())


def _storage(request: Request, error: Exception) -> Response:
    log.error("storage unavailable: %s", type(error).__name__)
    return _answer(request, StorageUnavailable())


def _fault(request: Request, error: Exception) -> Response:
    number = new_id()[:8]
    log.error("fault %s", number, exc_info=error)
    return _answer(request, Fault(number=number))


def wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


def _answer(request: Request, error: DomainError, status: int | None = None) -> Response:
    status = status or error.status
    if asked_by_program(request):
        return _problem(error, status)
    text = said(error.message, error.details)
    answer: Response
    if wants_json(request):
        answer = JSONResponse({"error": text}, status_code=status)
    elif by_htmx(request):
        answer = _message(request, error, text, status)
    else:
        where = error.details.get("where", "")
        answer = page(
            request, "web/error.html", status=status, status_code=status, text=text, where=where
        )
    if status == StorageUnavailable.status:
        answer.headers["Retry-After"] = "2"
    return answer


def _problem(error: DomainError, status: int) -> Response:
    answer = problem(error, status)
    if status == StorageUnavailable.status:
        answer.headers["Retry-After"] = "2"
    return answer


def _message(request: Request, error: DomainError, text: str, status: int) -> Response:
    if isinstance(error, SignInNeeded | SecondFactorNeeded):
        return go_to(request, "/sign-in")
    if isinstance(error, ProofNeeded):
        return go_to(request, f"/confirm?next={quote(_page_shown(request))}")
    html = templates().get_template("web/message.html").render(kind="danger", text=text)
    return HTMLResponse(
        html, status_code=status, headers={"HX-Retarget": "#messages", "HX-Reswap": "innerHTML"}
    )


def _page_shown(request: Request) -> str:
    """Give the path of the page that HTMX sent from; only the path, so it stays with us."""
    shown = request.headers.get("HX-Current-URL", "/")
    return "/" + shown.split("://", 1)[-1].partition("/")[2]
