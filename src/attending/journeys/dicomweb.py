"""An archive or a viewer speaks DICOMweb: it fetches and stores studies within its leave."""

from collections.abc import Iterable, Iterator, Sequence

from attending.errors import BadInput, NotAcceptable
from attending.exchange.dicom import ArchivedStudy, accept, qido, web
from attending.imaging.decode import decode_frames, stored_frames
from attending.imaging.display import to_grey, to_jpeg, to_png
from attending.imaging.study import Window
from attending.imaging.transcode import compressed_frames, plain_file, syntax_of
from attending.journeys.dicomweb_search import open_uid
from attending.journeys.imaging_study import SentFile, open_study, receive_uploads

__all__ = [
    "ArchivedStudy", "SentFile", "accept", "open_study", "open_uid", "qido", "receive_uploads", "stored_frames", "web",
]  # fmt: skip


def thumbnail(data: bytes, frame: int = 1) -> bytes:
    """A PNG of one frame of at most `THUMBNAIL` pixels a side."""
    grey = to_grey(decode_frames(data, only=frame)[0])
    return to_png(grey[:: (step := max(1, -(-max(grey.shape[:2]) // THUMBNAIL))), ::step])


THUMBNAIL = 256


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
