"""Security headers on every answer, and an access log that holds no patient data: route template, status, time."""

import logging
import time
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from attending.errors import BadInput

log = logging.getLogger("attending.web")

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self), payment=(), usb=()",
}


MOST_BYTES = 16 * 1024 * 1024
"""Of a request: the transcript of a whole day is smaller."""
MOST_BYTES_OF = {"/fhir": 64 * 1024**2, "/imaging": 2 * 1024**3, "/dicom-web": 2 * 1024**3}
"""Of a request to an interface that takes more, by the beginning of its address."""


class TooLarge(BadInput):
    """A request is larger than anything this application takes."""

    status, code = 413, "too-long"


class Guarded:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, answer_bug: Callable[[Request, Exception], Response]) -> None:
        self.app, self.answer_bug = app, answer_bug

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; add the headers to its answer and one line to the log."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status, began = time.perf_counter(), 500, False
        static = scope["path"].startswith("/static/")

        async def guarded_send(message: Message) -> None:
            nonlocal status, began
            if message["type"] == "http.response.start":
                status, began = message["status"], True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers["Cache-Control"] = "no-cache" if static else "no-store"
            await send(message)

        received = 0
        most = next((size for start, size in MOST_BYTES_OF.items() if scope["path"].startswith(start)), MOST_BYTES)

        async def limited_receive() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > most:
                raise TooLarge(f"A request may hold {most // 1024**2} MB at most.", hint="Send it in parts.")
            return message

        try:
            await self.app(scope, limited_receive, guarded_send)
        except Exception as error:  # a bug: answered here, for the server's own log would print its message
            if began:
                raise RuntimeError("a page broke off") from None
            await self.answer_bug(Request(scope, receive), error)(scope, receive, guarded_send)
        finally:
            elapsed_ms = (time.perf_counter() - started) * 1000
            level = logging.DEBUG if static else logging.INFO
            log.log(level, "%s %s %d %.0f ms", scope["method"], _template(scope, static), status, elapsed_ms)


def _template(scope: Scope, static: bool) -> str:
    """The route's template, never the path itself: paths hold identifiers."""
    return "/static" if static else str(getattr(scope.get("route"), "path", "(no route)"))
