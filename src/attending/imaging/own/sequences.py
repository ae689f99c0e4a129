"""Several series of a study as the channels of one network: each found by its name, laid onto the first one's grid.

BraTS networks want T1, T1 with contrast, T2 and FLAIR at once. Scanners take them with other spacings, so each is
interpolated where the patient lay still (one frame of reference, parallel slices); everything else is refused.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from attending.errors import BadInput
from attending.imaging.decode import decode_frames
from attending.imaging.heads import Place
from attending.imaging.own.spec import Together
from attending.imaging.study import Geometry, Instance, Series

Floats = NDArray[np.float32]
Read = Callable[[Instance], bytes]
PARALLEL = 0.02
"""Largest difference of direction cosines: about one degree."""
COVERED = 0.9
"""Part of the grid that every series must cover."""


def matches(series: Series, wanted: Together) -> bool:
    """Whether a series' description is that of a sequence."""
    said = series.description.upper()

    def one_of(words: Sequence[str]) -> bool:
        return any(word.upper() in said for word in words)

    return one_of(wanted.words) and (not wanted.also or one_of(wanted.also)) and not one_of(wanted.without)


def leads(series: Series, together: Sequence[Together]) -> bool:
    """Whether a series is the one that the others are laid on: the first sequence of the description."""
    return matches(series, together[0])


def channels_of(
    lead: Series, others: Sequence[Series], together: Sequence[Together], places: Sequence[Place],
    volume: Floats, read: Read,
) -> list[Floats]:  # fmt: skip
    """One volume for each sequence, on the grid of the first; raises `BadInput` where one is missing or lies elsewhere.

    Args:
        lead: the series that is looked at.
        others: the rest of the study.
        together: the sequences, in the order of the channels; the first is the lead's.
        places: of the lead's slices.
        volume: the lead's values (slice, row, column).
        read: the DICOM bytes of an instance.
    """
    made = [volume]
    for wanted in together[1:]:
        found = [one for one in others if one.uid != lead.uid and matches(one, wanted)]
        if not found:
            raise BadInput(f"the study has no series of {wanted.name}")
        made.append(_laid(found[0], wanted.name, places, volume.shape, read))
    return made


def _laid(series: Series, name: str, places: Sequence[Place], shape: tuple[int, ...], read: Read) -> Floats:
    frames = [frame for instance in series.instances for frame in decode_frames(read(instance))]
    if len({frame.pixels.shape for frame in frames}) != 1 or frames[0].is_colour:
        raise BadInput(f"the images of {name} differ in size or are in colour")
    frames.sort(key=lambda frame: frame.geometry.along_normal_mm or 0.0)
    source = np.stack([np.nan_to_num(np.asarray(frame.pixels, np.float32)) for frame in frames])
    theirs, mine = [frame.geometry for frame in frames], [geometry for _, _, geometry in places]
    fault = _apart(mine, theirs)
    if fault:
        raise BadInput(f"{name} {fault}")
    made, covered = source, 1.0
    for axis, at in enumerate(_indices(mine, theirs, shape)):
        weights, inside = _linear(at, source.shape[axis])
        covered *= inside
        made = np.moveaxis(np.tensordot(weights, made, axes=(1, axis)), 0, axis).astype(np.float32)
    if covered < COVERED:
        raise BadInput(f"{name} covers too little of the same place")
    return np.ascontiguousarray(made)


def _apart(mine: Sequence[Geometry], theirs: Sequence[Geometry]) -> str:
    """Why one series cannot be laid onto the other; empty when it can."""
    known = [*mine, *theirs]
    if any(one.position_lps_mm is None or one.orientation is None or one.spacing_mm is None for one in known):
        return "or the first series does not say where it lies"
    if len({one.frame_of_reference_uid for one in known}) != 1:
        return "was taken in another position of the patient"
    turned = np.array([one.orientation for one in known], np.float64)
    return "" if float(np.ptp(turned, axis=0).max()) <= PARALLEL else "is turned against the first series"


def _indices(mine: Sequence[Geometry], theirs: Sequence[Geometry], shape: tuple[int, ...]) -> list[NDArray[np.float64]]:
    """For each axis of the first series' grid: where its points lie in the other, in its slices, rows and columns."""
    along_row, along_column = np.array(mine[0].orientation, np.float64).reshape(2, 3)
    normals = [np.array([one.along_normal_mm or 0.0 for one in part], np.float64) for part in (mine, theirs)]
    order = np.arange(len(theirs), dtype=np.float64)
    slices = np.interp(normals[0], normals[1], order)
    step = float(np.median(np.diff(normals[1]))) if len(theirs) > 1 else 1.0
    outside = (normals[0] < normals[1][0] - step / 2) | (normals[0] > normals[1][-1] + step / 2)
    slices[outside] = np.nan
    first, second = np.array(mine[0].position_lps_mm), np.array(theirs[0].position_lps_mm)
    made: list[NDArray[np.float64]] = [slices]
    for axis, direction in ((0, along_column), (1, along_row)):
        have, want = (mine[0].spacing_mm or (1, 1))[axis], (theirs[0].spacing_mm or (1, 1))[axis]
        begin = float((first - second) @ direction)
        made.append(((begin + np.arange(shape[axis + 1]) * have) / want).astype(np.float64))
    return made


def _linear(at: NDArray[np.float64], count: int) -> tuple[Floats, float]:
    """Weights (new, old) of linear interpolation at some indices, 0 outside; and the part of them inside."""
    inside = (at > -1) & (at < count)  # false for NaN
    clipped = np.clip(np.where(inside, at, 0.0), 0, count - 1)
    weights = np.clip(1 - np.abs(np.arange(count)[None] - clipped[:, None]), 0, None)
    weights[~inside] = 0
    return weights.astype(np.float32), float(inside.mean())
