"""An archive or a viewer speaks DICOMweb: it fetches and stores studies within its leave."""

from typing import Any

from attending.errors import BadInput
from attending.exchange.dicom import ArchivedStudy, web
from attending.imaging.decode import decode_frames, stored_frames
from attending.imaging.display import to_grey, to_png
from attending.imaging.study import Window
from attending.journeys.clinic import Clinic
from attending.journeys.dicomweb_search import open_uid
from attending.journeys.imaging_study import SentFile, open_study, receive_uploads
from attending.security import Action, Grant

__all__ = ["ArchivedStudy", "SentFile", "open_study", "open_uid", "receive_uploads", "stored_frames", "web"]


def thumbnail(data: bytes, frame: int = 1) -> bytes:
    """A PNG of one frame of at most `THUMBNAIL` pixels a side."""
    grey = to_grey(decode_frames(data, only=frame)[0])
    return to_png(grey[:: (step := max(1, -(-max(grey.shape[:2]) // THUMBNAIL))), ::step])


THUMBNAIL = 256


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
