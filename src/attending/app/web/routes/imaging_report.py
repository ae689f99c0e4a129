"""A study's report: asked for, drafted while the reader goes on, stopped."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from attending.app.web.fulfilling import Fulfilling
from attending.app.web.opened import forget, open_once, radiologists
from attending.app.web.visitor import Desk, Posted, SignedIn
from attending.journeys import imaging_view, imaging_wish
from attending.journeys.imaging_fulfil import REPORT
from attending.security import PractitionerRole

router = APIRouter()


@router.post("/imaging/{key}/report", response_model=None)
def report(desk: SignedIn, key: str, form: Posted) -> HTMLResponse | RedirectResponse:
    """Begin to draft the report, for whoever asks if they are a radiologist, otherwise for the one they choose."""
    reader = desk.person.practitioner
    if desk.session.account.role is not PractitionerRole.RADIOLOGIST:
        reader = str(form.get("radiologist", ""))
    study = imaging_wish.wish_for_report(key, reader, clinic=desk.clinic, grant=desk.grant)
    if study.wish is not None:
        _drafting(desk).start(key, study.wish.name)
    return _answer(desk, key)


@router.get("/imaging/{key}/report")
def report_state(desk: SignedIn, key: str) -> HTMLResponse:
    """How far the report is, for the page to ask again."""
    open_once(desk, key)
    looked = _drafting(desk).find(key, REPORT)  # before the study is read: the end of a run changes it
    study = imaging_view.newest(key, clinic=desk.clinic)
    return desk.page(
        "parts/drafting.html", key=key, wish=study.wish, review=study.review, looked=looked,
        radiologists=radiologists(desk),
    )  # fmt: skip


@router.post("/imaging/{key}/report/stop", response_model=None)
def stop(desk: SignedIn, key: str, form: Posted) -> HTMLResponse | RedirectResponse:
    """Stop drafting; nothing of it is kept."""
    imaging_wish.stop_wish(key, REPORT, clinic=desk.clinic, grant=desk.grant)
    _drafting(desk).stop(key, REPORT)
    return _answer(desk, key)


def _drafting(desk: Desk) -> Fulfilling:
    found: Fulfilling = desk.request.app.state.drafting
    return found


def _answer(desk: Desk, key: str) -> HTMLResponse | RedirectResponse:
    """How far it is: as a part for a page that asks by itself, as the whole page otherwise."""
    forget(key)
    if desk.request.headers.get("hx-request"):
        return report_state(desk, key)
    return RedirectResponse(f"/imaging/{key}", status_code=303)
