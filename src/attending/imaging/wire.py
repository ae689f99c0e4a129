"""A frame on its way to the viewer: raw values, so that the reader changes the window without asking the server.

Read by the web page. Values travel as 16 bits with a slope and an intercept; where they are whole numbers of that range
already, as CT's are, nothing is lost.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from attending.imaging.display import default_window
from attending.imaging.study import Frame


@dataclass(frozen=True)
class WireFrame:
    """What the viewer gets: little-endian int16 (grey) or RGB bytes, and how to read them."""

    data: bytes
    facts: dict[str, Any]


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
