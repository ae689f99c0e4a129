"""A series as a volume: its page, its voxels, and the marks over them."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import msgspec
from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from attending.app.web.opened import open_once
from attending.app.web.views.imaging import viewer_view
from attending.app.web.views.patient import active_allergies
from attending.app.web.views.words import patient_band
from attending.app.web.visitor import Desk, SignedIn
from attending.errors import NotFound
from attending.journeys import imaging_view, imaging_voxels
from attending.journeys.imaging_study import ArchivedStudy

router = APIRouter()


@router.get("/imaging/{key}/volume/{series}.nii")
def volume_file(desk: SignedIn, key: str, series: int) -> Response:
    """A series as one NIfTI file."""
    volume = imaging_voxels.read_volume(open_once(desk, key), series, clinic=desk.clinic)
    joined = " × ".join(str(factor) for factor in volume.joined) if max(volume.joined) > 1 else ""
    headers = {"X-Joined": quote(joined)} if joined else {}
    return Response(volume.data, media_type="application/octet-stream", headers=headers)


@router.get("/imaging/{key}/volume/{series}")
def volume(desk: SignedIn, key: str, series: int) -> HTMLResponse:
    """The page that shows a series as a volume: three planes and a rendering."""
    study = open_once(desk, key)
    view = viewer_view(study, None)
    shown = next((one for one in view.series if one.number == series), None)
    if shown is None:
        raise NotFound("There is no such series.")
    chart = desk.clinic.record.chart(study.patient, grant=desk.grant) if study.patient is not None else None
    band = chart and patient_band(chart.patient, allergies=active_allergies(chart), on=chart.as_of.date())
    there = any(True for _ in _marks_of(desk, study, series))
    return desk.page("imaging_volume.html", "imaging", band=band, view=view, series=shown, marked=there)


@router.get("/imaging/{key}/volume/{series}/marks.nii")
def marks_file(desk: SignedIn, key: str, series: int) -> Response:
    """The marks of a series in the voxels of its volume; the header X-Marks names each and where its middle lies."""
    study = imaging_view.newest(open_once(desk, key).key, clinic=desk.clinic)
    marks = list(_marks_of(desk, study, series))
    if not marks:
        raise NotFound("This series has no marks.")
    made = imaging_voxels.read_marks(
        study, marks[0]["series"], [(one["id"], one["place"], one["polygon"]) for one in marks], clinic=desk.clinic
    )
    labels = {one["id"]: f"{one['label']}, {STATES[one['state']]}" for one in marks}
    told = [{"label": labels[name], "at": at} for name, at in made.middles_ras_mm.items()]
    headers = {"X-Marks": quote(msgspec.json.encode(told).decode())}
    return Response(made.data, media_type="application/octet-stream", headers=headers)


STATES = {"open": "not decided", "accepted": "accepted"}


def _marks_of(desk: Desk, study: ArchivedStudy, series: int) -> Iterator[dict[str, Any]]:
    """The outlines of marks that nobody declined: of an enhanced series those of the one it was made of."""
    if study.review is None or not 0 <= series < len(study.series):
        return
    review = desk.clinic.reviews.read(study.review, grant=desk.grant)
    of = next((n for n, one in enumerate(study.series) if one.uid == study.series[series].derived_from), series)
    for mark in viewer_view(study, None, review).marks:
        if mark["series"] == of and mark["state"] in STATES:
            yield mark
