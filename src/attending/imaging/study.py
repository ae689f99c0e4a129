"""One decoded image, with its geometry and how it wants to be shown.

A file's header becomes an `Instance` at once; its pixels are decoded only when somebody looks, for a study of 1,000
slices does not fit into a laptop's memory.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attending.record.study import (
    Broken,
    BurnedIn,
    Geometry,
    Instance,
    PatientIdentity,
    Series,
    Study,
    group_studies,
)

__all__ = [
    "Broken",
    "BurnedIn",
    "Frame",
    "Geometry",
    "Instance",
    "PatientIdentity",
    "Series",
    "Study",
    "VoiLut",
    "Window",
    "group_studies",
]


@dataclass(frozen=True)
class Window:
    """A linear window in modality units. Source: DICOM PS3.3 C.11.2.1.2."""

    center: float
    width: float
    name: str = ""


@dataclass(frozen=True)
class Frame:
    """One decoded image.

    `pixels`: (row, column) float32 in modality units (HU for CT), or (row, column, 3) uint8 RGB.
    """

    pixels: NDArray[np.float32] | NDArray[np.uint8]
    number: int
    """From 1, as DICOM counts frames."""
    geometry: Geometry
    windows: tuple[Window, ...] = ()
    inverted: bool = False
    """MONOCHROME1: the largest value is shown black."""
    voi_lut: "VoiLut | None" = None
    full_range: tuple[float, float] | None = None
    """The smallest and largest value that its bits can store, in modality units; none where they are no integers."""

    @property
    def is_colour(self) -> bool:
        """Whether the frame has three channels."""
        return self.pixels.ndim == 3


@dataclass(frozen=True)
class VoiLut:
    """A value-of-interest table. Source: DICOM PS3.3 C.11.2.1.1."""

    first: float
    values: NDArray[np.uint16]
    bits: int
