"""A new conversation: a transcript comes in, a draft note comes out and waits in the inbox."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import FormData, UploadFile

from attending.app.web.pages import render
from attending.app.web.routes.recordings import hears
from attending.app.web.views.encounters import encounter_choices
from attending.app.web.views.patient import patient_rows
from attending.app.web.visitor import Desk, Posted, SignedIn
from attending.errors import AttendingError, BadInput, NotAllowed, NotFound
from attending.journeys import consultation
from attending.journeys.note_writing import note_styles

router = APIRouter()


@router.get("/conversations/new")
def new(desk: SignedIn, patient: str = "") -> HTMLResponse:
    """The form."""
    return _form_page(desk, patient)


@router.post("/conversations/encounters")
def encounters(desk: SignedIn, form: Posted) -> HTMLResponse:
    """The visits of the patient just chosen."""
    chosen = str(form.get("patient", ""))
    found = encounter_choices(desk.clinic.record.chart(chosen, grant=desk.grant)) if chosen else ()
    return render("parts/encounters.html", desk.frame(), encounters=found)


@router.post("/conversations", response_model=None)
def create(desk: SignedIn, form: Posted) -> HTMLResponse | RedirectResponse:
    """Read the transcript, draft the note, examine it; leads to the review."""
    patient = str(form.get("patient", ""))
    try:
        name, data, partner = _transcript(form)
        review = consultation.document_consultation(
            consultation.read_conversation(data, name=name, partner=partner),
            patient=patient,
            encounter=str(form.get("encounter", "")) or None,
            style=str(form.get("style", "")),
            practitioner=desk.person.practitioner,
            clinic=desk.clinic,
            consented=True,
            grant=desk.grant,
        )
    except (NotAllowed, NotFound):
        raise
    except AttendingError as error:
        return _form_page(desk, patient, given=form, error=error)
    return RedirectResponse(f"/reviews/{review.id}?done=drafted", status_code=303)


def _transcript(form: FormData) -> tuple[str, bytes, bytes | None]:
    """Name and bytes of the file, or of the text that was pasted; and the other speaker's file, where there are two."""
    if not form.get("patient"):
        raise BadInput("Choose the patient.")
    if not form.get("consent"):
        raise BadInput("The patient must have agreed to the recording.", hint="Tick the box if they have.")
    files = [file for file in form.getlist("file") if isinstance(file, UploadFile) and file.filename]
    if len(files) > 2:
        raise BadInput("More than two files were chosen.", hint="A visit is one file, or one per speaker.")
    if files:
        return files[0].filename or "", files[0].file.read(), files[1].file.read() if len(files) == 2 else None
    text = str(form.get("text", ""))
    if text.strip():
        return "pasted.txt", text.encode(), None
    raise BadInput("There is no transcript yet.", hint="Choose a file, or paste the text.")


def _form_page(
    desk: Desk, chosen: str, *, given: FormData | None = None, error: AttendingError | None = None
) -> HTMLResponse:
    """The form; after an error with everything that was chosen before, but for the file, which no page may fill in."""
    record, now, given = desk.clinic.record, desk.clinic.now(), given or FormData()
    return desk.page(
        "conversation_new.html",
        "new",
        status=error.status if error else 200,
        speech=hears(desk.clinic.settings),
        error=error,
        patients=patient_rows(record.patients(grant=desk.grant), now.date()),
        chosen=chosen,
        encounters=encounter_choices(record.chart(chosen, grant=desk.grant)) if chosen else (),
        visit=str(given["encounter"]) if "encounter" in given else None,
        consent=bool(given.get("consent")),
        text=str(given.get("text", "")),
        styles=note_styles(desk.clinic.settings),
        style=str(given.get("style", "")) or desk.clinic.settings.note_style,
    )
