from fastapi import Request
from fastapi.responses import Response

from app.auth.guard import anyone
from app.web.render import page
from app.web.routing import pages

router = pages()


@router.get("/help", dependencies=[anyone()])
def show_help(request: Request) -> Response:
    return page(request, "account/help.html")


@router.get("/accessibility", dependencies=[anyone()])
def show_accessibility(request: Request) -> Response:
    return page(request, "account/accessibility.html")
