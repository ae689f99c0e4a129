"""Suite `brain-tumour`: a mask and a probability for each slice, against manual masks, by patient."""

import json
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from attending.errors import BadInput
from attending.imaging import tumours
from attending.imaging.evaluate.layout import Case, number_of, read_cases, read_colour, read_mask
from attending.imaging.evaluate.metrics import auroc, average_precision, calibration_stated, stated
from attending.imaging.networks import open_network

Mask = NDArray[np.bool_]


def score_tumours(
    data: Path, *, predictions: Path | None = None, progress: Callable[[int, int], None] = lambda done, total: None
) -> dict[str, Any]:
    """Brain tumour on MR slices: Dice per patient, slice AUROC, calibration. Shared patients were trained on.

    Args:
        data: a folder with a table (slice, patient), pictures of three channels, and masks where there are some.
        predictions: where to write one JSON line per slice; the masks go into a folder beside it.
        progress: called with slices done and slices in all.
    """
    cases = read_cases(data, ("slice", "image", "image_id", "file", "filename"), marks=("patient",))
    folder = predictions.parent / f"{predictions.stem}-images" if predictions else None
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    looked: list[_Looked] = []
    open_network(tumours.NAME)  # once, before two threads ask for it
    with ThreadPoolExecutor(THREADS) as pool:  # networks and trees let go of Python's lock
        for one in pool.map(_look, cases):
            looked.append(one)
            progress(len(looked), len(cases))
    _join_slices(looked)
    rows = [_written(one, folder, number) for number, one in enumerate(looked, 1)]
    counts = [_overlap(one.mask_of_slice(), case) for one, case in zip(looked, cases, strict=True)]
    if predictions:
        predictions.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    truth = [
        c[1] > 0 if case.mask else (number_of(case.row, "tumour_pixels") or 0) > 0
        for case, c in zip(cases, counts, strict=True)
    ]
    labelled = [case.mask is not None or number_of(case.row, "tumour_pixels") is not None for case in cases]
    return {"suite": "brain-tumour", "slices": len(rows), **summary(rows, counts, truth, labelled)}


THREADS = 2


@dataclass
class _Looked:
    """A slice that was looked at: its row, its size, and its mask on the canvas (none where it cannot be read).

    `chance` and `channels` are kept until the slices of its patient are judged together.
    """

    row: dict[str, Any]
    shape: tuple[int, int] = (0, 0)
    mask: Mask | None = None
    chance: NDArray[np.float16] | None = None
    channels: NDArray[np.uint8] | None = None

    def mask_of_slice(self) -> Mask:
        """The mask at the size of the slice."""
        return np.zeros(self.shape, bool) if self.mask is None else tumours.to_slice(self.mask, *self.shape)


def _look(case: Case) -> _Looked:
    patient = case.row.get("patient") or patient_of(case.name)
    row: dict[str, Any] = {"slice": case.name, "patient": patient, "probability": None, "mask": None}
    try:
        picture = read_colour(case.picture)
    except BadInput as error:
        return _Looked({**row, "reason": error.message})
    rows, columns = picture.shape[:2]
    tall, wide, top, left = tumours.canvas_of(rows, columns)
    canvas = np.zeros((tumours.SIDE, tumours.SIDE, 3), np.uint8)
    canvas[top : top + tall, left : left + wide] = np.asarray(Image.fromarray(picture).resize((wide, tall)))
    reading = tumours.read_slice(_scaled(canvas.transpose(2, 0, 1)))
    row |= {
        "probability": round(reading.probability, 5), "lower": round(reading.lower, 5),
        "upper": round(reading.upper, 5), "model": f"{tumours.NAME} {open_network(tumours.NAME).version}",
    }  # fmt: skip
    return _Looked(row, (rows, columns), reading.mask, reading.chance.astype(np.float16), canvas.transpose(2, 0, 1))


def _scaled(channels: NDArray[np.uint8]) -> NDArray[np.float32]:
    return channels.astype(np.float32) / np.float32(255)


def _join_slices(looked: Sequence[_Looked]) -> None:
    """Judge the masks of each patient's slices together, in the order of the numbers in their names."""
    patients: dict[str, list[_Looked]] = {}
    for one in looked:
        if one.mask is not None:
            patients.setdefault(one.row["patient"], []).append(one)
    for slices in patients.values():
        slices.sort(key=lambda one: number_at_end(one.row["slice"]))
        chances = np.stack([s.chance for s in slices if s.chance is not None]).astype(np.float32)
        channels = _scaled(np.stack([s.channels for s in slices if s.channels is not None]))
        for one, mask in zip(slices, tumours.join_slices(chances, channels), strict=True):
            one.mask, one.chance, one.channels = mask, None, None


def number_at_end(name: str) -> int:
    """The last number in a slice's name: its place in the head; 0 where there is none."""
    found = re.findall(r"\d+", name)
    return int(found[-1]) if found else 0


def _written(one: _Looked, folder: Path | None, number: int) -> dict[str, Any]:
    """The row of a slice, its mask written beside the rows."""
    if one.mask is None:
        return one.row
    mask = one.mask_of_slice()
    one.row["pixels"] = int(mask.sum())
    if folder is not None:
        name = f"{number:05d}_mask.png"
        Image.fromarray(mask).save(folder / name)
        one.row["mask"] = f"{folder.name}/{name}"
    return one.row


def _overlap(mask: Mask, case: Case) -> tuple[int, int, int]:
    """(both, truth, made) in pixels."""
    if case.mask is None or not mask.size:
        return 0, 0, int(mask.sum())
    truth = read_mask(case.mask)
    if truth.shape != mask.shape:
        resized = Image.fromarray(truth).resize((mask.shape[1], mask.shape[0]), Image.Resampling.NEAREST)
        truth = np.asarray(resized) > 0
    return int((mask & truth).sum()), int(truth.sum()), int(mask.sum())


def patient_of(name: str) -> str:
    """What stands before the last number of a slice's name."""
    return re.sub(r"[_-]?\d+$", "", name) or name


def summary(
    rows: Sequence[dict[str, Any]],
    counts: Sequence[tuple[int, int, int]],
    truth: Sequence[bool],
    labelled: Sequence[bool],
) -> dict[str, Any]:
    """The measures; `not assessed` where there are no masks or labels."""
    use = [i for i, row in enumerate(rows) if labelled[i] and row["probability"] is not None]
    if not use:
        return {"measures": "not assessed: no masks and no labels"}
    y = np.array([truth[i] for i in use], float)
    p = np.array([rows[i]["probability"] for i in use])
    patients = [rows[i]["patient"] for i in use]
    dice = patient_dice([counts[i] for i in use], patients)
    values = np.array(list(dice.values()))
    on_tumour = np.array([2 * counts[i][0] / (counts[i][1] + counts[i][2]) for i in use if counts[i][1]])
    return {
        "patients": len(set(patients)),
        "slices_with_tumour": int(y.sum()),
        "dice_per_patient": stated(lambda at: float(values[at].mean()), list(dice)) if len(values) else "not assessed",
        "dice_per_patient_median": round(float(np.median(values)), 4) if len(values) else "not assessed",
        "dice_on_slices_with_tumour": round(float(on_tumour.mean()), 4) if len(on_tumour) else "not assessed",
        "slice_auroc": stated(lambda at: auroc(y[at], p[at]), patients),
        "slice_average_precision": stated(lambda at: average_precision(y[at], p[at]), patients),
        "calibration_error": calibration_stated(y, p, patients),
    }


def patient_dice(counts: Sequence[tuple[int, int, int]], patients: Sequence[str]) -> dict[str, float]:
    """Dice over all slices of each patient who has tumour pixels."""
    sums: dict[str, NDArray[np.int64]] = {}
    for patient, count in zip(patients, counts, strict=True):
        sums[patient] = sums.get(patient, np.zeros(3, np.int64)) + np.array(count)
    return {p: float(2 * both / (true + made)) for p, (both, true, made) in sums.items() if true}
