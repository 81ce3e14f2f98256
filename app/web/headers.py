from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
    ]
)
OK = 200


class ProtectiveHeaders:
    """Tell the browser, with every answer, what it may never do with our pages."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        self.https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        static = scope["path"].startswith("/static/")

        async def send_protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = static and message["status"] == OK
                self._protect(MutableHeaders(scope=message), kept=kept)
            await send(message)

        await self.app(scope, receive, send_protected)

    def _protect(self, headers: MutableHeaders, *, kept: bool) -> None:
        headers.setdefault("Content-Security-Policy", CONTENT_SECURITY)
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "no-referrer"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        headers["Cache-Control"] = "public, max-age=31536000, immutable" if kept else "no-store"
        headers["Vary"] = "Sec-Fetch-Site, Origin, Cookie, HX-Request"
        if self.https:
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"


class ProtectedApp(FastAPI):
    """An application whose every answer is protected.

    The framework answers faults and bodies that are too large outside of ``add_middleware``.
    """

    def build_middleware_stack(self) -> ASGIApp:
        https = self.state.settings.over_https
        return ProtectiveHeaders(super().build_middleware_stack(), https=https)
