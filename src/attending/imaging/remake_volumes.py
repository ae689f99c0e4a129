"""The trees that see a tumour's whole volume, made again and judged on what unseen networks said; for `remake`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attending.imaging.evaluate.metrics import stated
from attending.imaging.evaluate.tumour import number_at_end
from attending.imaging.rethink import rethink, train_bags
from attending.imaging.tumours import without_specks


@dataclass(frozen=True)
class SeenSlice:
    """What the network of the fold that never saw a slice's patient said of it; all on the canvas of 256 × 256."""

    name: str
    patient: str
    fold: int
    chance: NDArray[np.float16]
    channels: NDArray[np.uint8]
    truth: NDArray[np.bool_]


def bags_of(slices: Sequence[SeenSlice]) -> list[str]:
    """The trees that ship: of all patients."""
    return train_bags([_stacked(own) for own in _volumes(slices)])


def judge_volumes(slices: Sequence[SeenSlice]) -> dict[str, Any]:
    """Dice of each patient's joined masks, by trees that learned from the other folds alone."""
    volumes, dice = _volumes(slices), {}
    for fold in sorted({one.fold for one in slices}):
        known = [_stacked(own) for own in volumes if own[0].fold != fold]
        bags = train_bags(known)
        for own in (own for own in volumes if own[0].fold == fold):
            chances, channels, truth = _stacked(own)
            made = without_specks(rethink(chances, channels, bags))
            if truth.any():
                dice[own[0].patient] = float(2 * (made & truth).sum() / (made.sum() + truth.sum()))
    values = np.array(list(dice.values()))
    return {
        "patients": {patient: round(value, 4) for patient, value in dice.items()},
        "dice_per_patient": stated(lambda at: float(values[at].mean()), list(dice)) if dice else "not assessed",
        "dice_per_patient_median": round(float(np.median(values)), 4) if dice else "not assessed",
    }


def _volumes(slices: Sequence[SeenSlice]) -> list[list[SeenSlice]]:
    """Of each patient, in the order of the head."""
    patients: dict[str, list[SeenSlice]] = {}
    for one in slices:
        patients.setdefault(one.patient, []).append(one)
    return [sorted(own, key=lambda one: number_at_end(one.name)) for _, own in sorted(patients.items())]


def _stacked(own: Sequence[SeenSlice]) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.bool_]]:
    channels = np.stack([one.channels for one in own]).astype(np.float32) / np.float32(255)
    return np.stack([one.chance for one in own]).astype(np.float32), channels, np.stack([one.truth for one in own])
