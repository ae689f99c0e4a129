"""The volume of a mark that the radiologist has redrawn: the sum of its outlines over the slices they lie on."""

from collections.abc import Sequence
from dataclasses import dataclass

from attending.imaging.finding import Measure, Point
from attending.imaging.heads import spacing_between
from attending.imaging.outline import inside_of
from attending.record.study import Geometry


@dataclass(frozen=True)
class Slice:
    """One slice of a stack: its place, its size, and the outline on it, none where it only tells the distance."""

    geometry: Geometry
    rows: int
    columns: int
    outline: tuple[Point, ...] = ()


def volume_of(slices: Sequence[Slice]) -> Measure | None:
    """The area inside each outline times the distance of the slices; none where lengths in the patient are unknown.

    A slice without an outline adds nothing: it is given where a mark on a single slice has no other to measure to. No
    box and no ellipsoid is assumed, and nothing between the slices.
    """
    places = [("", 1, one.geometry) for one in slices]
    between = spacing_between(places) if places else None
    if between is None:
        return None
    volume_mm3 = 0.0
    for one in slices:
        if not one.geometry.measures_patient or one.geometry.spacing_mm is None:
            return None
        down, across = one.geometry.spacing_mm
        volume_mm3 += int(inside_of(one.outline, one.rows, one.columns).sum()) * down * across * between
    return Measure("volume", volume_mm3 / 1000, "mL") if volume_mm3 else None
