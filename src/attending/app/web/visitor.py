"""Who is asking: sessions in a cookie, the CSRF token of every POST, and the desk that each handler works at."""

import hmac
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, Request, Response
from fastapi.responses import HTMLResponse
from starlette.datastructures import FormData

from attending.app import session
from attending.app.web.headers import MOST_BYTES
from attending.app.web.pages import Frame, Person, chosen_theme, render, sections_for
from attending.errors import NotAllowed, SignInRequired
from attending.journeys.clinic import Clinic
from attending.security import Grant, accounts
from attending.security.accounts import Session
from attending.security.roles import grant_for

DOOR = "Device/web"
"""Under what a refused sign-in is noted."""
SESSION_COOKIE = "attending_session"
DOOR_COOKIE = "attending_door"
"""Holds the CSRF token of the sign-in form, when there is no session yet."""


@dataclass(frozen=True)
class Desk:
    """One signed-in person's request: whom it is from, what they may do, and how to answer with a page."""

    request: Request
    clinic: Clinic
    session: Session
    grant: Grant

    @property
    def person(self) -> Person:
        """Who is signed in, as the bar shows it."""
        account = self.session.account
        role = account.role.value.replace("-", " ").capitalize()
        return Person(account.practitioner, account.sign_in_name, account.display, role)

    def frame(self, section: str = "") -> Frame:
        """The frame of a page of this section."""
        bare = outside_frame(self.request)
        waiting = self.clinic.reviews.count_waiting(self.session.account.practitioner)
        return replace(
            bare,
            person=self.person,
            csrf=self.session.csrf,
            section=section,
            waiting=waiting,
            sections=sections_for(self.grant),
        )

    def name_of(self, practitioner: str) -> str:
        """A practitioner's name as pages show it."""
        account = accounts.find_account(self.clinic.record.connection(), practitioner)
        return account.display if account else practitioner

    def page(self, template: str, section: str = "", *, status: int = 200, **context: Any) -> HTMLResponse:
        """Answer with a page."""
        return render(template, self.frame(section), status=status, **context)


def clinic_of(request: Request) -> Clinic:
    """The clinic this application serves."""
    clinic: Clinic = request.app.state.clinic
    return clinic


def idle_time(clinic: Clinic) -> timedelta:
    """How long a session lasts without a request."""
    return timedelta(minutes=clinic.settings.session_minutes)


def outside_frame(request: Request, *, csrf: str = "") -> Frame:
    """The frame of a page for somebody who is not signed in."""
    clinic = clinic_of(request)
    return Frame(
        csrf=csrf,
        theme=chosen_theme(request),
        demo=request.app.state.demo is not None,
        idle_seconds=int(idle_time(clinic).total_seconds()),
    )


def signed_in(request: Request) -> Desk:
    """The desk of whoever sends this request; raises `SignInRequired` without a living session."""
    clinic = clinic_of(request)
    token = request.cookies.get(SESSION_COOKIE, "")
    found = accounts.find_session(clinic.record.connection(), token, now=clinic.now(), idle=idle_time(clinic))
    if not token or found is None:
        raise SignInRequired("Your session has ended.", hint="Sign in again.")
    desk = Desk(request, clinic, found, grant_for(found.account))
    request.state.desk = desk
    return desk


SignedIn = Annotated[Desk, Depends(signed_in)]


async def posted_form(request: Request, desk: SignedIn) -> FormData:
    """The form of a POST whose CSRF token is that of the session; raises `NotAllowed` otherwise."""
    form = await request.form(max_files=5_000, max_part_size=MOST_BYTES)
    check_origin(request)
    given = request.headers.get("x-csrf") or str(form.get("csrf", ""))
    check_token(given, desk.session.csrf)
    return form


Posted = Annotated[FormData, Depends(posted_form)]


def check_token(given: str, expected: str) -> None:
    """Refuse a form that another site or an old page has sent."""
    if not expected or not hmac.compare_digest(given.encode(), expected.encode()):
        raise NotAllowed("This form is out of date.", hint="Load the page again and repeat.")


def check_origin(request: Request) -> None:
    """Refuse a form that a browser says comes from another site.

    Browsers that send no Sec-Fetch-Site are judged by Origin; "null" is what our own no-referrer policy makes of it.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin", "null")
    foreign = origin != "null" and urlsplit(origin).netloc != request.headers.get("host")
    if foreign if site is None else site not in {"same-origin", "none"}:
        raise NotAllowed("This form comes from another site.")


def open_session(clinic: Clinic, name: str, password: str) -> Session:
    """Sign in; raises `SignInRequired`."""
    return session.open_session(clinic.record, name, password, now=clinic.now(), idle=idle_time(clinic), door=DOOR)


def close_session(desk: Desk) -> None:
    """Sign out; the session's token is worth nothing afterwards."""
    session.close_session(desk.clinic.record, desk.session, now=desk.clinic.now())


def set_session(response: Response, clinic: Clinic, opened: Session) -> None:
    """Give the browser its session; the cookie ends with the browser, the session with idleness."""
    _set_cookie(response, clinic, SESSION_COOKIE, opened.token)


def set_door(response: Response, clinic: Clinic, token: str) -> None:
    """Remember the token of the sign-in form."""
    _set_cookie(response, clinic, DOOR_COOKIE, token)


def door_token(request: Request) -> str:
    """The token of the sign-in form: as the cookie says, or a new one."""
    return request.cookies.get(DOOR_COOKIE) or secrets.token_urlsafe(24)


def _set_cookie(response: Response, clinic: Clinic, name: str, value: str) -> None:
    secure = clinic.settings.secure_cookies
    response.set_cookie(name, value, httponly=True, samesite="strict", secure=secure, path="/")
