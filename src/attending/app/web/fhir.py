"""The FHIR API as part of the web application: under `/fhir`, open to tokens and, with care, to sessions."""

import hmac
import logging
import os
import traceback
from collections.abc import Mapping
from http.client import HTTPException
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from starlette.types import ASGIApp, Receive, Scope, Send

from attending.app.web.visitor import SESSION_COOKIE, idle_time
from attending.errors import AttendingError
from attending.exchange.routes import FhirApi
from attending.journeys.clinic import Clinic
from attending.security import Grant, accounts
from attending.security.accounts import Session
from attending.security.roles import grant_for

log = logging.getLogger("attending.web")

PREFIX = "/fhir"
_PATIENCE_SECONDS = 5
_SAFE = frozenset({"GET", "HEAD"})


def fhir_api(clinic: Clinic) -> FhirApi:
    """The API of one clinic."""

    def session_grant(headers: Mapping[str, str], method: str) -> Grant | None:
        return _session_grant(clinic, headers, method)

    return FhirApi(
        clinic.record,
        now=clinic.now,
        session_grant=session_grant,
        on_bug=_bug,
        post=_post,
        subscription_hosts=clinic.settings.subscription_hosts,
        prefix=PREFIX,
        behind_tls=clinic.settings.secure_cookies,
        workers=len(os.sched_getaffinity(0)) - 1,
    )


class Door:
    """ASGI middleware before the pages: everything at and below `/fhir` goes to the API, without a way through them."""

    def __init__(self, app: ASGIApp, api: FhirApi) -> None:
        self.app, self.api = app, api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on to the API or to the pages."""
        path = scope.get("path", "")
        if scope["type"] == "http" and (path == PREFIX or path.startswith(f"{PREFIX}/")):
            await self.api(scope, receive, send)
        else:
            await self.app(scope, receive, send)


class _NoRedirect(HTTPRedirectHandler):
    """An allowed host must not lead on to another."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


def _post(address: str) -> bool:
    """Tell a subscriber, whose host the operator has allowed, that there is something to fetch."""
    try:
        request = Request(address, data=b"", method="POST")  # noqa: S310 (https, or http to this machine: checked)
        with build_opener(_NoRedirect).open(request, timeout=_PATIENCE_SECONDS) as answer:
            return 200 <= int(answer.status) < 300
    except (OSError, ValueError, HTTPException):
        return False


def _session_grant(clinic: Clinic, headers: Mapping[str, str], method: str) -> Grant | None:
    """The leave of a signed-in browser; only from our own pages, and with the session's CSRF token for a change."""
    try:
        cookies = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return None
    if SESSION_COOKIE not in cookies or not _is_ours(headers):
        return None
    token = cookies[SESSION_COOKIE].value
    found = accounts.find_session(clinic.record.connection(), token, now=clinic.now(), idle=idle_time(clinic))
    if found is None or (method not in _SAFE and not _is_meant(found, headers)):
        return None
    return grant_for(found.account)


def _is_ours(headers: Mapping[str, str]) -> bool:
    """Whether the browser says that the request comes from our own pages, or was typed by the person."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


def _is_meant(session: Session, headers: Mapping[str, str]) -> bool:
    given = headers.get("x-csrf", "")
    return bool(given) and hmac.compare_digest(given.encode(), session.csrf.encode())


def _bug(error: Exception) -> AttendingError:
    """A bug: its kind and place go to the log, never its message, which may hold a patient's data."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    ours = [frame for frame in frames if str(frame.f_globals.get("__name__", "")).startswith("attending.")]
    place = f"{ours[-1].f_globals['__name__']}:{ours[-1].f_lineno}" if ours else "unknown"
    log.error("unexpected %s at %s", type(error).__name__, place)
    return AttendingError("Something went wrong on our side.", hint="Nothing was changed; try again.")
