"""Signing in and out, and signing in again in place when a session ended over unsaved text."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse

from attending.app.web import visitor
from attending.app.web.failures import operation_outcome
from attending.app.web.pages import render
from attending.app.web.visitor import Posted, SignedIn
from attending.errors import AttendingError, NotAllowed

router = APIRouter()
ENDED = "You were signed off because nothing happened for a while."
Field = Annotated[str, Form(max_length=200)]


@router.get("/sign-in")
def sign_in_page(request: Request, ended: str = "", next: str = "") -> HTMLResponse:  # noqa: A002
    """The door."""
    return _door(request, next_page=next, notice=ENDED if ended else "")


@router.post("/sign-in", response_model=None)
def sign_in(
    request: Request,
    name: Field = "",
    password: Field = "",
    csrf: Field = "",
    next: Annotated[str, Form()] = "",  # noqa: A002
) -> HTMLResponse | RedirectResponse:
    """Check name and password; on success give a session and lead on."""
    clinic = visitor.clinic_of(request)
    try:
        visitor.check_origin(request)
        visitor.check_token(csrf, request.cookies.get(visitor.DOOR_COOKIE, ""))
        session = visitor.open_session(clinic, name.strip(), password)
    except AttendingError as error:
        return _door(request, next_page=next, error=error, name=name.strip())
    response = RedirectResponse(_own_page(next), status_code=303)
    visitor.set_session(response, clinic, session)
    return response


@router.post("/sign-in/again")
def sign_in_again(request: Request, name: Field = "", password: Field = "") -> JSONResponse:
    """Sign in from the dialog over a page with unsaved text; answers with the new CSRF token.

    There is no token to check, for the session is gone; a foreign site cannot read the answer, and its forms are
    refused by their origin.
    """
    clinic = visitor.clinic_of(request)
    try:
        visitor.check_origin(request)
        if not request.headers.get("accept", "").startswith("application/json"):
            raise NotAllowed("This is for the page that lost its session.")
        session = visitor.open_session(clinic, name, password)
    except AttendingError as error:
        return JSONResponse(operation_outcome(error), status_code=error.status)
    response = JSONResponse({"csrf": session.csrf})
    visitor.set_session(response, clinic, session)
    return response


@router.post("/sign-out")
def sign_out(desk: SignedIn, form: Posted) -> RedirectResponse:
    """End the session on the server and in the browser."""
    visitor.close_session(desk)
    response = RedirectResponse("/sign-in", status_code=303)
    response.delete_cookie(visitor.SESSION_COOKIE, path="/")
    return response


def _door(
    request: Request, *, next_page: str, notice: str = "", error: AttendingError | None = None, name: str = ""
) -> HTMLResponse:
    token = visitor.door_token(request)
    response = render(
        "sign_in.html",
        visitor.outside_frame(request, csrf=token),
        status=error.status if error else 200,
        next=_own_page(next_page),
        notice=notice,
        error=error,
        name=name,
        demo_sign_in=request.app.state.demo,
    )
    visitor.set_door(response, visitor.clinic_of(request), token)
    return response


def _own_page(path: str) -> str:
    """A page of ours, never another host."""
    own = path.startswith("/") and not path.startswith("//") and "\\" not in path
    return path if own and not path.startswith("/sign-") else "/inbox"
