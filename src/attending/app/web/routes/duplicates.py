"""Who may stand in the record twice: pairs with their reasons, each put up for review with one button."""

from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from attending.app.web.pages import Message
from attending.app.web.views.patient import PatientRow, patient_rows
from attending.app.web.visitor import Desk, Posted, SignedIn
from attending.errors import AttendingError, BadInput
from attending.journeys.identity import find_duplicates, propose_link
from attending.record.matching import REVIEW, Pair
from attending.security import Action, PractitionerRole

router = APIRouter()

MOST_PATIENTS = 2_000
"""More take too long for a page; the command line lists them."""
MOST_PAIRS = 100


@dataclass(frozen=True)
class PairView:
    """One row of the list."""

    left: PatientRow
    right: PatientRow
    probability: str
    sure: bool
    agree: str
    differ: str


@router.get("/duplicates")
def duplicates(desk: SignedIn) -> HTMLResponse:
    """Pairs of records that may be one person, likeliest first."""
    return _page(desk, None)


@router.post("/duplicates/link", response_model=None)
def propose(desk: SignedIn, form: Posted) -> HTMLResponse | RedirectResponse:
    """Put a link up for review, assigned to whoever asks; nothing changes before it is signed."""
    keep, other = str(form.get("keep", "")), str(form.get("other", ""))
    try:
        if not keep or not other:
            raise BadInput("The form names no two records.", hint="Load the page again.")
        review = propose_link(keep, other, to=desk.person.practitioner, clinic=desk.clinic, grant=desk.grant)
    except AttendingError as error:
        return _page(desk, Message(str(error), "bad"), status=error.status)
    return RedirectResponse(f"/reviews/{review.id}", status_code=303)


def _page(desk: Desk, message: Message | None, status: int = 200) -> HTMLResponse:
    patients = desk.clinic.record.patients(grant=desk.grant)
    too_many = len(patients) > MOST_PATIENTS
    pairs = [] if too_many else find_duplicates(desk.clinic.record, grant=desk.grant)[:MOST_PAIRS]
    rows = {row.id: row for row in patient_rows(patients, desk.clinic.now().date())}
    return desk.page(
        "duplicates.html",
        "patients",
        status=status,
        pairs=[_view(pair, rows) for pair in pairs],
        too_many=too_many,
        decides=desk.session.account.role is PractitionerRole.PHYSICIAN and Action.EXECUTE in desk.grant.actions,
        message=message,
    )


def _view(pair: Pair, rows: dict[str, PatientRow]) -> PairView:
    agree = [f"{reason.name} {reason.level}" for reason in pair.reasons if reason.weight > 0]
    differ = [f"{reason.name} {reason.level}" for reason in pair.reasons if reason.weight <= 0]
    return PairView(
        left=rows[pair.left.id],
        right=rows[pair.right.id],
        probability=f"{min(pair.probability, 0.9999):.2%}",
        sure=pair.probability > REVIEW[1],
        agree=", ".join(agree),
        differ=", ".join(differ) or "nothing",
    )
