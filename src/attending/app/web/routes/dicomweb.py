"""DICOMweb for the hospital's archive and viewers: QIDO-RS, WADO-RS, STOW-RS, with a bearer token."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool

from attending.app.web import failures
from attending.app.web.visitor import clinic_of
from attending.errors import BadInput, NotFound, SignInRequired
from attending.journeys import dicomweb, dicomweb_fields, dicomweb_search, dicomweb_store
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
    query = _query(request)
    return _found(request, query, dicomweb_search.find_studies(query, clinic=clinic, grant=grant))


@router.post("/studies")
@router.post("/studies/{study_uid}")
async def store(request: Request, grant: System, study_uid: str = "") -> Response:
    """STOW-RS: keep what can be read; 202 when not everything could be, 409 when nothing could."""
    body, kind = await request.body(), request.headers.get("content-type", "")
    root = _root(request)
    results = await run_in_threadpool(
        dicomweb_store.store_files, body, kind, clinic=clinic_of(request), grant=grant, root=root, study_uid=study_uid
    )
    failed = sum(one.failure > 0 for one in results)
    status = 409 if failed == len(results) else 202 if failed else 200  # PS3.18 table 10.5.3-1
    return _json(dicomweb.web.stored(results, f"{root}/studies/{study_uid}" if study_uid else ""), status=status)


@router.get("/series")
def series_anywhere(request: Request, grant: System) -> Response:
    """QIDO-RS: series of any study; noted as a search."""
    query = _query(request)
    found = dicomweb_search.find_anywhere(query, instances=False, clinic=clinic_of(request), grant=grant)
    return _found(request, query, found)


@router.get("/instances")
def instances_anywhere(request: Request, grant: System) -> Response:
    """QIDO-RS: instances of any study; noted as a search."""
    query = _query(request)
    found = dicomweb_search.find_anywhere(query, instances=True, clinic=clinic_of(request), grant=grant)
    return _found(request, query, found)


@router.get("/studies/{study_uid}/series")
def series(request: Request, study_uid: str, grant: System) -> Response:
    """QIDO-RS: series of a study."""
    query = _query(request)
    found = dicomweb.qido.search_series(_open(request, study_uid, grant), query)
    return _found(request, query, dicomweb_fields.with_fields(found, query, clinic=clinic_of(request)))


@router.get("/studies/{study_uid}/instances")
@router.get("/studies/{study_uid}/series/{series_uid}/instances")
def instances(request: Request, study_uid: str, grant: System, series_uid: str = "") -> Response:
    """QIDO-RS: instances of a series, or of the whole study."""
    study, query = _open(request, study_uid, grant), _query(request)
    found = dicomweb.qido.search_instances(study, series_uid, query)
    return _found(request, query, dicomweb_fields.with_fields(found, query, clinic=clinic_of(request)))


@router.get("/studies/{study_uid}/metadata")
@router.get("/studies/{study_uid}/series/{series_uid}/metadata")
@router.get("/studies/{study_uid}/series/{series_uid}/instances/{sop_uid}/metadata")
def metadata(request: Request, study_uid: str, grant: System, series_uid: str = "", sop_uid: str = "") -> Response:
    """WADO-RS: headers without pixels, which have an address of their own."""
    dicomweb.accept.choose(_accept(request), JSON_KINDS)
    root = _root(request)
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
    """WADO-RS: the files as they came, or without compression for those who ask for that."""
    asked = dicomweb.accept.files_for(_accept(request), several=not sop_uid)
    files = list(dicomweb.given_files(_files(request, study_uid, series_uid, sop_uid, grant), asked.syntaxes))
    if not asked.in_parts:
        return Response(files[0], media_type="application/dicom")
    body, kind = dicomweb.web.write_multipart(files)
    return Response(body, media_type=kind)


@router.get("/studies/{study_uid}/series/{series_uid}/instances/{sop_uid}/frames/{numbers}")
def frames(request: Request, study_uid: str, series_uid: str, sop_uid: str, numbers: str, grant: System) -> Response:
    """WADO-RS: the pixels of some frames, such as `1` or `2,5`, without compression unless it is asked for."""
    (data,) = _files(request, study_uid, series_uid, sop_uid, grant)
    given, media = dicomweb.frames_of(data, _numbers(numbers), _accept(request))
    body, kind = dicomweb.web.write_multipart(given, kind=media)
    return Response(body, media_type=kind)


@router.get("/studies/{study_uid}/series/{series_uid}/instances/{sop_uid}/rendered")
@router.get("/studies/{study_uid}/series/{series_uid}/instances/{sop_uid}/frames/{frame}/rendered")
def rendered(
    request: Request, study_uid: str, series_uid: str, sop_uid: str, grant: System, frame: int = 1, window: str = ""
) -> Response:
    """WADO-RS: a PNG or JPEG of one frame, `window=centre,width` if asked."""
    kind = dicomweb.accept.choose(_accept(request), PICTURES)
    (data,) = _files(request, study_uid, series_uid, sop_uid, grant)
    return Response(dicomweb.render(data, frame, window, kind), media_type=kind)


@router.get("/studies/{study_uid}/rendered")
@router.get("/studies/{study_uid}/series/{series_uid}/rendered")
def rendered_stack(request: Request, study_uid: str, grant: System, series_uid: str = "", window: str = "") -> Response:
    """WADO-RS: a PNG or JPEG of the first frame of each image, in parts."""
    kinds = tuple(media.kind for media in dicomweb.accept.read_accept(_accept(request)) if media.kind in PICTURES)
    kind = kinds[0] if kinds else dicomweb.accept.choose(_accept(request), PICTURES)
    study, clinic = _open(request, study_uid, grant), clinic_of(request)
    shown = {image.sop_instance_uid for one in study.series if one.is_shown for image in one.images}
    found = [uid for _, uid in _named(study, series_uid, "") if uid in shown]
    body, media = dicomweb.web.write_multipart(
        (dicomweb.render(clinic.images.read(study.key, uid), 1, window, kind) for uid in found), kind=kind
    )
    return Response(body, media_type=media)


def dicom_web(clinic: Clinic) -> FastAPI:
    """The application to mount under `PREFIX`: systems with a token, no browser's session and no form."""
    app = FastAPI(title="Attending DICOMweb", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.clinic = clinic
    app.include_router(router)
    failures.add_handlers(app)
    app.add_exception_handler(BadInput, _bad_request)
    return app


def _bad_request(request: Request, error: Exception) -> Response:
    """PS3.18 table 8.5-1 knows 400 where pages and FHIR answer 422."""
    known = error if isinstance(error, BadInput) else BadInput("The request cannot be read.")
    known.status = 400 if known.status == BadInput.status else known.status
    return failures.answer(request, known)


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


def _accept(request: Request) -> str:
    """What the client reads; the query may say it where a header cannot be set (PS3.18 8.3.3.1)."""
    return request.query_params.get("accept") or request.headers.get("accept", "")


def _query(request: Request) -> dict[str, str]:
    """The parameters of a search; what is named twice (`includefield`, UIDs, modalities) is a list."""
    query: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name != "accept":
            query[name] = f"{query[name]},{value}" if name in query else value
    return query


def _root(request: Request) -> str:
    """The address of this interface as the client called it.

    Some clients (dicomweb-client 0.61) leave the port out of their Host header: who then names the very address that
    we listen at has called its port.
    """
    host, (ours, port) = request.headers.get("host", ""), request.scope.get("server") or ("", None)
    if host == ours and port not in (None, {"http": 80, "https": 443}.get(request.url.scheme)):
        host = f"{host}:{port}"
    return f"{request.url.scheme}://{host or request.url.netloc}{PREFIX}"


def _found(request: Request, query: dict[str, str], rows: Sequence[dict[str, Any]]) -> Response:
    """The answer of a search, each match with its address."""
    dicomweb.accept.choose(_accept(request), JSON_KINDS)
    answer = _json([dicomweb.qido.with_address(row, _root(request)) for row in rows])
    told = dicomweb.qido.warnings_of(dicomweb.qido.read_search(query), len(rows))
    if told:
        answer.headers["Warning"] = ", ".join(f'299 attending "{text}"' for text in told)
    return answer


JSON_KINDS = (dicomweb.web.DICOM_JSON, "application/json")
PICTURES = ("image/png", "image/jpeg")


def _json(value: Any, *, status: int = 200) -> Response:
    return Response(msgspec.json.encode(value), status_code=status, media_type=dicomweb.web.DICOM_JSON)
