"""What the viewer shows of a study that was opened before: frames, maps behind marks, doubt of enhanced images."""

from typing import Any

from attending.errors import NotFound
from attending.exchange.dicom import ArchivedStudy, find_image
from attending.imaging.decode import decode_frames, frame_places
from attending.imaging.derived import read_doubt
from attending.imaging.display import default_window, to_grey, to_png
from attending.imaging.header import read_dataset
from attending.imaging.heats import read_heat
from attending.imaging.rings import rings_of
from attending.imaging.wire import WireFrame, stack_places, to_wire
from attending.journeys.clinic import Clinic

__all__ = ["doubt_of", "find_image", "newest", "places_of", "read_frame", "read_map", "read_picture", "rings_of"]


def newest(key: str, *, clinic: Clinic) -> ArchivedStudy:
    """The manifest of a study that was opened before, as it stands now."""
    return clinic.images.load(key)


def read_frame(study: ArchivedStudy, series: int, place: int, *, clinic: Clinic) -> WireFrame:
    """One frame for the viewer, of a study that was opened before."""
    image, number = find_image(study, series, place)
    frame = decode_frames(clinic.images.read(study.key, image.sop_instance_uid), only=number)[0]
    return to_wire(frame, study.series[series].modality)


def places_of(study: ArchivedStudy, series: int, *, clinic: Clinic) -> dict[str, Any]:
    """Where the images of a series lie, in the order of its stack; empty where they do not say it."""
    if not 0 <= series < len(study.series):
        raise NotFound("There is no such series.")
    images = study.series[series].images
    files = (clinic.images.read(study.key, image.sop_instance_uid) for image in images)
    return stack_places([place for file in files for place in frame_places(file)])


def read_picture(study: ArchivedStudy, series: int, place: int, *, clinic: Clinic) -> bytes:
    """One frame as a PNG in its own window, of a study that was opened before."""
    image, number = find_image(study, series, place)
    frame = decode_frames(clinic.images.read(study.key, image.sop_instance_uid), only=number)[0]
    return to_png(to_grey(frame, None if frame.voi_lut else default_window(frame, study.series[series].modality)))


def read_map(study: ArchivedStudy, number: int, *, clinic: Clinic) -> tuple[bytes, int, int]:
    """One map behind the marks of a study that was opened before: a byte a pixel, its rows and columns."""
    if not 0 <= number < len(study.heats):
        raise NotFound("There is no such map.")
    kept = study.heats[number]
    return read_heat(kept, clinic.images.read(study.key, kept.name)).tobytes(), kept.rows, kept.columns


def doubt_of(study: ArchivedStudy, series: int, place: int, *, clinic: Clinic) -> bytes:
    """The mask of what is not to be trusted on one frame of a derived series, a byte a pixel; empty where all is."""
    image, number = find_image(study, series, place)
    mask = read_doubt(read_dataset(clinic.images.read(study.key, image.sop_instance_uid)), number)
    return b"" if mask is None else mask.astype("u1").tobytes()
