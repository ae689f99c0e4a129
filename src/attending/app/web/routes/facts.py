"""Decisions about the facts beside a note: accept, decline, take back, or accept with changes."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from attending.app.web.review_desk import after, version_of
from attending.app.web.visitor import Posted, SignedIn
from attending.errors import BadInput
from attending.journeys.imaging_decided import decide_fact
from attending.journeys.proposed_facts import accept_changed

router = APIRouter()
DECISIONS: dict[str, bool | None] = {"accept": True, "decline": False, "reconsider": None}
_FIELD = "field-"


@router.post("/reviews/{review_id}/facts/{fact}", response_model=None)
def decide(desk: SignedIn, review_id: str, fact: str, form: Posted) -> HTMLResponse | RedirectResponse:
    """One decision about one fact; a change is an acceptance in the clinician's words."""
    decision, reason = str(form.get("decide", "")), str(form.get("reason", ""))
    values = {name.removeprefix(_FIELD): str(value) for name, value in form.items() if name.startswith(_FIELD)}

    def move() -> None:
        version = version_of(form)
        if decision == "change":
            accept_changed(review_id, fact, values, if_version=version, clinic=desk.clinic, grant=desk.grant)
        elif decision in DECISIONS:
            given = reason if decision == "decline" else ""
            decide_fact(
                review_id, fact, DECISIONS[decision], reason=given, if_version=version, clinic=desk.clinic,
                grant=desk.grant,
            )  # fmt: skip
        else:
            raise BadInput("The form does not say what was decided.", hint="Load the page again.")

    return after(move, desk, review_id, {"change": "changed"}.get(decision, decision))
