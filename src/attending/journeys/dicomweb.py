"""An archive or a viewer speaks DICOMweb: it searches, fetches and stores studies within its leave."""

from collections.abc import Mapping
from typing import Any

from attending.audit import Entry
from attending.errors import BadInput, NotFound
from attending.exchange.dicom import ArchivedStudy, web
from attending.imaging.decode import decode_frames, stored_frames
from attending.imaging.display import to_grey, to_png
from attending.imaging.study import Window
from attending.journeys.clinic import Clinic
from attending.journeys.imaging_study import SentFile, open_study, receive_uploads, studies_of
from attending.security import Action, Grant

__all__ = ["ArchivedStudy", "SentFile", "open_study", "receive_uploads", "stored_frames", "web"]


def find_studies(query: Mapping[str, str], *, clinic: Clinic, grant: Grant) -> list[dict[str, Any]]:
    """QIDO-RS over the studies this system may know of; what it was shown stands in the audit trail."""
    grant.require(Action.READ, "ImagingStudy", None)
    shown = web.search_studies(studies_of(clinic, grant=grant), query)
    uids = [study["0020000D"]["Value"][0] for study in shown]
    clinic.record.audit(
        Entry(
            action=Action.EXECUTE, who=grant.who, role=grant.role, purpose=grant.purpose, when=clinic.now(),
            what=tuple(f"ImagingStudy/{clinic.images.key_of(uid)}" for uid in uids), interaction="search",
        )
    )  # fmt: skip
    return shown


def find_below(
    query: Mapping[str, str], *, instances: bool, clinic: Clinic, grant: Grant
) -> list[dict[str, Any]]:  # fmt: skip
    """The series of the study that the query names, or the instances of its series; raises `BadInput` without one."""
    asked = {name: value for name, value in query.items() if name not in web.PATIENT_KEYWORDS}
    study, series = asked.pop("StudyInstanceUID", ""), asked.get("SeriesInstanceUID", "")
    if not study or (instances and not series):
        raise BadInput("A query below the study names the study, and below the series the series too.")
    try:
        kept = open_study(clinic.images.key_of(study), clinic=clinic, grant=grant)
    except NotFound:
        return []
    if instances:
        return web.search_instances(kept, asked.pop("SeriesInstanceUID"), asked)
    return web.search_series(kept, asked)


def store_files(body: bytes, content_type: str, *, clinic: Clinic, grant: Grant) -> tuple[dict[str, Any], int]:
    """STOW-RS: keep and file what can be read; returns the answer and how many instances are kept."""
    grant.require(Action.CREATE, "ImagingStudy", None)
    parts = list(web.read_multipart(body, content_type))
    files = [SentFile(f"part {number}", part.__bytes__) for number, part in enumerate(parts, 1)]
    try:
        received = receive_uploads(files, clinic=clinic, grant=grant)
    except BadInput:
        return web.stored((), len(parts)), 0
    sent = {file.name for file in files} - {name for one in received for name, _ in one.study.broken}
    kept = [
        (image.sop_class_uid, image.sop_instance_uid)
        for one in received
        for series in one.study.series
        for image in series.images
        if image.name in sent
    ]
    return web.stored(kept, len(parts) - len(kept)), len(kept)


def render(data: bytes, frame: int, window: str) -> bytes:
    """A PNG of one frame; `window` is `centre,width` in modality units, or empty for the file's own."""
    chosen = None
    if window:
        try:
            center, width = (float(part) for part in window.split(",")[:2])
            chosen = Window(center, width)
        except ValueError as error:
            raise BadInput("The window is given as centre,width.") from error
    return to_png(to_grey(decode_frames(data, only=frame)[0], chosen))
