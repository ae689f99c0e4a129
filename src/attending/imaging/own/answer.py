"""What a network's outputs mean: chances by class, maps by class, or boxes; everything that cannot be is a failure."""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from attending.imaging.calibration import Curve, logit
from attending.imaging.own.prepare import Prepared
from attending.imaging.own.process import NetworkFailed, Worker
from attending.imaging.own.spec import Answer, Output, Spec

Floats = NDArray[np.float32]
OVERLAP = 0.25
"""Of neighbouring patches, as MONAI's sliding window has it."""


@dataclass(frozen=True)
class Box:
    """In pixels of the image: left, top, right, bottom; its score and its label's number."""

    corners: tuple[float, float, float, float]
    score: float
    label: int


def chance_of(answer: Answer, score: float) -> tuple[float, float, float]:
    """Probability, lower and upper bound; without a calibration the bounds say that nothing is known."""
    if answer.bias is None:
        return score, 0.0, 1.0
    chance = Curve(answer.bias, (answer.weight,)).chance((logit(score),))
    return chance, max(0.0, chance - answer.calibration_error), min(1.0, chance + answer.calibration_error)


def classes_of(worker: Worker, prepared: Prepared, spec: Spec) -> Floats:
    """The score of each class."""
    out = _named(worker.run(prepared.array), spec.output.name)
    if out.ndim < 1 or out.size != out.reshape(-1).shape[0] or out.shape[0] != 1:
        raise NetworkFailed(_shape(out, "(1, classes)"))
    scores: Floats = _activated(out.reshape(1, -1), spec.output)[0]
    _check_channels(spec, len(scores))
    return scores


def maps_of(worker: Worker, prepared: Prepared, spec: Spec) -> dict[int, Floats]:
    """The scores of each class that a finding names, at the size of the image."""
    given, canvas = spec.input, prepared.array.shape[2:]
    if given.fit != "patches":
        return _back(prepared, spec, _map(worker, prepared.array, spec))
    total = np.zeros((len(_channels(spec)), *canvas), np.float32)
    weight = np.zeros(canvas, np.float32)
    for corner in product(*(_starts(whole, side) for whole, side in zip(canvas, given.size, strict=True))):
        place = tuple(slice(c, c + side) for c, side in zip(corner, given.size, strict=True))
        array = np.ascontiguousarray(prepared.array[(slice(None), slice(None), *place)])
        total[(slice(None), *place)] += _map(worker, array, spec)
        weight[place] += 1
    return _back(prepared, spec, (total / weight).astype(np.float32))


def _back(prepared: Prepared, spec: Spec, maps: Floats) -> dict[int, Floats]:
    return {channel: prepared.back(plane) for channel, plane in zip(_channels(spec), maps, strict=True)}


def _channels(spec: Spec) -> list[int]:
    return sorted({answer.channel for answer in spec.findings})


def _map(worker: Worker, array: Floats, spec: Spec) -> Floats:
    """(finding's class, …) of one canvas."""
    out = _named(worker.run(array), spec.output.name)
    if out.ndim == array.ndim - 1 and out.shape[1:] == array.shape[2:]:
        out = out[:, None]
    if out.ndim != array.ndim or out.shape[0] != 1 or out.shape[2:] != array.shape[2:]:
        raise NetworkFailed(_shape(out, f"(1, classes, {', '.join(str(n) for n in array.shape[2:])})"))
    maps = _activated(out, spec.output)[0]
    _check_channels(spec, len(maps))
    wanted: Floats = maps[_channels(spec)]
    return wanted


def boxes_of(worker: Worker, prepared: Prepared, spec: Spec) -> list[Box]:
    """Every box inside the image, best first."""
    outputs, said = worker.run(prepared.array), spec.output
    values = list(outputs.values())
    if len(values) < 2 and not said.boxes:
        raise NetworkFailed("a detector gives boxes and scores, this one gives a single output")
    boxes = (_named(outputs, said.boxes) if said.boxes else values[0]).reshape(-1, 4)
    scores = (_named(outputs, said.scores) if said.scores else values[1]).reshape(-1)
    labels = np.zeros(len(boxes), np.float32)
    if said.labels or len(values) > 2:
        labels = (_named(outputs, said.labels) if said.labels else values[2]).reshape(-1)
    if not len(boxes) == len(scores) == len(labels):
        raise NetworkFailed("it gives not as many scores and labels as boxes")
    _check_scores(scores)
    rows, columns = prepared.array.shape[2:]
    found = []
    for box, score, label in zip(boxes, scores, labels, strict=True):
        left, top, right, bottom = _corners(box, said.corners)
        if said.relative:
            left, top, right, bottom = left * columns, top * rows, right * columns, bottom * rows
        (x0, y0), (x1, y1) = prepared.point_back(left, top), prepared.point_back(right, bottom)
        x0, x1 = max(0.0, x0), min(float(prepared.original[1]), x1)
        y0, y1 = max(0.0, y0), min(float(prepared.original[0]), y1)
        if x1 - x0 >= 1 and y1 - y0 >= 1:
            found.append(Box((x0, y0, x1, y1), float(score), round(float(label))))
    return sorted(found, key=lambda one: -one.score)


def _corners(box: Floats, how: str) -> tuple[float, float, float, float]:
    a, b, c, d = (float(v) for v in box)
    if how == "xywh":
        return a, b, a + c, b + d
    return (a - c / 2, b - d / 2, a + c / 2, b + d / 2) if how == "cxcywh" else (a, b, c, d)


def _activated(out: Floats, said: Output) -> Floats:
    """Scores from 0 to 1; classes stand along axis 1."""
    made = out
    if said.activation == "sigmoid":
        made = (1 / (1 + np.exp(-np.clip(out, -30, 30)))).astype(np.float32)
    elif said.activation == "softmax":
        raised = np.exp(out - out.max(1, keepdims=True))
        made = (raised / raised.sum(1, keepdims=True)).astype(np.float32)
    _check_scores(made)
    return np.clip(made, 0, 1)


def _check_scores(scores: Floats) -> None:
    if scores.size and (scores.min() < -1e-3 or scores.max() > 1 + 1e-3):
        raise NetworkFailed("its scores lie outside 0 to 1: output.activation does not fit")


def _check_channels(spec: Spec, classes: int) -> None:
    if any(one.channel >= classes for one in spec.findings):
        raise NetworkFailed(f"it tells {classes} classes, and a finding names a later one")


def _named(outputs: dict[str, Floats], name: str) -> Floats:
    if not name:
        return next(iter(outputs.values()))
    if name not in outputs:
        raise NetworkFailed(f"it has no output {name}")
    return outputs[name]


def _shape(out: Floats, wanted: str) -> str:
    return f"its output has the shape {out.shape}, {wanted} was expected"


def _starts(whole: int, side: int) -> list[int]:
    step = max(1, int(side * (1 - OVERLAP)))
    starts = list(range(0, max(1, whole - side + 1), step))
    return starts if starts[-1] + side >= whole else [*starts, whole - side]
