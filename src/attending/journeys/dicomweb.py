"""An archive or a viewer speaks DICOMweb: it fetches and stores studies within its leave."""

from collections.abc import Iterable, Iterator, Sequence

from attending.errors import BadInput, NotAcceptable
from attending.exchange.dicom import ArchivedStudy, accept, qido, web
from attending.imaging.decode import decode_frames, stored_frames
from attending.imaging.display import to_grey, to_jpeg, to_png
from attending.imaging.header import read_dataset
from attending.imaging.study import Window
from attending.imaging.transcode import compressed_frames, plain_file, syntax_of
from attending.journeys.clinic import Clinic
from attending.journeys.dicomweb_search import open_uid
from attending.journeys.imaging_study import SentFile, open_study, receive_uploads
from attending.security import Action, Grant

__all__ = [
    "ArchivedStudy", "SentFile", "accept", "open_study", "open_uid", "qido", "receive_uploads", "stored_frames", "web",
]  # fmt: skip


def thumbnail(data: bytes, frame: int = 1) -> bytes:
    """A PNG of one frame of at most `THUMBNAIL` pixels a side."""
    grey = to_grey(decode_frames(data, only=frame)[0])
    return to_png(grey[:: (step := max(1, -(-max(grey.shape[:2]) // THUMBNAIL))), ::step])


THUMBNAIL = 256


def store_files(
    body: bytes, content_type: str, *, clinic: Clinic, grant: Grant, root: str = "", study_uid: str = ""
) -> list[web.Stored]:
    """STOW-RS: keep and file what can be read; what became of each part, in their order.

    Args:
        body: of the request, multipart/related.
        content_type: its header.
        clinic: the hospital.
        grant: who sends.
        root: address of the DICOMweb root, from which what is kept can be fetched.
        study_uid: the study that the address names; instances of another one are not kept.
    """
    grant.require(Action.CREATE, "ImagingStudy", None)
    parts = [(data, *_identity(data)) for data in web.read_multipart(body, content_type)]
    ours = [n for n, (_, identity, study) in enumerate(parts) if study_uid in ("", study)]
    files = [SentFile(f"part {n + 1}", parts[n][0].__bytes__) for n in ours]
    kept = _kept(files, root, clinic, grant) if files else {}
    results = []
    for number, (_, identity, _study) in enumerate(parts):
        failure = web.CANNOT_UNDERSTAND if number in ours else web.OTHER_STUDY
        results.append(kept.get(f"part {number + 1}") or web.Stored(*identity, failure=failure))
    return results


def _kept(files: list[SentFile], root: str, clinic: Clinic, grant: Grant) -> dict[str, web.Stored]:
    """What is kept, by the name of its part; a copy within one request stands with the first of its kind."""
    try:
        received = receive_uploads(files, clinic=clinic, grant=grant)
    except BadInput:  # not one of them is an image
        return {}
    refused = {name for one in received for name, _ in one.sent.broken}
    kept = {
        image.sop_instance_uid: web.Stored(
            image.sop_class_uid, image.sop_instance_uid,
            f"{root}/studies/{one.sent.uid}/series/{series.uid}/instances/{image.sop_instance_uid}" if root else "",
        )
        for one in received for series in one.sent.series for image in series.images if image.name not in refused
    }  # fmt: skip
    named = {image.name: image.sop_instance_uid for one in received for s in one.sent.series for image in s.images}
    copies = {file.name: _identity(file.read())[0][1] for file in files if file.name not in {*named, *refused}}
    return {name: kept[uid] for name, uid in {**named, **copies}.items() if uid in kept}


def _identity(data: bytes) -> tuple[tuple[str, str], str]:
    """SOP class and instance of a part as far as they can be read, and its study."""
    try:
        dataset = read_dataset(data, pixels=False)
    except BadInput:
        return ("", ""), ""
    sop_class, instance, study = (
        str(dataset.get(keyword) or "") for keyword in ("SOPClassUID", "SOPInstanceUID", "StudyInstanceUID")
    )
    return (sop_class, instance), study


def given_files(files: Iterable[bytes], syntaxes: Sequence[str]) -> Iterator[bytes]:
    """Files in a transfer syntax that their reader has named, as they are stored where it reads that.

    Raises:
        NotAcceptable: one cannot be given so.
    """
    for data in files:
        if accept.STORED in syntaxes or syntax_of(data) in syntaxes:
            yield data
        elif accept.PLAIN in syntaxes:
            yield plain_file(data)
        else:
            raise NotAcceptable(
                "This file is not stored in that transfer syntax.",
                hint=f"It is given as stored (transfer-syntax=*) or in {accept.PLAIN}.",
            )


def frames_of(data: bytes, numbers: Sequence[int], header: str) -> tuple[list[bytes], str]:
    """Frames (from 1) and their media type, for a reader with this Accept header; raises `NotAcceptable`."""
    kind = accept.compressed_kind(header, syntax_of(data))
    if kind is not None:
        return compressed_frames(data, numbers), kind
    return stored_frames(data, numbers), web.PLAIN_FRAMES


def render(data: bytes, frame: int, window: str, kind: str = "image/png") -> bytes:
    """A PNG or JPEG of one frame; `window` is `centre,width` in modality units, or empty for the file's own."""
    chosen = None
    if window:
        try:
            center, width = (float(part) for part in window.split(",")[:2])
            chosen = Window(center, width)
        except ValueError as error:
            raise BadInput("The window is given as centre,width.") from error
    return (to_jpeg if kind == "image/jpeg" else to_png)(to_grey(decode_frames(data, only=frame)[0], chosen))
