"""An outline of several parts, with holes, as one line: the border, with a way to each other one and the same way back.

What fills such a line by the even-odd rule fills the parts and leaves the holes free, for the two ways cancel each
other; so it travels as any other outline does. Read by `outline` (which makes them) and by what draws the borders one
by one.
"""

from collections.abc import Sequence

import numpy as np

from attending.imaging.finding import Point


def joined(border: Sequence[Point], others: Sequence[Sequence[Point]]) -> tuple[Point, ...]:
    """A border and others, of holes or further parts, as one line; each is reached from the nearest corner so far."""
    line = list(border)
    for other in others:
        near = np.hypot(*(np.array(line)[:, None] - np.array(other)[None]).transpose(2, 0, 1))
        here, there = (int(at) for at in np.unravel_index(int(near.argmin()), near.shape))
        line[here:here] = [line[here], *other[there:], *other[: there + 1]]
    return tuple(line)


def rings_of(line: Sequence[Point]) -> tuple[tuple[Point, ...], ...]:
    """The borders of an outline's parts and holes, each without its ways to the others; the widest first."""
    rings: list[tuple[Point, ...]] = []
    walked: list[Point] = []
    for point in line:
        if point in walked:
            at = walked.index(point)
            rings.append(tuple(walked[at:]))
            del walked[at:]
        walked.append(point)
    rings.append(tuple(walked))
    found = [ring for ring in rings if len(ring) > 2]
    return tuple(sorted(found, key=_span, reverse=True)) or (tuple(line),)


def _span(ring: tuple[Point, ...]) -> float:
    columns, rows = zip(*ring, strict=True)
    return float((max(columns) - min(columns)) * (max(rows) - min(rows)))
