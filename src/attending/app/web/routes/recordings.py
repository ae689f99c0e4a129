"""A recording comes in piece by piece, is transcribed and leads to its note; its sound can be heard or deleted."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from attending.app.web.transcribing import Transcriber
from attending.app.web.views.encounters import encounter_choices
from attending.app.web.views.patient import patient_rows
from attending.app.web.views.recordings import recording_view
from attending.app.web.visitor import Desk, Posted, SignedIn, check_origin, check_token
from attending.errors import BadInput, NotConfigured
from attending.journeys import recording as journey
from attending.journeys.listening import cut_clip, whole_sound
from attending.journeys.note_writing import note_styles
from attending.journeys.recording import Beginning, Piece, State
from attending.models import open_speech_model
from attending.settings import Settings

router = APIRouter()


@router.get("/recordings/new")
def new(desk: SignedIn, patient: str = "") -> HTMLResponse:
    """Record a visit, or send a file."""
    record, now = desk.clinic.record, desk.clinic.now()
    waiting = desk.clinic.recordings.unfinished(grant=desk.grant)
    return desk.page(
        "recording_new.html",
        "new",
        speech=hears(desk.clinic.settings),
        patients=patient_rows(record.patients(grant=desk.grant), now.date()),
        chosen=patient,
        encounters=encounter_choices(record.chart(patient, grant=desk.grant)) if patient else (),
        styles=note_styles(desk.clinic.settings),
        style=desk.clinic.settings.note_style,
        unfinished=[recording_view(one, _jobs(desk).find(one.id)) for one in waiting],
    )


@router.post("/recordings")
def begin(desk: SignedIn, form: Posted) -> JSONResponse:
    """Make room for a recording, and store the consent it rests on."""
    if not form.get("patient"):
        raise BadInput("Choose the patient.")
    if form.get("consent") != "1":
        raise BadInput("The patient must agree to the recording.", hint="Tick the box if they have.")
    speakers = str(form.get("speakers", ""))
    beginning = Beginning(
        id=str(form.get("id", "")),
        patient=str(form.get("patient")),
        media_type=str(form.get("media_type", "")),
        encounter=str(form.get("encounter", "")) or None,
        style=str(form.get("style", "")),
        speakers=int(speakers) if speakers.isdecimal() else None,
        roles=("Doctor", "Patient") if form.get("microphones") == "two" else (),
    )
    made = desk.clinic.recordings.begin(beginning, grant=desk.grant)
    return JSONResponse({"id": made.id, "state": made.state.value})


async def sent_bytes(request: Request, desk: SignedIn) -> bytes:
    """The body of a request from our own page; raises `NotAllowed` otherwise."""
    check_origin(request)
    check_token(request.headers.get("x-csrf", ""), desk.session.csrf)
    return await request.body()


@router.put("/recordings/{recording}/pieces/{number}")
def append(
    desk: SignedIn, recording: str, number: int, data: Annotated[bytes, Depends(sent_bytes)], request: Request
) -> JSONResponse:
    """Keep one piece; answered when it is on the disk."""
    piece = Piece(number, data, request.headers.get("x-sha256", ""))
    new_one = desk.clinic.recordings.append(recording, piece, grant=desk.grant)
    desk.request.app.state.live.arrived(recording)
    return JSONResponse({"number": number, "new": new_one})


@router.get("/recordings/{recording}/pieces")
def pieces(desk: SignedIn, recording: str) -> JSONResponse:
    """Which pieces are here, for a page that goes on after it was cut off."""
    return JSONResponse({"pieces": desk.clinic.recordings.pieces(recording, grant=desk.grant)})


@router.post("/recordings/{recording}/finish")
def finish(desk: SignedIn, recording: str, form: Posted) -> JSONResponse:
    """Every piece is here: the sound is complete, and transcribing begins where there is a speech model."""
    count = str(form.get("pieces", ""))
    if not count.isdecimal():
        raise BadInput("The number of pieces is missing.")
    done = desk.clinic.recordings.finish(recording, int(count), grant=desk.grant)
    desk.request.app.state.live.arrived(recording)
    if hears(desk.clinic.settings) and done.state is State.COMPLETE:
        _jobs(desk).start(done.id, practitioner=desk.person.practitioner, grant=desk.grant)
    return JSONResponse({"id": done.id, "state": done.state.value, "page": f"/recordings/{done.id}"})


@router.get("/recordings/{recording}")
def show(desk: SignedIn, recording: str) -> HTMLResponse:
    """How far a recording has come; renews itself while it is transcribed."""
    return desk.page("recording.html", "new", **_context(desk, recording))


@router.get("/recordings/{recording}/progress", response_model=None)
def progress(desk: SignedIn, recording: str) -> HTMLResponse | Response:
    """The same, as the part that renews itself; leads to the review when the note is there."""
    context = _context(desk, recording)
    if context["recording"].review:
        return Response(headers={"HX-Redirect": f"/reviews/{context['recording'].review}?done=drafted"})
    return desk.page("parts/recording_state.html", **context)


@router.post("/recordings/{recording}/draft", response_model=None)
def draft(desk: SignedIn, recording: str, form: Posted) -> RedirectResponse:
    """Transcribe, or transcribe again after a failure."""
    _jobs(desk).start(recording, practitioner=desk.person.practitioner, grant=desk.grant)
    return RedirectResponse(f"/recordings/{recording}", status_code=303)


@router.post("/recordings/{recording}/stop", response_model=None)
def stop(desk: SignedIn, recording: str, form: Posted) -> RedirectResponse:
    """Stop transcribing, for whoever recorded; the recording and what was heard of it stay."""
    desk.clinic.recordings.pieces(recording, grant=desk.grant)  # raises for everybody else
    _jobs(desk).stop(recording)
    return RedirectResponse(f"/recordings/{recording}", status_code=303)


@router.post("/recordings/{recording}/complete", response_model=None)
def complete(desk: SignedIn, recording: str, form: Posted) -> RedirectResponse:
    """Go on with the pieces that are here: the rest will not come."""
    here = desk.clinic.recordings.pieces(recording, grant=desk.grant)
    whole = next((n for n, number in enumerate(here) if n != number), len(here))
    desk.clinic.recordings.finish(recording, whole, grant=desk.grant, drop_rest=True)
    return RedirectResponse(f"/recordings/{recording}", status_code=303)


@router.post("/recordings/{recording}/delete", response_model=None)
def delete(desk: SignedIn, recording: str, form: Posted) -> RedirectResponse | JSONResponse:
    """Delete the sound now; where the patient has withdrawn the consent, that is stored too."""
    if form.get("why") == "withdrawn":
        gone = journey.withdraw(recording, clinic=desk.clinic, grant=desk.grant)
    else:
        gone = journey.discard(recording, clinic=desk.clinic, grant=desk.grant)
    desk.request.app.state.live.end(recording)
    if "application/json" in desk.request.headers.get("accept", ""):
        return JSONResponse({"id": gone.id, "state": gone.state.value})
    return RedirectResponse("/recordings/new", status_code=303)


@router.get("/recordings/{recording}/clip")
def clip(desk: SignedIn, recording: str, start: float = 0.0, end: float = 0.0) -> Response:
    """Some seconds of the sound as WAV, to hear what was said there; each look is on the audit trail."""
    sound = cut_clip(recording, start, end, clinic=desk.clinic, grant=desk.grant)
    return Response(sound, media_type="audio/wav", headers={"Content-Disposition": "inline"})


@router.get("/recordings/{recording}/audio")
def audio(desk: SignedIn, recording: str) -> Response:
    """The whole recording, to keep for a patient who asks for it; the address that its Media names."""
    sound, kind = whole_sound(recording, clinic=desk.clinic, grant=desk.grant)
    headers = {"Content-Disposition": f'attachment; filename="recording.{kind.split("/")[1]}"'}
    return Response(sound, media_type=kind, headers=headers)


def hears(settings: Settings) -> bool:
    """Whether recordings can be transcribed here; the page says honestly when they cannot."""
    try:
        return open_speech_model(settings).status().configured
    except NotConfigured:
        return False


def _jobs(desk: Desk) -> Transcriber:
    jobs: Transcriber = desk.request.app.state.transcriber
    return jobs


def _context(desk: Desk, recording: str) -> dict[str, Any]:
    job = _jobs(desk).find(recording)
    view = recording_view(desk.clinic.recordings.read(recording, grant=desk.grant), job)
    return {"recording": view, "speech": hears(desk.clinic.settings)}
