"""Your wording: what was learned from the notes you signed; to see, to forget, to learn again, to switch off."""

from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from attending.app.web.pages import Message
from attending.app.web.visitor import Desk, Posted, SignedIn
from attending.errors import AttendingError, BadInput
from attending.journeys.wording_sheet import Learned, forget_wording, restore_wording, wording_sheet

router = APIRouter()

MOST_NOTES = 4
"""Notes that a row links to; the number beside them counts every one."""
DONE = {
    "forgotten": "Forgotten: drafts keep their own words there, and later edits teach it no more.",
    "restored": "Learned again: it counts from the next draft on.",
    "on": "Switched on: your wording counts from the next draft on.",
    "off": "Switched off: drafts keep their own words. What was learned stays.",
}


@dataclass(frozen=True)
class NoteLink:
    """A signed note that taught a wording."""

    review: str
    patient: str
    drafted: str


@dataclass(frozen=True)
class WordingRow:
    """One learned wording."""

    before: str
    after: str
    count: int
    notes: tuple[NoteLink, ...]


@router.get("/wording")
def wording(desk: SignedIn, done: str = "") -> HTMLResponse:
    """Everything that was learned of the reader's own wording."""
    return _page(desk, Message(DONE[done], "ok") if done in DONE else None)


@router.post("/wording/{deed}", response_model=None)
def change(desk: SignedIn, deed: str, form: Posted) -> HTMLResponse | RedirectResponse:
    """Forget one wording, learn it again, or switch all of them on or off."""
    who, phrase = desk.person.practitioner, str(form.get("phrase", ""))
    try:
        match deed:
            case "forgotten":
                forget_wording(who, phrase, clinic=desk.clinic, grant=desk.grant)
            case "restored":
                restore_wording(who, phrase, clinic=desk.clinic, grant=desk.grant)
            case "on" | "off":
                desk.clinic.reviews.use_wording(who, on=deed == "on", grant=desk.grant)
            case _:
                raise BadInput("The form does not say what to do.", hint="Load the page again.")
    except AttendingError as error:
        return _page(desk, Message(str(error), "bad"), status=error.status)
    return RedirectResponse(f"/wording?done={deed}", status_code=303)


def _page(desk: Desk, message: Message | None, status: int = 200) -> HTMLResponse:
    sheet = wording_sheet(desk.person.practitioner, clinic=desk.clinic, grant=desk.grant)
    queue = desk.clinic.reviews.queue(grant=desk.grant, status=None) if sheet.learned or sheet.forgotten else []
    links = {row.id: NoteLink(row.id, row.patient_name, f"{row.created:%d %b %Y}") for row in queue}
    return desk.page(
        "wording.html",
        "wording",
        status=status,
        used=sheet.used,
        learned=[_row(one, links) for one in sheet.learned],
        forgotten=[_row(one, links) for one in sheet.forgotten],
        message=message,
    )


def _row(one: Learned, links: dict[str, NoteLink]) -> WordingRow:
    notes = tuple(links[review] for review in one.reviews[-MOST_NOTES:] if review in links)
    return WordingRow(one.wording.before, one.wording.after, one.wording.notes, notes)
