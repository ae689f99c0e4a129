"""From a network's scores, boxes and maps to marks: each with its region, its measures and what its score is worth."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from attending.imaging.finding import Heat, Mark, Measure
from attending.imaging.heads import Place, as_bytes, mark_over_slices, spacing_between
from attending.imaging.outline import box_measures, parts_of
from attending.imaging.own.answer import Box, chance_of
from attending.imaging.own.folder import OwnNetwork
from attending.imaging.own.spec import Answer
from attending.terms.coding import Coding

MOST_MARKS = 20
"""Of one finding; the largest or likeliest."""
SURE_PIXELS = 20
"""The mean of so many surest pixels is the score of a segmented region."""


def image_mark(network: OwnNetwork, answer: Answer, score: float, place: Place, shape: tuple[int, ...]) -> Mark:
    """A finding of a whole image of `shape` (row, column): its frame is the region."""
    rows, columns = float(shape[0]), float(shape[1])
    frame = ((0.0, 0.0), (columns, 0.0), (columns, rows), (0.0, rows), (0.0, 0.0))
    return _mark(network, answer, score, place, frame, ())


def box_mark(network: OwnNetwork, answer: Answer, box: Box, place: Place) -> Mark:
    """A box with its longer side as measure."""
    left, top, right, bottom = box.corners
    corners = ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))
    return _mark(network, answer, box.score, place, corners, box_measures(right - left, bottom - top, place[2]))


def region_marks(
    network: OwnNetwork, answer: Answer, scores: NDArray[np.float32], places: Sequence[Place]
) -> Iterator[Mark]:
    """Each connected region of a map (slice, row, column), the largest first."""
    numbers = parts_of(scores >= answer.mask_threshold)
    sizes = np.bincount(numbers.ravel())
    sizes[0] = 0
    for number in np.argsort(sizes)[::-1][:MOST_MARKS]:
        if sizes[number] < answer.smallest_pixels:
            return
        part = numbers == number
        chance = chance_of(answer, float(np.sort(scores[part])[-SURE_PIXELS:].mean()))
        reach = np.flatnonzero(part.any((1, 2)))
        yield mark_over_slices(
            _coded(answer), chance, (_point(answer), chance[0] >= answer.threshold),
            [part[z] for z in reach], [places[int(z)] for z in reach], (network.name, network.card.version),
            spacing_between(places) if len(places) > 1 else None,
            tuple(Heat(*places[int(z)][:2], as_bytes(scores[z]), False) for z in reach),
        )  # fmt: skip


def _mark(
    network: OwnNetwork, answer: Answer, score: float, place: Place, polygon: tuple[tuple[float, float], ...],
    measures: tuple[Measure, ...],
) -> Mark:  # fmt: skip
    uid, number, _ = place
    chance = chance_of(answer, score)
    return Mark(
        _coded(answer), *chance, _point(answer), chance[0] >= answer.threshold, uid, number, polygon, measures,
        network.name, network.card.version,
    )  # fmt: skip


def _coded(answer: Answer) -> Coding:
    return Coding(system=answer.system, code=answer.code, display=answer.display)


def _point(answer: Answer) -> str:
    return answer.operating_point or f"threshold {answer.threshold:g} of the site's card"
