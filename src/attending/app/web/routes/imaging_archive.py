"""Another archive's studies: searched, fetched with progress, stopped."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from attending.app.stow import get
from attending.app.web.fetching import Fetching
from attending.app.web.pages import Message
from attending.app.web.visitor import Desk, Posted, SignedIn
from attending.errors import AttendingError, BadInput, Conflict, NotConfigured
from attending.journeys import imaging_fetching, imaging_study
from attending.journeys.imaging_fetching import Fetched, RemoteStudy
from attending.security import Action

router = APIRouter()
_fetching = Fetching()
FIELDS = ("number", "name", "accession", "since", "until", "modality")


@router.get("/imaging-fetch")
def archive_page(desk: SignedIn) -> HTMLResponse:
    """The search form, and what is on its way."""
    return _page(desk)


@router.post("/imaging-fetch")
def search(desk: SignedIn, form: Posted) -> HTMLResponse:
    """What the archive has; the question is posted, for it names a patient and addresses are written down."""
    asked = {name: str(form.get(name, "")).strip() for name in FIELDS}
    try:
        found = imaging_fetching.find_remote(
            _query(asked), archive=_source(desk), get=get, clinic=desk.clinic, grant=desk.grant
        )
    except AttendingError as error:
        return _page(desk, asked, message=Message(str(error), "bad"), status=error.status)
    return _page(desk, asked, found)


@router.get("/imaging-fetch/running")
def running(desk: SignedIn) -> HTMLResponse:
    """What is on its way, for the page to ask again."""
    return desk.page("parts/fetches.html", fetches=_fetching.of(desk.grant.who))


@router.post("/imaging-fetch/study", response_model=None)
def fetch(desk: SignedIn, form: Posted) -> HTMLResponse | RedirectResponse:
    """Begin to fetch one study."""
    desk.grant.require(Action.CREATE, "ImagingStudy", None)
    uid, of = str(form.get("study", "")), str(form.get("images", ""))
    if not re.fullmatch(r"[0-9.]{1,64}", uid):
        raise BadInput("This is no StudyInstanceUID.")
    archive, clinic, grant = _source(desk), desk.clinic, desk.grant

    def work(told: Callable[[int], None], stopped: Callable[[], bool]) -> Fetched:
        return imaging_fetching.fetch_study(
            uid, archive=archive, get=get, clinic=clinic, grant=grant, progress=told, stopped=stopped
        )

    label = str(form.get("label", ""))[:80] or "Study"
    early = any(form.get(field) for field in FIELDS) and not desk.request.headers.get("hx-request")
    try:
        _fetching.start(grant.who, uid, label, int(of) if of.isdecimal() else None, work)
    except Conflict:
        if not early:
            raise
    if early:
        return RedirectResponse("/imaging-fetch", 307)  # pressed before the page's script was there: the search stays
    return _answer(desk)


@router.post("/imaging-fetch/{name}/stop", response_model=None)
def stop(desk: SignedIn, name: str, form: Posted) -> HTMLResponse | RedirectResponse:
    """Stop a fetch; what has come stays."""
    _fetching.stop(desk.grant.who, name)
    return _answer(desk)


def _answer(desk: Desk) -> HTMLResponse | RedirectResponse:
    """The list of what is on its way: as a part for a page that asks by itself, as a page otherwise."""
    return running(desk) if desk.request.headers.get("hx-request") else RedirectResponse("/imaging-fetch", 303)


def _source(desk: Desk) -> str:
    found = imaging_fetching.source_of(desk.clinic)
    if not found:
        raise NotConfigured("No archive is set up.", hint="The operator sets ATTENDING_DICOM_SOURCE.")
    return found


def _query(asked: dict[str, str]) -> dict[str, str]:
    """What was typed as DICOM keys; a name finds everything that begins with it."""
    if not any(asked[name] for name in ("number", "name", "accession", "since", "until")):
        raise BadInput("Give a patient, an accession number or a date.", hint="All studies of an archive are too many.")
    name = asked["name"].replace(", ", "^").replace(" ", "^")
    since, until = (asked[part].replace("-", "") for part in ("since", "until"))
    query = {
        "PatientID": asked["number"],
        "PatientName": name if not name or "*" in name else f"{name}*",
        "AccessionNumber": asked["accession"],
        "StudyDate": since if since == until else f"{since}-{until}",
        "ModalitiesInStudy": asked["modality"],
    }
    return {key: value for key, value in query.items() if value and value != "-"}


def _page(
    desk: Desk, asked: dict[str, str] | None = None, found: list[RemoteStudy] | None = None, *,
    message: Message | None = None, status: int = 200,
) -> HTMLResponse:  # fmt: skip
    source = imaging_fetching.source_of(desk.clinic)
    here = {line.uid: line for line in imaging_study.studies_of(desk.clinic, grant=desk.grant)} if found else {}
    return desk.page(
        "imaging_fetch.html", "imaging", status=status, source=urlsplit(source).hostname or "",
        asked=asked or dict.fromkeys(FIELDS, ""), found=found, here=here, message=message,
        fetches=_fetching.of(desk.grant.who),
    )  # fmt: skip
