"""Imaging: the worklist, taking studies in, the viewer and the frames it shows."""

from collections.abc import Callable, Sequence

import msgspec
from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import UploadFile

from attending.app.web.opened import forget, open_once, radiologists, remember
from attending.app.web.pages import Message
from attending.app.web.routes.imaging_enhance import enhance_rows
from attending.app.web.views.imaging import is_urgent, moving_view, study_rows, viewer_view
from attending.app.web.views.patient import PatientRow, active_allergies, patient_rows
from attending.app.web.views.words import patient_band
from attending.app.web.visitor import Desk, Posted, SignedIn
from attending.errors import AttendingError, BadInput
from attending.journeys import (
    imaging_allowed,
    imaging_decisions,
    imaging_marks,
    imaging_moving,
    imaging_sending,
    imaging_sendings,
    imaging_study,
    imaging_view,
)
from attending.journeys.imaging_fulfil import REPORT
from attending.review import Review

router = APIRouter()


@router.get("/imaging")
def worklist(desk: SignedIn, page: int = 1) -> HTMLResponse:
    """Every study this person may see, what is urgent first, a page at a time."""
    return _worklist(desk, None, page=page)


@router.post("/imaging", response_model=None)
def take_in(desk: SignedIn, form: Posted) -> HTMLResponse | RedirectResponse:
    """DICOM files or a zip archive; whatever cannot be read is listed with its reason."""
    files = [part for part in form.getlist("files") if isinstance(part, UploadFile) and part.filename]
    try:
        if not files:
            raise BadInput("No file was sent.", hint="Choose DICOM files or a zip archive of them.")
        sent = [imaging_study.SentFile(part.filename or "file", _reader(part)) for part in files]
        received = imaging_study.receive_uploads(sent, clinic=desk.clinic, grant=desk.grant)
    except AttendingError as error:
        return _worklist(desk, Message(str(error), "bad"), status=error.status)
    if len(received) == 1:
        return RedirectResponse(f"/imaging/{received[0].study.key}", status_code=303)
    return _worklist(desk, _kept(received))


@router.get("/imaging-decisions")
def decisions(desk: SignedIn) -> HTMLResponse:
    """What radiologists made of the marks of each model."""
    imaging_allowed.require_images(clinic=desk.clinic, grant=desk.grant)
    found = imaging_decisions.count_decisions(clinic=desk.clinic, grant=desk.grant)
    return desk.page("imaging_decisions.html", "imaging", rows=found)


@router.get("/imaging/{key}")
def viewer(desk: SignedIn, key: str, done: str = "") -> HTMLResponse:
    """The viewer of one study, beside an earlier one of the same patient where there is one."""
    return viewer_page(desk, key, message=Message(DONE.get(done, DONE["assigned"])) if done else None)


def viewer_page(
    desk: Desk, key: str, *, message: Message | None = None, whose: str = "", status: int = 200
) -> HTMLResponse:
    """The page of one study; `whose`: words of a patient to choose, where the page's script does not ask."""
    open_once(desk, key)
    study = remember(desk, imaging_view.newest(key, clinic=desk.clinic))
    band, prior = None, None
    choices: tuple[PatientRow, ...] = ()
    more = False
    if study.patient is not None:
        chart = desk.clinic.record.chart(study.patient, grant=desk.grant)
        band = patient_band(chart.patient, allergies=active_allergies(chart), on=chart.as_of.date())
        prior = imaging_study.prior_of(study, clinic=desk.clinic, grant=desk.grant)
    else:
        choices, more = _whose(desk, study, whose)
    movable = study.patient is not None and imaging_moving.may_move(study, desk.grant)
    if movable and whose:
        choices, more = _whose(desk, study, whose)
    if prior is not None:
        open_once(desk, prior.key)
    review = _review(desk, study)
    return desk.page(
        "imaging_study.html",
        "imaging",
        band=band,
        view=viewer_view(study, prior, review, reader=desk.person.practitioner),
        findings=imaging_marks.CHOICES,
        radiologists=radiologists(desk),
        patients=choices,
        more=more,
        moving=moving_view(study, review, desk.name_of) if movable or study.moves else None,
        move_reasons=imaging_moving.MOVE_REASONS,
        may_move=movable,
        signed=review is not None and review.stands,
        sending=imaging_sending.listed(clinic=desk.clinic, study=key) if desk.clinic.settings.dicom_archive else None,
        looked=desk.request.app.state.drafting.find(key, REPORT),
        enhancing=enhance_rows(desk, study, ()),
        status=status,
        message=message,
    )


@router.post("/imaging/{key}/whose")
def whose(desk: SignedIn, key: str, form: Posted) -> HTMLResponse:
    """The patients to choose from who fit some words: in the body, for an address would keep them."""
    text = str(form.get("text", "")).strip()
    if not desk.request.headers.get("hx-request"):
        return viewer_page(desk, key, whose=text)
    choices, more = _whose(desk, open_once(desk, key), text)
    return desk.page("parts/whose.html", patients=choices, more=more)


@router.post("/imaging/{key}/patient", response_model=None)
def assign(desk: SignedIn, key: str, form: Posted) -> RedirectResponse:
    """Say whose study it is."""
    imaging_study.name_patient(key, str(form.get("patient", "")), clinic=desk.clinic, grant=desk.grant)
    forget(key)
    return RedirectResponse(f"/imaging/{key}?done=assigned", status_code=303)


@router.post("/imaging/{key}/send", response_model=None)
def send(desk: SignedIn, key: str, form: Posted) -> RedirectResponse:
    """Put what is signed and enhanced into the outbox; the server sends it."""
    study = open_once(desk, key)
    review = _review(desk, study)
    imaging_sending.send_study(
        key, desk.clinic.settings.dicom_archive, clinic=desk.clinic, grant=desk.grant,
        report=review is not None and review.stands,
    )  # fmt: skip
    return RedirectResponse(f"/imaging/{key}?done=sending", status_code=303)


@router.get("/imaging/{key}/series/{series}/frames/{place}/doubt")
def doubt(desk: SignedIn, key: str, series: int, place: int) -> Response:
    """Where an enhanced frame is not to be trusted, a byte a pixel; empty where all is."""
    data = imaging_view.doubt_of(open_once(desk, key), series, place, clinic=desk.clinic)
    return Response(data, media_type="application/octet-stream")


@router.get("/imaging/{key}/series/{series}/places")
def places(desk: SignedIn, key: str, series: int) -> Response:
    """Where the images of a stack lie, so that an earlier one goes along with it by position."""
    found = imaging_view.places_of(open_once(desk, key), series, clinic=desk.clinic)
    return Response(msgspec.json.encode(found), media_type="application/json")


@router.get("/imaging/{key}/maps/{number}")
def heat(desk: SignedIn, key: str, number: int) -> Response:
    """One map behind a mark, a byte a pixel; its size stands in the header X-Frame."""
    data, rows, columns = imaging_view.read_map(open_once(desk, key), number, clinic=desk.clinic)
    facts = msgspec.json.encode({"rows": rows, "columns": columns}).decode("ascii")
    return Response(data, media_type="application/octet-stream", headers={"X-Frame": facts})


@router.get("/imaging/{key}/series/{series}/frames/{place}")
def frame(desk: SignedIn, key: str, series: int, place: int) -> Response:
    """The raw values of one frame; how to read them stands in the header X-Frame."""
    study = open_once(desk, key)
    wire = imaging_view.read_frame(study, series, place, clinic=desk.clinic)
    facts = msgspec.json.encode(wire.facts).decode("ascii")
    return Response(wire.data, media_type="application/octet-stream", headers={"X-Frame": facts})


@router.get("/imaging/{key}/series/{series}/frames/{place}/picture")
def picture(desk: SignedIn, key: str, series: int, place: int) -> Response:
    """One frame as a PNG, for the report's page."""
    data = imaging_view.read_picture(open_once(desk, key), series, place, clinic=desk.clinic)
    return Response(data, media_type="image/png")


def _whose(desk: Desk, study: imaging_study.ArchivedStudy, text: str) -> tuple[tuple[PatientRow, ...], bool]:
    """Patients to choose from, and whether there are more: without words those whose name or number the images say."""
    said = [study.identity.get("number", ""), study.identity.get("name", "").partition("^")[0]]
    for words in (text, "") if text else (*filter(None, said), ""):
        found = desk.clinic.record.patients(grant=desk.grant, text=words, most=CHOICES + 1)
        if found or text:
            break
    return patient_rows(found[:CHOICES], desk.clinic.now().date()), len(found) > CHOICES


def _kept(received: Sequence[imaging_study.Received]) -> Message:
    """What became of several studies that were sent together; broken files are listed with a study or the sending."""
    waiting = sum(one.filed is None for one in received)
    broken = {pair for one in received for pair in (*one.sent.broken, *one.beside)}
    said = f"{len(received)} studies are kept, {len(received) - waiting} of them filed with their patients."
    if waiting:
        said += f" {waiting} wait: nobody could tell whose {'it is' if waiting == 1 else 'they are'}."
    if broken:
        said += f" {len(broken)} file{'s' * (len(broken) > 1)} could not be read."
    return Message(said, "warn" if waiting or broken else "ok")


def _review(desk: Desk, study: imaging_study.ArchivedStudy) -> Review | None:
    return desk.clinic.reviews.read(study.review, grant=desk.grant) if study.review else None


def _reader(part: UploadFile) -> Callable[[], bytes]:
    def read() -> bytes:
        part.file.seek(0)
        return part.file.read()

    return read


STUDIES_A_PAGE = 50
CHOICES = 50
"""Patients to choose from at once: a hospital has too many for a list."""
DONE = {
    "assigned": "The study is filed with this patient.",
    "moved": "The study is moved. A report that waited is withdrawn; draft it again.",
    "sending": "What is signed and enhanced goes to the archive.",
}


def _worklist(desk: Desk, message: Message | None, status: int = 200, page: int = 1) -> HTMLResponse:
    imaging_allowed.require_images(clinic=desk.clinic, grant=desk.grant)
    studies = imaging_study.studies_of(desk.clinic, grant=desk.grant)
    waiting = {row.id for row in desk.clinic.reviews.queue(grant=desk.grant)}
    studies.sort(key=lambda study: not is_urgent(study, waiting))  # they came newest first
    pages = max(1, -(-len(studies) // STUDIES_A_PAGE))
    number = min(max(1, page), pages)
    shown = studies[(number - 1) * STUDIES_A_PAGE : number * STUDIES_A_PAGE]
    names = imaging_study.patients_of(shown, clinic=desk.clinic, grant=desk.grant)
    rows = study_rows(shown, names, desk.clinic.now(), waiting)
    sendings = imaging_sendings.sendings_of(studies, clinic=desk.clinic)
    return desk.page(
        "imaging.html", "imaging", status=status, rows=rows, message=message, number=number, pages=pages,
        total=len(studies), sendings=sendings,
    )  # fmt: skip
