"""Chest X-ray findings: a calibrated probability per finding, and the point where each is likeliest to be seen.

A demonstration: the network learned from text-mined labels of 640 films without a single box. Where a finding lies
comes from its evidence map, weighed with where in the chest such findings are seen at all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from attending.imaging.calibration import Curve, band
from attending.imaging.fractures import normalise
from attending.imaging.networks import Session, open_network, run

NAME, SIDE, CELLS = "chest-findings", 256, 32
LABELS = (
    "Atelectasis", "Cardiomegaly", "Consolidation", "Edema", "Effusion", "Emphysema", "Fibrosis",
    "Hernia", "Infiltration", "Mass", "Nodule", "Pleural_Thickening", "Pneumonia", "Pneumothorax",
)  # fmt: skip
"""In the order of the network's outputs."""
_PLACES: dict[str, tuple[tuple[float, float, float, float, float], ...]] = {
    # (across, down, spread across, spread down, weight): where in a frontal film, 0..1 of its sides
    "Cardiomegaly": ((0.54, 0.64, 0.05, 0.05, 1.0),),
    "Effusion": ((0.22, 0.72, 0.07, 0.10, 1.0), (0.80, 0.72, 0.07, 0.10, 1.0)),
    "Pneumothorax": ((0.24, 0.30, 0.08, 0.12, 1.0), (0.78, 0.30, 0.08, 0.12, 1.0)),
    "Atelectasis": ((0.30, 0.65, 0.10, 0.12, 1.0), (0.72, 0.65, 0.10, 0.12, 1.0)),
    "Edema": ((0.36, 0.52, 0.10, 0.14, 1.0), (0.66, 0.52, 0.10, 0.14, 1.0)),
    "Hernia": ((0.50, 0.75, 0.08, 0.08, 1.0),),
}
_LUNGS = ((0.29, 0.54, 0.10, 0.15, 1.0), (0.72, 0.54, 0.10, 0.15, 1.0))
"""Where the rest is seen: both lungs. The places are anatomy as a frontal film shows it, not fitted to any box."""


@dataclass(frozen=True)
class ChestReading:
    """Of one film: per label the probability with its band, the point (column, row) and a map (32, 32) summing to 1."""

    chances: dict[str, float]
    bands: dict[str, tuple[float, float]]
    points: dict[str, tuple[float, float]]
    maps: dict[str, NDArray[np.float32]]


def read_film(grey: NDArray[np.uint8], *, flips: bool = True) -> ChestReading:
    """Look at a frontal film (row, column), lungs dark."""
    network = open_network(NAME)
    settings: dict[str, Any] = dict(network.settings)
    logits, evidence = look(shrink(grey), network.members, flips=flips)
    return reading_of(logits, evidence, grey.shape, settings)


def look(
    small: NDArray[np.uint8], members: Sequence[Session], *, flips: bool = True
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Every member on a film of 256 × 256 and its mirror image: logits (look, 14), evidence (look, 14, 32, 32)."""
    x = normalise(small)
    logits, evidence = [], []
    for member in members:
        for mirrored in (False, True) if flips else (False,):
            out, maps = run(member, (x[:, ::-1] if mirrored else x)[None, None])
            logits.append(out[0])
            evidence.append(maps[0][..., ::-1] if mirrored else maps[0])
    return np.stack(logits), np.stack(evidence)


def shrink(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The film as the network saw films in training: 256 × 256, means of blocks."""
    return np.asarray(Image.fromarray(grey).resize((SIDE, SIDE), Image.Resampling.BOX))


def reading_of(
    logits: NDArray[np.float32], evidence: NDArray[np.float32], shape: tuple[int, ...], settings: dict[str, Any]
) -> ChestReading:
    """From looks (look, 14) and (look, 14, 32, 32) to statements."""
    chances, bands, points, maps = {}, {}, {}, {}
    for index, label in enumerate(LABELS):
        curve = Curve.of(settings["curves"][label])
        each = [curve.chance((float(one[index]),)) for one in logits]
        chances[label] = curve.chance((float(logits[:, index].mean()),))
        bands[label] = band([*each, chances[label]], float(settings["calibration_error"]))
        maps[label] = place_of(label, evidence[:, index].mean(0))
        row, column = np.unravel_index(int(maps[label].argmax()), maps[label].shape)
        points[label] = ((float(column) + 0.5) / CELLS * shape[1], (float(row) + 0.5) / CELLS * shape[0])
    return ChestReading(chances, bands, points, maps)


def place_of(label: str, evidence: NDArray[np.float32]) -> NDArray[np.float32]:
    """Where the finding is likeliest: anatomy times evidence, (32, 32) summing to 1."""
    prior = prior_of(label)
    height = (evidence - evidence.mean()) / (evidence.std() + 1e-6)
    weight = prior * np.exp(EVIDENCE * np.clip(smooth(height), -2, 3))
    found: NDArray[np.float32] = (weight / weight.sum()).astype(np.float32)
    return found


EVIDENCE = 1.0
"""How much one deviation of the evidence map counts, as a power of e."""


def prior_of(label: str) -> NDArray[np.float32]:
    """Where in a frontal film a label is seen, (32, 32), largest 1."""
    at = (np.arange(CELLS) + 0.5) / CELLS
    total = np.zeros((CELLS, CELLS))
    for across, down, wide, tall, weight in _PLACES.get(label, _LUNGS):
        total += weight * np.exp(-0.5 * (((at[None] - across) / wide) ** 2 + ((at[:, None] - down) / tall) ** 2))
    found: NDArray[np.float32] = (total / total.max()).astype(np.float32)
    return found


def smooth(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mean over 3 × 3."""
    padded = np.pad(values, 1, mode="edge")
    parts = [padded[r : r + values.shape[0], c : c + values.shape[1]] for r in range(3) for c in range(3)]
    found: NDArray[np.float32] = np.mean(parts, 0, dtype=np.float32)
    return found
