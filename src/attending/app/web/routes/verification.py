"""A note of anybody against its conversation: verdicts sentence by sentence, the turns beside. Nothing is stored."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from starlette.datastructures import FormData, UploadFile

from attending.app.web.views.verdicts import Verdicts, verdicts_of
from attending.app.web.visitor import Desk, Posted, SignedIn
from attending.errors import AttendingError, BadInput
from attending.journeys.verification import judge_note, list_omissions, read_conversation

router = APIRouter()


@router.get("/verify")
def new(desk: SignedIn) -> HTMLResponse:
    """The form."""
    return _page(desk)


@router.post("/verify")
def judge(desk: SignedIn, form: Posted) -> HTMLResponse:
    """Judge the note and show each sentence with what the conversation says to it."""
    note, text = str(form.get("note", "")), str(form.get("text", ""))
    try:
        name, transcript = _given(form, "file", "text", "There is no conversation yet.")
        conversation = read_conversation(transcript, name=name)
        _, written = _given(form, "note_file", "note", "There is no note yet.")
        judged, omitted = judge_note(written, conversation), list_omissions(written, conversation)
        verdicts = verdicts_of(judged, omitted, conversation)
    except AttendingError as error:
        return _page(desk, note=note, text=text, error=error)
    return _page(desk, note=note, text=text, verdicts=verdicts)


def _given(form: FormData, file_name: str, text_name: str, missing: str) -> tuple[str, bytes]:
    """Name and bytes of the file, or of the text that was pasted."""
    file, text = form.get(file_name), str(form.get(text_name, ""))
    if isinstance(file, UploadFile) and file.filename:
        return file.filename, file.file.read()
    if text.strip():
        return "pasted.txt", text.encode()
    raise BadInput(missing, hint="Choose a file, or paste the text.")


def _page(
    desk: Desk, *, note: str = "", text: str = "", error: AttendingError | None = None, verdicts: Verdicts | None = None
) -> HTMLResponse:
    status = error.status if error else 200
    return desk.page("verify.html", "new", status=status, note=note, text=text, error=error, verdicts=verdicts)
