"""From modality units to the grey that a screen shows, and from there to PNG.

Read by the viewer, the secondary captures and the report's pictures. The rules are DICOM's (PS3.3 C.11.2): a table of
values where the file brings one, else its first window, else one that fits the image.
"""

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from attending.imaging.study import Frame, Window

PRESETS: dict[str, dict[str, Window]] = {
    "CT": {
        "soft tissue": Window(40, 400),
        "lung": Window(-600, 1500),
        "bone": Window(400, 1800),
        "brain": Window(40, 80),
        "liver": Window(60, 160),
    }
}
"""Modality → windows in HU that radiologists use by these names."""


def fitting_window(values: NDArray[np.float32], low: float = 1.0, high: float = 99.0) -> Window:
    """A window over the `low` to `high` percentile of the values; padding far outside the rest does not count."""
    finite = values[np.isfinite(values)]
    if finite.size == 0:
        return Window(0.5, 1.0)
    bottom, top = (float(v) for v in np.percentile(finite[:: max(1, finite.size // 200_000)], (low, high)))
    return Window((bottom + top) / 2, top - bottom if top - bottom > 1e-9 else 1.0)


def default_window(frame: Frame, modality: str = "") -> Window:
    """The file's own first window, or soft tissue of a CT, or one that fits."""
    if frame.windows:
        return frame.windows[0]
    values = np.asarray(frame.pixels, np.float32)
    tissue = PRESETS["CT"]["soft tissue"]
    if modality == "CT" and float(values.min()) < tissue.center < float(values.max()):
        return tissue
    return fitting_window(values)


def to_grey(frame: Frame, window: Window | None = None) -> NDArray[np.uint8]:
    """What a screen shows.

    Args:
        frame: grey or colour.
        window: the reader's choice; without it the file's table, its window, or one that fits.

    Returns:
        (row, column) uint8, or (row, column, 3) of a colour frame.
    """
    if frame.is_colour:
        return np.asarray(frame.pixels, np.uint8)
    values = np.asarray(frame.pixels, np.float32)
    if window is None and frame.voi_lut is not None:
        table = frame.voi_lut
        index = np.clip(np.nan_to_num(values) - table.first, 0, table.values.size - 1).astype(np.int32)
        grey = table.values[index].astype(np.float32) / max(1.0, 2.0**table.bits - 1)
    else:
        chosen = window or default_window(frame)
        # PS3.3 C.11.2.1.2.1: the linear function, with its half pixel; C.11.2.1.3.2 without, where values are fractions
        span, half = (chosen.width - 1, 0.5) if chosen.width > 1 else (max(chosen.width, 1e-9), 0.0)
        grey = (np.nan_to_num(values) - (chosen.center - half)) / span + 0.5
    shown = np.clip(grey, 0, 1)
    if frame.inverted:
        shown = 1 - shown
    screen: NDArray[np.uint8] = (shown * 255).round().astype(np.uint8)
    return screen


def to_png(grey: NDArray[np.uint8]) -> bytes:
    """A PNG of what `to_grey` gives; compressed for speed, since it travels one desk far."""
    file = io.BytesIO()
    Image.fromarray(grey).save(file, "PNG", compress_level=1)
    return file.getvalue()


def to_jpeg(grey: NDArray[np.uint8]) -> bytes:
    """A JPEG of what `to_grey` gives, for programs that read nothing else: no longer the same pixels."""
    file = io.BytesIO()
    Image.fromarray(grey).save(file, "JPEG", quality=92)
    return file.getvalue()
