"""A frame on its way to the viewer: raw values, so that the reader changes the window without asking the server.

Read by the web page. Values travel as 16 bits with a slope and an intercept; where they are whole numbers of that range
already, as CT's are, nothing is lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from attending.imaging.display import default_window
from attending.imaging.study import Frame, Geometry


@dataclass(frozen=True)
class WireFrame:
    """What the viewer gets: little-endian int16 (grey) or RGB bytes, and how to read them."""

    data: bytes
    facts: dict[str, Any]


def stack_places(geometries: Sequence[Geometry]) -> dict[str, Any]:
    """Where the images of a stack lie: mm along their common normal, and the end of their frame of reference.

    Empty where one does not say it, where they lie in several directions (a localizer), or all in one place (a film).
    """
    normals = [one.normal for one in geometries]
    along = [one.along_normal_mm for one in geometries]
    first = next(iter(normals), None)
    if first is None or any(one is None for one in along) or len(set(along)) < min(2, len(along)):
        return {}
    if any(one is None or float(np.dot(first, one)) < PARALLEL for one in normals):
        return {}
    frames = {one.frame_of_reference_uid for one in geometries}
    place = frames.pop()[-16:] if len(frames) == 1 else ""
    return {"along": along, "normal": first, "place": place}


PARALLEL = 0.999
"""Cosine of two normals from which on images of one stack are parallel (2.6 degrees)."""


def to_wire(frame: Frame, modality: str = "") -> WireFrame:
    """Pack a frame of a modality for the viewer."""
    rows, columns = frame.pixels.shape[:2]
    facts: dict[str, Any] = {
        "rows": rows,
        "columns": columns,
        "colour": frame.is_colour,
        "inverted": frame.inverted,
        "spacing": list(frame.geometry.spacing_mm or ()),
        "inPatient": frame.geometry.measures_patient,
        "along": frame.geometry.along_normal_mm,
        "place": frame.geometry.frame_of_reference_uid[-8:],
        "edges": list(frame.geometry.edges),
    }
    if frame.is_colour:
        return WireFrame(np.ascontiguousarray(frame.pixels).tobytes(), facts)
    values = np.nan_to_num(np.asarray(frame.pixels, np.float32))
    low, high = float(values.min()), float(values.max())
    slope, intercept = 1.0, 0.0
    if low < -32768 or high > 32767 or not np.array_equal(values, np.rint(values)):
        slope = max((high - low) / 65535, 1e-9)
        intercept = low + 32768 * slope
    stored = np.clip(np.rint((values - intercept) / slope), -32768, 32767).astype("<i2")
    window = default_window(frame, modality)
    facts |= {
        "slope": slope,
        "intercept": intercept,
        "low": low,
        "high": high,
        "windows": [[w.center, w.width, w.name] for w in frame.windows] or [[window.center, window.width, ""]],
    }
    return WireFrame(stored.tobytes(), facts)
