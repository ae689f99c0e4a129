"""Decisions about what was said and does not stand in the note: add it, dismiss it, or take that back."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from attending.app.web.review_desk import after, version_of
from attending.app.web.visitor import Posted, SignedIn
from attending.errors import BadInput
from attending.journeys.left_out import add_left_out, dismiss_left_out, take_back_left_out

router = APIRouter()
DECISIONS = {"add": add_left_out, "dismiss": dismiss_left_out, "take-back": take_back_left_out}


@router.post("/reviews/{review_id}/left-out/{name}", response_model=None)
def decide(desk: SignedIn, review_id: str, name: str, form: Posted) -> HTMLResponse | RedirectResponse:
    """One decision about one thing that was said."""
    decision = str(form.get("decide", ""))

    def move() -> None:
        if decision not in DECISIONS:
            raise BadInput("The form does not say what was decided.", hint="Load the page again.")
        make = DECISIONS[decision]
        make(review_id, name, if_version=version_of(form), clinic=desk.clinic, grant=desk.grant)

    return after(move, desk, review_id, {"add": "included", "dismiss": "left-out"}.get(decision, "listed-again"))
