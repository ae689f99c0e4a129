"""Where in the patient a mark lies, in words: side and region, only as far as the header or the geometry says it.

Read by `examine` and `films`. Sides are the patient's. A film that does not say which way its rows run leaves the side
open: that chest films are hung with the patient's right on the left is a custom, and a film stored mirrored breaks it
unseen. Whether a film was taken PA or AP does not matter here: the letters of PatientOrientation hold for both.
"""

import re
from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from attending.imaging.finding import Point
from attending.imaging.scope import part_named
from attending.imaging.study import Geometry, Instance

NOT_STATED = "side not stated"
Side = Literal["left", "right"]
_SIDES: dict[str, Side] = {"L": "left", "R": "right"}

CENTRAL = 0.06
"""Of the atlas across: nearer to its middle a place on a chest film is called central."""
ZONES = (0.33, 0.53)
"""Of the atlas down: the thirds of the lungs, which lie between 0.13 and 0.73 on the mean film (`pointing.LOWEST`)."""


def on_chest(lies: tuple[float, float], geometry: Geometry, *, mirrored: bool) -> str:
    """Side and zone of a place on a frontal chest film.

    Args:
        lies: across and down in the frame of the atlas, 0..1; across as the film is shown.
        geometry: of the film.
        mirrored: whether the film looks like its mirror image, against its header.
    """
    across, down = lies
    zone = "upper zone" if down < ZONES[0] else "mid zone" if down < ZONES[1] else "lower zone"
    if abs(across - 0.5) < CENTRAL:
        return f"central, {zone}"
    shown = "left" if across < 0.5 else "right"
    side = _side_at(geometry, shown)
    if side is None:
        return f"{zone}, {NOT_STATED} ({shown} half of the image)"
    return f"{side} {zone}" + (", side in doubt: the film may be mirrored" if mirrored else "")


def _side_at(geometry: Geometry, shown: str) -> Side | None:
    """The patient's side at the left or right edge of the image."""
    return _SIDES.get(geometry.edges[0 if shown == "left" else 1][:1])


def on_limb(instance: Instance, polygon: Sequence[Point]) -> str:
    """Side and part that a film of bones shows, as its header says; of a film of both sides the half of the mark.

    A word in a description counts where the attribute for the side is empty, and only if both words do not stand there.
    """
    part = part_named(instance.body_part, f"{instance.series_description} {instance.study_description}")
    side = _laterality(instance)
    if side is None and (instance.laterality.upper() == "B" or part in _BOTH):
        middle, _ = _middle(polygon)
        side = _side_at(instance.geometry, "left" if middle < instance.columns / 2 else "right")
        return f"{part}, {side} side" if side else f"{part}, {NOT_STATED}"
    if side is None:
        return ", ".join(filter(None, (part, NOT_STATED)))
    return " ".join(filter(None, (side, part or "side")))


_BOTH = {"pelvis"}
"""Parts of which one film shows both sides."""


def _middle(polygon: Sequence[Point]) -> Point:
    """The centre of an outline's area, however densely its corners lie; of its corners where it has no area."""
    corners = np.array(polygon, float)
    x, y = (corners - corners[0]).T
    cross = x * np.roll(y, -1) - np.roll(x, -1) * y
    if abs(cross.sum()) < NO_AREA:
        return float(corners[:, 0].mean()), float(corners[:, 1].mean())
    across, down = (((part + np.roll(part, -1)) * cross).sum() / (3 * cross.sum()) for part in (x, y))
    return float(across + corners[0, 0]), float(down + corners[0, 1])


NO_AREA = 1e-9
"""Twice the area of an outline, in pixels, below which its corners lie on a line."""


def _laterality(instance: Instance) -> Side | None:
    if instance.laterality:
        return _SIDES.get(instance.laterality.upper()[:1])
    words = f"{instance.series_description} {instance.study_description}".upper()
    left, right = (re.search(rf"\b({names})\b", words) is not None for names in ("LEFT|LT", "RIGHT|RT"))
    return "left" if left and not right else "right" if right and not left else None


MIDLINE = 0.06
"""Of the head's width: nearer to the middle of the head a place is said to be near the midline."""
LIT = 0.15
"""Of the brightest hundredth of a slice: what is brighter belongs to the head."""


def in_head(polygon: Sequence[Point], image: NDArray[np.float32], geometry: Geometry) -> str:
    """Hemisphere and third of the head, from front to back, of a place on an axial slice.

    The middle is that of the head as this slice shows it: a head off the scanner's middle does not change sides.

    Args:
        polygon: the mark's outline, (column, row).
        image: (row, column), the slice it lies on.
        geometry: of the slice; without its orientation no side is told.
    """
    left, right, upper, lower = (edge[:1] for edge in geometry.edges)
    if geometry.orientation is None or {left, right} != {"L", "R"} or {upper, lower} != {"A", "P"}:
        return NOT_STATED
    rows, columns = np.nonzero(image > LIT * np.percentile(image, 99))
    if not len(rows):
        return NOT_STATED
    x, y = _middle(polygon)
    first, last = (np.percentile(columns, share) for share in (1, 99))
    offset = (x - 0.5 - (first + last) / 2) / max(1.0, last - first)
    top, bottom = (np.percentile(rows, share) for share in (1, 99))
    share = (y - 0.5 - top) / max(1.0, bottom - top)
    from_front = share if upper == "A" else 1 - share
    third = "anterior" if from_front < 1 / 3 else "middle" if from_front < 2 / 3 else "posterior"
    if abs(offset) < MIDLINE:
        return f"near the midline, {third} third"
    return f"{_SIDES[left if offset < 0 else right]} hemisphere, {third} third"
