"""DICOMweb for the hospital's archive and viewers: QIDO-RS, WADO-RS, STOW-RS, with a bearer token."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool

from attending.app.web import failures
from attending.app.web.visitor import clinic_of
from attending.errors import BadInput, NotFound, SignInRequired
from attending.journeys import dicomweb, dicomweb_search
from attending.journeys.clinic import Clinic
from attending.security import Grant
from attending.security.tokens import find_token

PREFIX = "/dicom-web"
router = APIRouter()


def bearer(request: Request) -> Grant:
    """What the token in the request may do; raises `SignInRequired`."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    clinic = clinic_of(request)
    found = (
        find_token(clinic.record.connection(), token.strip(), now=clinic.now()) if kind.lower() == "bearer" else None
    )
    if found is None:
        raise SignInRequired("This address needs a token.", hint="`attending account token` makes one.")
    return found.grant


System = Annotated[Grant, Depends(bearer)]


@router.get("/studies")
def studies(request: Request, grant: System) -> Response:
    """QIDO-RS: studies; the search is noted in the audit trail."""
    clinic = clinic_of(request)
    return _json(dicomweb_search.find_studies(dict(request.query_params), clinic=clinic, grant=grant))


@router.post("/studies")
@router.post("/studies/{study_uid}")
async def store(request: Request, grant: System) -> Response:
    """STOW-RS: keep what can be read; 202 when not everything could be, 409 when nothing could."""
    body, kind = await request.body(), request.headers.get("content-type", "")
    clinic = clinic_of(request)
    answer, kept = await run_in_threadpool(dicomweb.store_files, body, kind, clinic=clinic, grant=grant)
    status = 409 if not kept else 202 if "00081198" in answer else 200  # PS3.18 table 10.5.3-1
    return _json(answer, status=status)


@router.get("/series")
def series_anywhere(request: Request, grant: System) -> Response:
    """QIDO-RS: series of any study; noted as a search."""
    query = dict(request.query_params)
    return _json(dicomweb_search.find_anywhere(query, instances=False, clinic=clinic_of(request), grant=grant))


@router.get("/instances")
def instances_anywhere(request: Request, grant: System) -> Response:
    """QIDO-RS: instances of any study; noted as a search."""
    query = dict(request.query_params)
    return _json(dicomweb_search.find_anywhere(query, instances=True, clinic=clinic_of(request), grant=grant))


@router.get("/studies/{study_uid}/series")
def series(request: Request, study_uid: str, grant: System) -> Response:
    """QIDO-RS: series of a study."""
    return _json(dicomweb.web.search_series(_open(request, study_uid, grant), dict(request.query_params)))


@router.get("/studies/{study_uid}/instances")
@router.get("/studies/{study_uid}/series/{series_uid}/instances")
def instances(request: Request, study_uid: str, grant: System, series_uid: str = "") -> Response:
    """QIDO-RS: instances of a series, or of the whole study."""
    study = _open(request, study_uid, grant)
    return _json(dicomweb.web.search_instances(study, series_uid, dict(request.query_params)))


@router.get("/studies/{study_uid}/metadata")
@router.get("/studies/{study_uid}/series/{series_uid}/metadata")
@router.get("/studies/{study_uid}/series/{series_uid}/instances/{sop_uid}/metadata")
def metadata(request: Request, study_uid: str, grant: System, series_uid: str = "", sop_uid: str = "") -> Response:
    """WADO-RS: headers without pixels, which have an address of their own."""
    root = str(request.url).split("/studies/", 1)[0]
    study, clinic = _open(request, study_uid, grant), clinic_of(request)
    found = _named(study, series_uid, sop_uid)
    return _json([
        dicomweb.web.metadata(
            clinic.images.read(study.key, uid),
            f"{root}/studies/{study_uid}/series/{series}/instances/{uid}/bulkdata/7FE00010",
        )
        for series, uid in found
    ])  # fmt: skip


@router.get("/studies/{study_uid}/bulkdata")
@router.get("/studies/{study_uid}/series/{series_uid}/bulkdata")
@router.get("/studies/{study_uid}/series/{series_uid}/instances/{sop_uid}/bulkdata")
@router.get("/studies/{study_uid}/series/{series_uid}/instances/{sop_uid}/bulkdata/7FE00010")
def bulkdata(request: Request, study_uid: str, grant: System, series_uid: str = "", sop_uid: str = "") -> Response:
    """WADO-RS: the pixels of each instance, without compression."""
    files = _files(request, study_uid, series_uid, sop_uid, grant)
    body, kind = dicomweb.web.write_multipart(
        (b"".join(dicomweb.stored_frames(data)) for data in files), kind=dicomweb.web.PLAIN_FRAMES
    )
    return Response(body, media_type=kind)


@router.get("/studies/{study_uid}/thumbnail")
@router.get("/studies/{study_uid}/series/{series_uid}/thumbnail")
@router.get("/studies/{study_uid}/series/{series_uid}/instances/{sop_uid}/thumbnail")
@router.get("/studies/{study_uid}/series/{series_uid}/instances/{sop_uid}/frames/{frame}/thumbnail")
def thumbnail(
    request: Request, study_uid: str, grant: System, series_uid: str = "", sop_uid: str = "", frame: int = 1
) -> Response:
    """WADO-RS: a small PNG of a frame; of a study or a series its image in the middle."""
    study, clinic = _open(request, study_uid, grant), clinic_of(request)
    found = _named(study, series_uid, sop_uid)
    data = clinic.images.read(study.key, found[len(found) // 2][1])
    return Response(dicomweb.thumbnail(data, frame), media_type="image/png")


@router.get("/studies/{study_uid}")
@router.get("/studies/{study_uid}/series/{series_uid}")
@router.get("/studies/{study_uid}/series/{series_uid}/instances/{sop_uid}")
def retrieve(request: Request, study_uid: str, grant: System, series_uid: str = "", sop_uid: str = "") -> Response:
    """WADO-RS: the files as they came."""
    body, kind = dicomweb.web.write_multipart(_files(request, study_uid, series_uid, sop_uid, grant))
    return Response(body, media_type=kind)


@router.get("/studies/{study_uid}/series/{series_uid}/instances/{sop_uid}/frames/{numbers}")
def frames(request: Request, study_uid: str, series_uid: str, sop_uid: str, numbers: str, grant: System) -> Response:
    """WADO-RS: the pixels of some frames, such as `1` or `2,5`, without compression."""
    (data,) = _files(request, study_uid, series_uid, sop_uid, grant)
    body, kind = dicomweb.web.write_multipart(
        dicomweb.stored_frames(data, _numbers(numbers)), kind=dicomweb.web.PLAIN_FRAMES
    )
    return Response(body, media_type=kind)


@router.get("/studies/{study_uid}/series/{series_uid}/instances/{sop_uid}/rendered")
@router.get("/studies/{study_uid}/series/{series_uid}/instances/{sop_uid}/frames/{frame}/rendered")
def rendered(
    request: Request, study_uid: str, series_uid: str, sop_uid: str, grant: System, frame: int = 1, window: str = ""
) -> Response:
    """WADO-RS: a PNG of one frame, `window=centre,width` if asked."""
    (data,) = _files(request, study_uid, series_uid, sop_uid, grant)
    return Response(dicomweb.render(data, frame, window), media_type="image/png")


def dicom_web(clinic: Clinic) -> FastAPI:
    """The application to mount under `PREFIX`: systems with a token, no browser's session and no form."""
    app = FastAPI(title="Attending DICOMweb", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.clinic = clinic
    app.include_router(router)
    failures.add_handlers(app)
    return app


def _open(request: Request, study_uid: str, grant: Grant) -> dicomweb.ArchivedStudy:
    clinic: Clinic = clinic_of(request)
    return dicomweb.open_uid(study_uid, clinic=clinic, grant=grant)


def _files(request: Request, study_uid: str, series_uid: str, sop_uid: str, grant: Grant) -> Sequence[bytes]:
    study, clinic = _open(request, study_uid, grant), clinic_of(request)
    return list(_read(study, series_uid, sop_uid, clinic))


def _read(study: dicomweb.ArchivedStudy, series_uid: str, sop_uid: str, clinic: Clinic) -> Iterator[bytes]:
    for _, uid in _named(study, series_uid, sop_uid):
        yield clinic.images.read(study.key, uid)


def _named(study: dicomweb.ArchivedStudy, series_uid: str, sop_uid: str) -> list[tuple[str, str]]:
    """The UIDs (of the series, of the image) of what an address names; empty ones name everything."""
    found = [
        (series.uid, image.sop_instance_uid)
        for series in study.series
        if series_uid in ("", series.uid)
        for image in series.images
        if sop_uid in ("", image.sop_instance_uid)
    ]
    if not found:
        raise NotFound("There is no such image, or not for this system.")
    return found


def _numbers(text: str) -> list[int]:
    numbers = text.split(",")
    if not all(number.isdecimal() and len(number) < 6 for number in numbers):
        raise BadInput("Frames are named by their numbers, such as 1 or 2,5.")
    return [int(number) for number in numbers]


def _json(value: Any, *, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status_code=status, media_type=dicomweb.web.DICOM_JSON)
