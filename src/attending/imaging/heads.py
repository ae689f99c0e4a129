"""Marks on MR of the head: tumour (research use) and small bright lesions, joined over slices and measured."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np
from numpy.typing import NDArray

from attending.imaging import lesions, tumours
from attending.imaging.finding import UNKNOWN, Heat, Mark, Measure, Point
from attending.imaging.networks import open_network
from attending.imaging.operating import is_pressing, operating_point
from attending.imaging.outline import measures_of, outline_of, parts_of
from attending.imaging.scope import likeness
from attending.imaging.study import Geometry
from attending.terms.coding import SNOMED, Coding

TUMOUR = Coding(system=SNOMED, code="126952004", display="Neoplasm of brain")
LESION = Coding(system=SNOMED, code="24700007", display="Multiple sclerosis-like white matter lesion")
SMALLEST_PIXELS = 30
"""On the 256 × 256 canvas, over all slices: smaller groups are not marked."""
MOST_LESIONS = 40

Place = tuple[str, int, Geometry]
"""SOPInstanceUID, frame from 1, geometry: of each slice of a volume."""


def examine_tumour(
    channels: NDArray[np.float32], shape: tuple[int, int], places: Sequence[Place], progress: Callable[[int, int], None]
) -> tuple[tuple[Mark, ...], str | None]:
    """Marks of a brain volume, or why it is out of scope.

    Args:
        channels: (slice, 3, 256, 256) from `tumours.stack_channels`.
        shape: rows and columns of the slices.
        places: of each slice.
        progress: called with slices done and slices in all.
    """
    network = open_network(tumours.NAME)
    middle = channels[len(channels) // 2, 1]
    template = network.settings["template"]
    least = float(str(network.settings["least_likeness"]))
    if likeness(middle, template if isinstance(template, list) else []) < least:
        return (), "the images do not look like axial slices of a head"
    readings = []
    with ThreadPoolExecutor(THREADS) as pool:  # networks let go of Python's lock
        try:
            for reading in pool.map(partial(tumours.read_slice, flips=len(channels) <= FEW), channels):
                readings.append(reading)
                progress(len(readings), len(channels))
        except BaseException:  # somebody has stopped it: the slices that wait are not looked at any more
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    between = spacing_between(places)
    masks = tumours.join_slices(np.stack([r.chance for r in readings]), channels, spacing_mm=between)
    numbers = parts_of(masks)
    marks = []
    for number in range(1, int(numbers.max()) + 1):
        part = numbers == number
        if int(part.sum()) < SMALLEST_PIXELS:
            continue
        areas = part.sum((1, 2))
        best = max(np.flatnonzero(areas), key=lambda z: readings[z].probability)
        reading = readings[int(best)]
        name, _, above = operating_point(network, reading.probability)
        own = [tumours.to_slice(plane, *shape) for plane in part[areas > 0]]
        heats = tuple(
            Heat(*places[int(z)][:2], as_bytes(tumours.cut_out(readings[int(z)].chance, *shape)), True)
            for z in np.flatnonzero(areas)
        )
        marks.append(mark_over_slices(
            TUMOUR, (reading.probability, reading.lower, reading.upper), (name, above), own,
            [places[int(z)] for z in np.flatnonzero(areas)], (network.name, network.version), between,
            heats, pressing=is_pressing(network, reading.probability),
        ))  # fmt: skip
    return tuple(sorted(marks, key=lambda mark: -mark.probability)), None


THREADS = 2
FEW = 40
"""Slices up to which the mirror images are looked at too; beyond, neighbours say enough and time matters."""


def examine_lesions(volume: NDArray[np.float32], places: Sequence[Place]) -> tuple[tuple[Mark, ...], str | None]:
    """Marks of small bright lesions on a FLAIR volume (slice, row, column), or why it is out of scope."""
    between, spacing = spacing_between(places), places[0][2].spacing_mm
    if between is None or spacing is None:
        return (), "the spacing of the slices is not known"
    if between > THICKEST_MM:
        return (), f"slices lie more than {THICKEST_MM:g} mm apart"
    if not lesions.is_stripped(volume):
        return (), "the rule needs a volume without the skull"
    found = lesions.find_lesions(volume, (between, *spacing))
    order = np.argsort(found.volumes_ml)[::-1][:MOST_LESIONS]
    marks = []
    for index in order:
        part = found.numbers == index + 1
        reach = np.flatnonzero(part.any((1, 2)))
        marks.append(mark_over_slices(
            LESION, UNCALIBRATED, ("z-score rule, not calibrated", True), [part[z] for z in reach],
            [places[int(z)] for z in reach], (lesions.NAME, lesions.VERSION), between,
        ))  # fmt: skip
    return tuple(marks), None


THICKEST_MM = 5.0
UNCALIBRATED = (UNKNOWN, 0.0, 1.0)
"""Probability and bounds of a rule that nothing was calibrated for: it says so by saying nothing."""


def spacing_between(places: Sequence[Place]) -> float | None:
    """Distance of neighbouring slices in mm: by their positions, else by their thickness; none where unknown."""
    along = [g.along_normal_mm for _, _, g in places]
    known = [a for a in along if a is not None]
    if len(known) == len(places) > 1:
        steps = np.abs(np.diff(sorted(known)))
        step = float(np.median(steps))
        if step > 0:
            return step
    return places[0][2].thickness_mm


def mark_over_slices(
    finding: Coding, chance: tuple[float, float, float], point: tuple[str, bool], masks: Sequence[NDArray[np.bool_]],
    places: Sequence[Place], model: tuple[str, str], between_mm: float | None, heats: tuple[Heat, ...] = (),
    *, pressing: bool = True,
) -> Mark:  # fmt: skip
    """A mark over slices: the largest slice speaks for it, volume from all of them."""
    outlines: list[tuple[str, int, tuple[Point, ...]]] = [
        (uid, frame, outline_of(mask)) for (uid, frame, _), mask in zip(places, masks, strict=True)
    ]
    sizes = [int(mask.sum()) for mask in masks]
    order = sorted(range(len(masks)), key=lambda i: -sizes[i])
    largest = order[0]
    geometry = places[largest][2]
    measures = measures_of(masks[largest], geometry)
    if geometry.measures_patient and geometry.spacing_mm is not None and between_mm is not None:
        down, across = geometry.spacing_mm
        measures += (Measure("volume", sum(sizes) * down * across * between_mm / 1000, "mL"),)
    uid, frame, polygon = outlines[largest]
    return Mark(
        finding, *chance, *point, uid, frame, polygon, measures, *model,
        slices=tuple(outlines[i] for i in order if outlines[i][2]), heats=heats, pressing=pressing,
    )  # fmt: skip


def as_bytes(chance: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Chances as a map stores them: 255 is 1."""
    scaled: NDArray[np.uint8] = np.rint(np.clip(chance, 0, 1) * 255).astype(np.uint8)
    return scaled
