from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class OwnPagesOnly:
    """Refuse writes that another site's page has started.

    Browsers tell in ``Sec-Fetch-Site`` where a request comes from; for the few that do not, the
    ``Origin`` must be ours (OWASP, Cross-Site Request Forgery Prevention Cheat Sheet).
    """

    def __init__(self, app: ASGIApp, origin: str) -> None:
        self.app = app
        self.origin = origin

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE and not self._own(scope):
            refusal = PlainTextResponse("Begäran kom från en annan webbplats.", status_code=403)
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _own(self, scope: Scope) -> bool:
        headers = HTTPConnection(scope).headers
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site == "same-origin"
        return headers.get("origin") == self.origin
