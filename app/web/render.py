import base64
import json
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from jinja2_fragments import render_blocks

from app.auth.actor import Actor
from app.settings import Mode, Settings
from app.web import language as lang
from app.web.drawing import page as drawing
from app.web.faults import name_faults
from app.web.lateness import late_by
from app.web.navigation import navigation_for

APP = Path(__file__).parent.parent
STATIC = APP / "web" / "static"
COLOR_SCHEMES = ("auto", "light", "dark")


@cache
def asset(name: str) -> str:
    """Give the address of a static file; it changes when the file does."""
    digest = sha256((STATIC / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"


@cache
def templates() -> Environment:
    """Gather the pages of every slice, each under the name of its folder."""
    homes = {
        path.parent.name: FileSystemLoader(path)
        for path in sorted(APP.glob("*/templates"))
        if path.is_dir()
    }
    environment = Environment(
        loader=ChoiceLoader([PrefixLoader(homes)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(lang.gettext, lang.ngettext, newstyle=True)  # type: ignore[attr-defined] # the extension adds it
    environment.globals.update(asset=asset)
    environment.filters.update(
        day=lang.day,
        month=lang.month,
        moment=lang.moment,
        clock_time=lang.clock_time,
        number=lang.number,
        percent=lang.percent,
        said=lang.said,
        late_by=late_by,
    )
    environment.globals["ui"] = environment.get_template("web/ui.html").module
    environment.globals["drawing"] = drawing
    environment.globals["charts"] = environment.get_template("web/charts.html").module
    return environment


def page(request: Request, template: str, *, status: int = 200, **shown: Any) -> Response:
    """Show a whole page."""
    context = _context(request) | shown
    html = name_faults(templates().get_template(template).render(context))
    answer = HTMLResponse(html, status_code=status)
    if "notice" in request.cookies:
        answer.delete_cookie("notice")
    return answer


def blocks(
    request: Request,
    template: str,
    *names: str,
    otherwise: str | None = None,
    status: int = 200,
    **shown: Any,
) -> Response:
    """Show the parts of a page that have changed.

    Without HTMX, go to ``otherwise``, or show the whole page when there is nowhere to go.
    """
    if by_htmx(request):
        context = _context(request) | shown
        html = render_blocks(templates(), template, list(names), **context)
        return HTMLResponse(name_faults(html), status_code=status)
    if otherwise is not None:
        return go_to(request, otherwise)
    return page(request, template, status=status, **shown)


def go_to(
    request: Request, url: str, *, notice: str | None = None, kind: str = "success", **details: Any
) -> Response:
    """Send the browser to another page, with a word on what was done.

    HTMX would otherwise swap that page into this one.
    """
    answer: Response
    if by_htmx(request):
        answer = Response(headers={"HX-Redirect": url})
    else:
        answer = RedirectResponse(url, status_code=303)
    if notice is not None:
        text = json.dumps([kind, lang.said(notice, details)]).encode()
        answer.set_cookie(
            "notice",
            base64.urlsafe_b64encode(text).decode(),
            max_age=60,
            httponly=True,
            samesite="lax",
            secure=_settings(request).over_https,
        )
    return answer


def download(content: bytes, file_name: str, media_type: str) -> Response:
    """Hand out a file, always to be saved and never to be shown in place."""
    return Response(
        content,
        media_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{file_name}"',
            "Content-Security-Policy": "sandbox",
        },
    )


def by_htmx(request: Request) -> bool:
    return request.headers.get("HX-Request") == "true"


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def _context(request: Request) -> dict[str, Any]:
    actor: Actor | None = getattr(request.state, "actor", None)
    settings = _settings(request)
    scheme = request.cookies.get("color_scheme", "auto")
    return {
        "actor": actor,
        "language": lang.language(),
        "color_scheme": scheme if scheme in COLOR_SCHEMES else "auto",
        "navigation": navigation_for(actor, request.url.path),
        # Where choosing a language leads back to; what was posted cannot be read again.
        "path": request.url.path if request.method == "GET" else "/",
        "notices": _notices(request),
        "demo": settings.mode is Mode.demo,
        "organisation": settings.organisation,
    }


def _notices(request: Request) -> list[tuple[str, str]]:
    raw = request.cookies.get("notice")
    if not raw:
        return []
    try:
        kind, text = json.loads(base64.urlsafe_b64decode(raw))
    except ValueError:
        return []
    return [(str(kind) if kind in {"success", "info", "warning"} else "info", str(text)[:500])]
