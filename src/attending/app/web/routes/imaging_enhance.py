"""Enhanced series: asked for, made while the reader goes on, stopped, shown when they are there."""

from collections.abc import Collection
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from attending.app.web.fulfilling import Done, Fulfilling
from attending.app.web.opened import forget, open_once, remember
from attending.app.web.visitor import Desk, Posted, SignedIn
from attending.errors import BadInput
from attending.journeys import imaging_view, imaging_wish
from attending.journeys.imaging_study import ArchivedStudy, EnhanceWish

router = APIRouter()
WHAT = {1: "Less noise", 2: "Sharper ×2", 4: "Sharper ×4"}


@dataclass(frozen=True)
class EnhanceRow:
    """One enhanced series that is wanted, or has just come."""

    id: str
    """Number of the original and factor, such as `0-2`."""
    what: str
    of: str
    """What the original is called."""
    state: str
    """Of the wish; `done` where it is there."""
    reason: str = ""
    done: Done | None = None

    @property
    def goes_on(self) -> bool:
        """Whether the page asks again."""
        return self.state in {"waiting", "running", "stopping"}

    @property
    def link(self) -> str:
        """The query that shows it in the viewer."""
        series, _, factor = self.id.partition("-")
        return f"enhanced={series}&factor={factor}"


def enhance_rows(desk: Desk, study: ArchivedStudy, waited: Collection[str]) -> tuple[EnhanceRow, ...]:
    """What is wanted of a study, and what of `waited` is there."""
    found = []
    for number, series in enumerate(study.series):
        title = series.description or series.body_part.capitalize() or f"Series {number + 1}"
        for factor, what in WHAT.items():
            name = f"{number}-{factor}"
            wish = next((w for w in study.enhancing if (w.series, w.factor) == (series.uid, factor)), None)
            if wish is not None:
                done = _enhancing(desk).find(study.key, wish.name)
                found.append(EnhanceRow(name, what, title, wish.state, wish.reason, done))
            elif name in waited and study.enhanced(series.uid, factor) is not None:
                found.append(EnhanceRow(name, what, title, "done"))
    return tuple(found)


@router.post("/imaging/{key}/enhance", response_model=None)
def enhance(desk: SignedIn, key: str, form: Posted) -> HTMLResponse | RedirectResponse:
    """Begin to make an enhanced series; the page asks how far it is."""
    number, factor = _named(form.get("series"), form.get("factor", "2"))
    study = imaging_wish.wish_for_series(key, number, factor, clinic=desk.clinic, grant=desk.grant)
    for wish in study.enhancing:
        if (wish.series, wish.factor) == (study.series[number].uid, factor):
            _enhancing(desk).start(key, wish.name)
    return _answer(desk, key, f"{number}-{factor}")


@router.get("/imaging/{key}/enhance")
def enhancing(desk: SignedIn, key: str, waited: str = "", asked: str = "") -> HTMLResponse:
    """How far the enhanced series are; one that was `asked` for on this page is shown as soon as it is there."""
    open_once(desk, key)
    study = remember(desk, imaging_view.newest(key, clinic=desk.clinic))
    rows = enhance_rows(desk, study, waited.split())
    page = desk.page("parts/enhancing.html", key=key, enhancing=rows, asked=asked)
    here = next((row for row in rows if row.state == "done" and row.id in asked.split()), None)
    if here is not None:
        page.headers["HX-Redirect"] = f"/imaging/{key}?{here.link}"
    return page


@router.post("/imaging/{key}/enhance/stop", response_model=None)
def stop(desk: SignedIn, key: str, form: Posted) -> HTMLResponse | RedirectResponse:
    """Stop making a series; nothing of it is kept."""
    number, factor = _named(*str(form.get("which", "")).partition("-")[::2])
    study = imaging_view.newest(key, clinic=desk.clinic)
    uid = study.series[number].uid if number < len(study.series) else ""
    name = EnhanceWish.named(uid, factor)
    imaging_wish.stop_wish(key, name, clinic=desk.clinic, grant=desk.grant)
    _enhancing(desk).stop(key, name)
    return _answer(desk, key, "")


def _named(series: object, factor: object) -> tuple[int, int]:
    if not str(series).isdecimal() or not str(factor).isdecimal():
        raise BadInput("There is no such series.", hint="Load the page again.")
    return int(str(series)), int(str(factor))


def _enhancing(desk: Desk) -> Fulfilling:
    found: Fulfilling = desk.request.app.state.enhancing
    return found


def _answer(desk: Desk, key: str, asked: str) -> HTMLResponse | RedirectResponse:
    """How far it is: as a part for a page that asks by itself, as the whole page otherwise."""
    forget(key)
    if desk.request.headers.get("hx-request"):
        return enhancing(desk, key, waited=asked, asked=asked)
    return RedirectResponse(f"/imaging/{key}", status_code=303)
