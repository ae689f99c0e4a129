"""From a mask to regions: connected parts, their outlines as polygons, their area and longest diameter."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from attending.imaging.finding import Measure, Point
from attending.imaging.rings import joined
from attending.imaging.study import Geometry

Mask = NDArray[np.bool_]
MOST_POINTS = 400


def parts_of(mask: Mask, *, corners: bool = True) -> NDArray[np.int32]:
    """Number the connected parts (8 neighbours in a plane, 26 in a volume) from 1; 0 is outside.

    Args:
        mask: (row, column) or (slice, row, column).
        corners: whether what only touches at a corner belongs together; without, 4 neighbours and 6.
    """
    volume = mask if mask.ndim == 3 else mask[None]
    where = np.flatnonzero(volume)
    numbers = np.zeros(volume.size, np.int32)
    if not len(where):
        return numbers.reshape(mask.shape)
    numbers[where] = np.arange(1, len(where) + 1)
    places = np.stack(np.nonzero(volume))
    low, high = places.min(1), places.max(1) + 1
    grid = numbers.reshape(volume.shape)[low[0] : high[0], low[1] : high[1], low[2] : high[2]]
    pairs = [_touching(grid, step) for step in _half_neighbours() if corners or sum(map(abs, step)) == 1]
    parent = _join(len(where) + 1, np.concatenate(pairs))[1:]
    roots = parent == np.arange(1, len(where) + 1)
    numbers[where] = np.cumsum(roots)[parent - 1]
    return numbers.reshape(mask.shape)


def _half_neighbours() -> Iterator[tuple[int, int, int]]:
    for z in (0, 1):
        for y in (-1, 0, 1):
            for x in (-1, 0, 1):
                if (z, y, x) > (0, 0, 0):
                    yield z, y, x


def _touching(grid: NDArray[np.int32], step: tuple[int, int, int]) -> NDArray[np.int32]:
    one = tuple(slice(max(0, -s), n - max(0, s)) for s, n in zip(step, grid.shape, strict=True))
    two = tuple(slice(max(0, s), n - max(0, -s)) for s, n in zip(step, grid.shape, strict=True))
    a, b = grid[one], grid[two]
    both = (a > 0) & (b > 0)
    return np.stack([a[both], b[both]], 1)


def _join(count: int, pairs: NDArray[np.int32]) -> NDArray[np.int64]:
    """The smallest member that each number is joined to, by passing minima along until nothing changes."""
    parent = np.arange(count)
    while len(pairs):
        low = np.minimum(parent[pairs[:, 0]], parent[pairs[:, 1]])
        np.minimum.at(parent, parent[pairs[:, 0]], low)
        np.minimum.at(parent, parent[pairs[:, 1]], low)
        parent = parent[parent]
        pairs = pairs[parent[pairs[:, 0]] != parent[pairs[:, 1]]]
    while (parent != parent[parent]).any():
        parent = parent[parent]
    return parent


def outline_of(mask: Mask) -> tuple[Point, ...]:
    """The borders of a mask's parts, the largest first, with their holes (`rings`); at most `MOST_POINTS` corners.

    Where there are too many corners, the smallest parts and holes are left out first; then, of the largest part, every
    second corner, and so on.
    """
    if not mask.any():
        return ()
    found = _borders_of(mask)
    while len(found) > 1 and sum(len(one.corners) + 2 for one in found) > MOST_POINTS + 2:
        least = min(found[1:], key=lambda one: one.pixels)
        found = [one for one in found if one is not least and not (one.part == least.part and not least.is_hole)]
    border, *others = [one.corners for one in found]
    if len(border) > MOST_POINTS:
        border = border[:: -(-len(border) // MOST_POINTS)]
    return joined(border, others)


class _Border(NamedTuple):
    corners: list[Point]
    part: int
    pixels: int
    is_hole: bool


def _borders_of(mask: Mask) -> list[_Border]:
    """Of each part (no more than can have corners), the largest first, each followed by those of its holes."""
    numbers, found = parts_of(mask), []
    sizes = np.bincount(numbers[numbers > 0].ravel())
    for number in sorted(np.flatnonzero(sizes), key=lambda n: -int(sizes[n]))[: MOST_POINTS // 6]:
        part = numbers == number
        rows, columns = np.flatnonzero(part.any(1)), np.flatnonzero(part.any(0))
        part, at = part[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], (int(columns[0]), int(rows[0]))
        found.append(_Border(_corners_of(part, at), int(number), int(sizes[number]), is_hole=False))
        for hole in _holes_of(part):
            found.append(_Border(_corners_of(hole, at), int(number), int(hole.sum()), is_hole=True))
    return found


def _holes_of(part: Mask) -> list[Mask]:
    """What a part surrounds, the largest first."""
    numbers = parts_of(np.pad(~part, 1, constant_values=True), corners=False)
    outside, sizes = numbers[0, 0], np.bincount(numbers.ravel())
    found = sorted((n for n in range(1, len(sizes)) if n != outside and sizes[n]), key=lambda n: -int(sizes[n]))
    return [(numbers == n)[1:-1, 1:-1] for n in found[: MOST_POINTS // 6]]


def _corners_of(part: Mask, at: tuple[int, int]) -> list[Point]:
    """Corners as (column, row) of the image, in which the part's first pixel lies at `at`."""
    return [(float(column + at[0]), float(row + at[1])) for row, column in _walk(part)]


def _walk(mask: Mask) -> list[tuple[int, int]]:
    """Corners (row, column) along pixel edges, the region on the right; only where the direction changes."""
    padded = np.pad(mask, 1)
    row, column = (int(v) for v in np.argwhere(padded)[0])
    start, heading = (row, column), (0, 1)  # along the top edge of the first pixel
    at, corners = start, []
    while True:
        ahead_right, ahead_left = _ahead(padded, at, heading, right=True), _ahead(padded, at, heading, right=False)
        if ahead_left and ahead_right:
            turned = (-heading[1], heading[0])
        elif ahead_right:
            turned = heading
        else:
            turned = (heading[1], -heading[0])
        if ahead_left and not ahead_right:  # a diagonal neighbour belongs to the part
            turned = (-heading[1], heading[0])
        if turned != heading:
            corners.append((at[0] - 1, at[1] - 1))
        heading = turned
        at = (at[0] + heading[0], at[1] + heading[1])
        if (at == start and heading == (-1, 0)) or len(corners) > 4 * mask.size:
            corners.append((start[0] - 1, start[1] - 1))
            return corners


def _ahead(padded: Mask, at: tuple[int, int], heading: tuple[int, int], *, right: bool) -> bool:
    """The pixel ahead of a corner, on the right or the left of the heading."""
    row, column = at
    if heading == (0, 1):
        return bool(padded[row if right else row - 1, column])
    if heading == (0, -1):
        return bool(padded[row - 1 if right else row, column - 1])
    if heading == (1, 0):
        return bool(padded[row, column - 1 if right else column])
    return bool(padded[row - 1, column if right else column - 1])


def inside_of(polygon: Sequence[Point], rows: int, columns: int) -> Mask:
    """The pixels (row, column) whose centre an outline holds and none of its holes does, by the even-odd rule."""
    y, x = np.arange(rows)[:, None] + 0.5, np.arange(columns)[None] + 0.5
    inside = np.zeros((rows, columns), bool)
    for one, two in zip(polygon, (*polygon[1:], polygon[0]), strict=True):
        (y0, x0), (y1, x1) = sorted((one[::-1], two[::-1]))  # the way to a hole is the way back, to the last bit
        if y0 != y1:
            inside ^= ((y0 > y) != (y1 > y)) & (x < (x1 - x0) * (y - y0) / (y1 - y0) + x0)
    return inside


def measures_of(mask: Mask, geometry: Geometry) -> tuple[Measure, ...]:
    """Area and longest diameter: in the patient where PixelSpacing is known, else at the detector or in pixels."""
    if not mask.any():
        return ()
    spacing = geometry.spacing_mm
    down, across = spacing if spacing is not None else (1.0, 1.0)
    area = float(mask.sum()) * down * across
    length = longest_mm(mask, (down, across))
    if spacing is None:
        return (Measure("area", area, "[px]2"), Measure("length", length, "[px]"))
    where = "" if geometry.measures_patient else " at the detector"
    return (Measure(f"area{where}", area, "mm2"), Measure(f"length{where}", length, "mm"))


BOX_SIDE = "longest side of the marked box"
"""What is measured of a box: it says where to look, not how large a finding is."""


def box_measures(width: float, height: float, geometry: Geometry) -> tuple[Measure, ...]:
    """The longer side of a box of `width` × `height` pixels, in mm; none where the image does not say its spacing."""
    if geometry.spacing_mm is None:
        return ()
    down, across = geometry.spacing_mm
    where = "" if geometry.measures_patient else " at the detector"
    return (Measure(f"{BOX_SIDE}{where}", max(width * across, height * down), "mm"),)


def longest_mm(mask: Mask, spacing_mm: tuple[float, float]) -> float:
    """The longest distance between two pixels' far corners, by the directions of a half circle (1° apart)."""
    rows, columns = np.nonzero(mask)
    y, x = rows * spacing_mm[0], columns * spacing_mm[1]
    angles = np.deg2rad(np.arange(0, 180, 1))
    along = np.cos(angles)[:, None] * x + np.sin(angles)[:, None] * y
    pixel = np.abs(np.cos(angles)) * spacing_mm[1] + np.abs(np.sin(angles)) * spacing_mm[0]
    return float((np.ptp(along, axis=1) + pixel).max())
