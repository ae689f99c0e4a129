"""What went wrong, as a page for people or as a FHIR OperationOutcome for programs; nowhere else are errors mapped."""

import json
import logging
import traceback

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from attending.app.web.pages import render
from attending.app.web.visitor import outside_frame
from attending.errors import AttendingError, BadInput, NotAllowed, NotFound, SignInRequired

log = logging.getLogger("attending.web")

HEADINGS = {
    401: "Please sign in",
    403: "You may not do this",
    404: "There is nothing here",
    405: "This page takes no such request",
    409: "This cannot be done now",
    413: "This file is too large",
    422: "This cannot be read",
    503: "Not set up here",
}


def add_handlers(app: FastAPI) -> None:
    """Teach the application to answer errors."""
    app.add_exception_handler(AttendingError, _known)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)


def answer(request: Request, error: AttendingError) -> Response:
    """One error, in the form the asker can read."""
    if _wants_json(request):
        how = {"WWW-Authenticate": "Bearer"} if isinstance(error, SignInRequired) else None  # RFC 9110 11.6.1
        outcome = operation_outcome(error)
        return JSONResponse(outcome, status_code=error.status, headers=how, media_type="application/fhir+json")
    if isinstance(error, SignInRequired):
        if request.headers.get("hx-request"):
            return Response(status_code=401)
        there = request.url.path if request.method == "GET" else "/inbox"
        return RedirectResponse(f"/sign-in?next={there}", status_code=303)
    if _asks_for_a_part(request):
        told = json.dumps({"told": {"text": str(error), "tone": "bad"}})
        return Response(status_code=error.status, headers={"HX-Reswap": "none", "HX-Trigger": told})
    desk = getattr(request.state, "desk", None)
    frame = desk.frame() if desk else outside_frame(request)
    heading = HEADINGS.get(error.status, "Something went wrong")
    return render("failure.html", frame, status=error.status, heading=heading, error=error)


def operation_outcome(error: AttendingError) -> dict[str, object]:
    """The error as FHIR R4 OperationOutcome."""
    issue = {"severity": "error", "code": error.code, "diagnostics": str(error)}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def _known(request: Request, error: Exception) -> Response:
    return answer(request, error if isinstance(error, AttendingError) else AttendingError("Something went wrong."))


def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 404:
        return answer(request, NotFound("This address leads nowhere.", hint="It may have been moved or misspelt."))
    known: AttendingError = (
        NotAllowed("This page does not take that kind of request.")
        if status == 405
        else BadInput("The request cannot be read.")
    )
    known.status = status
    return answer(request, known)


def _invalid(request: Request, error: Exception) -> Response:
    return answer(
        request, BadInput("A field of the form is missing or cannot be read.", hint="Go back and look again.")
    )


def answer_bug(request: Request, error: Exception) -> Response:
    """A bug: its kind and place go to the log, never its message, which may hold a patient's data."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    ours = [frame for frame in frames if str(frame.f_globals.get("__name__", "")).startswith("attending.")]
    place = f"{ours[-1].f_globals['__name__']}:{ours[-1].f_lineno}" if ours else "unknown"
    log.error("unexpected %s at %s", type(error).__name__, place)
    return answer(request, AttendingError("Something went wrong on our side.", hint="Nothing was changed; try again."))


def _asks_for_a_part(request: Request) -> bool:
    """Whether the answer would go into the middle of a page, where a page about a failure has no place."""
    return bool(request.headers.get("hx-request")) and not request.headers.get("hx-boosted")


def _wants_json(request: Request) -> bool:
    accept = request.headers.get("accept", "")
    machine = request.url.path.startswith("/dicom-web")
    return machine or ("json" in accept and "text/html" not in accept)
