"""The volume of a mark after one of its outlines was moved: its slices are read again, their headers alone."""

from attending.exchange.dicom import find_image
from attending.imaging.decode import frame_geometry
from attending.imaging.finding import Mark, Measure, Point
from attending.imaging.solid import Slice, volume_of
from attending.journeys.clinic import Clinic
from attending.journeys.imaging_study import ArchivedStudy


def volume_after(
    kept: ArchivedStudy, before: Mark, place: tuple[int, int], moved: Mark, clinic: Clinic
) -> Measure | None:
    """Volume over all outlines of a mark with the moved one in place; none where the mark had none.

    Args:
        kept: the study.
        before: the mark as it stood.
        place: series of the study and image of its stack, from 0, that the moved outline lies on.
        moved: the new outline.
        clinic: whose archive holds the images.
    """
    if before.volume_ml is None:
        return None
    outlines = {(uid, frame): polygon for uid, frame, polygon in before.slices}
    outlines[moved.sop_instance_uid, moved.frame] = moved.polygon
    slices = [_slice(kept, uid, frame, polygon, clinic) for (uid, frame), polygon in outlines.items()]
    if len(slices) == 1:  # the neighbours tell the distance
        frames = sum(image.frames for image in kept.series[place[0]].images)
        for beside in (place[1] - 1, place[1] + 1):
            if 0 <= beside < frames:
                image, frame = find_image(kept, place[0], beside)
                slices.append(_slice(kept, image.sop_instance_uid, frame, (), clinic))
    return volume_of(slices)


def _slice(kept: ArchivedStudy, uid: str, frame: int, polygon: tuple[Point, ...], clinic: Clinic) -> Slice:
    geometry, rows, columns = frame_geometry(clinic.images.read(kept.key, uid), frame)
    return Slice(geometry, rows, columns, polygon)
