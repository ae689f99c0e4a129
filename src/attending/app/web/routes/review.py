"""The note review: reading, answering checks, signing, rejecting. Editing has its own module."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from attending.app.web.pages import Message
from attending.app.web.review_desk import after, open_review, review_page, version_of
from attending.app.web.visitor import Posted, SignedIn
from attending.journeys.note_style import change_style
from attending.journeys.signing import sign_review

router = APIRouter()

DONE = {
    "drafted": Message("The draft is there. Read it, answer its checks, then sign."),
    "answered": Message("Your answer is kept with the draft."),
    "changed": Message("Accepted in your words: it is written when you sign."),
    "included": Message("Added to the note, with the words it rests on."),
    "left-out": Message("Left out. It is not listed again."),
    "listed-again": Message("Taken back: it is listed again."),
    "restyled": Message("The style is changed; what you edited stays as you wrote it."),
    "saved": Message("Saved and examined again."),
    "taken": Message("The draft is yours now."),
    "signed": Message("Signed and filed in the patient's record."),
    "rejected": Message("Rejected. Nothing was filed."),
    "retracted": Message("Retracted: the document and what was accepted with it are marked as entered in error."),
    "amended": Message("The amended text is signed and filed."),
}
"""What the page says after a move; the key stands in the address, never the words of a patient."""


@router.get("/reviews/{review_id}")
def show(desk: SignedIn, review_id: str, done: str = "") -> HTMLResponse:
    """The three panes."""
    return review_page(desk, open_review(desk, review_id), message=DONE.get(done))


@router.post("/reviews/{review_id}/answers/{finding}", response_model=None)
def answer(desk: SignedIn, review_id: str, finding: str, form: Posted) -> HTMLResponse | RedirectResponse:
    """Say to a finding why it does not stand in the way."""

    def move() -> None:
        text = str(form.get("text", ""))
        desk.clinic.reviews.answer(review_id, finding, text, if_version=version_of(form), grant=desk.grant)

    return after(move, desk, review_id, "answered")


@router.post("/reviews/{review_id}/style", response_model=None)
def restyle(desk: SignedIn, review_id: str, form: Posted) -> HTMLResponse | RedirectResponse:
    """Read the draft in another style."""

    def move() -> None:
        style = str(form.get("style", ""))
        change_style(review_id, style, if_version=version_of(form), clinic=desk.clinic, grant=desk.grant)

    return after(move, desk, review_id, "restyled")


@router.post("/reviews/{review_id}/sign", response_model=None)
def sign(desk: SignedIn, review_id: str, form: Posted) -> HTMLResponse | RedirectResponse:
    """Sign; what blocks it is shown on the page, and the first blocker gets the focus."""

    def move() -> None:
        sign_review(review_id, if_version=version_of(form), clinic=desk.clinic, grant=desk.grant)

    return after(move, desk, review_id, "signed")


@router.post("/reviews/{review_id}/reject", response_model=None)
def reject(desk: SignedIn, review_id: str, form: Posted) -> HTMLResponse | RedirectResponse:
    """Reject with a coded reason."""

    def move() -> None:
        reason, text = str(form.get("reason", "")), str(form.get("text", ""))
        desk.clinic.reviews.reject(review_id, reason, text, if_version=version_of(form), grant=desk.grant)

    return after(move, desk, review_id, "rejected")


@router.post("/reviews/{review_id}/retract", response_model=None)
def retract(desk: SignedIn, review_id: str, form: Posted) -> HTMLResponse | RedirectResponse:
    """Take a signed document back with a coded reason."""

    def move() -> None:
        reason, text = str(form.get("reason", "")), str(form.get("text", ""))
        desk.clinic.reviews.retract(review_id, reason, text, if_version=version_of(form), grant=desk.grant)

    return after(move, desk, review_id, "retracted")


@router.post("/reviews/{review_id}/take-over", response_model=None)
def take_over(desk: SignedIn, review_id: str, form: Posted) -> HTMLResponse | RedirectResponse:
    """Assign the draft to whoever asks."""

    def move() -> None:
        desk.clinic.reviews.assign(review_id, desk.person.practitioner, grant=desk.grant)

    return after(move, desk, review_id, "taken")
