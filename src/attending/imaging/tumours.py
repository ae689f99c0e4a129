"""Brain tumour on MR: a probability per slice, a mask, and how far the ensemble's members disagree.

The network was trained on lower-grade glioma with masks that may not be used commercially: see its card. `examine`
loads it only where the site has accepted research use.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from attending.imaging.calibration import Curve, band, logit
from attending.imaging.networks import Network, Session, open_network, run, sigmoid
from attending.imaging.outline import parts_of
from attending.imaging.rethink import rethink
from attending.imaging.tissue import blend

NAME, SIDE = "brain-tumour", 256


@dataclass(frozen=True)
class TumourReading:
    """Of one slice: `chance` (256, 256) per pixel, and the calibrated probability that the slice shows tumour.

    `mask` is of the slice alone; `join_slices` makes better ones of a volume.
    """

    chance: NDArray[np.float32]
    mask: NDArray[np.bool_]
    probability: float
    lower: float
    upper: float


def read_slice(channels: NDArray[np.float32], *, flips: bool = True) -> TumourReading:
    """Look for tumour on one slice.

    Args:
        channels: (3, 256, 256) pre-contrast, FLAIR, post-contrast, each 0..1 over its volume.
        flips: look at the mirror image too, and at both from closer, with every member, and average; without it
            the first two members look once, which takes an eighth of the time.
    """
    network = open_network(NAME)
    members, trees = (network.members, network.trees) if flips else (network.members[:2], network.trees[:2])
    maps, heads = [], []
    for member in members:
        mask, head = look(member, channels, flips=flips)
        maps.append(mask)
        heads.append(head)
    curve = Curve.of(_settings(network)["curve"])  # fitted on what the networks say alone
    each = [curve.chance(features_of(m, h)) for m, h in zip(maps, heads, strict=True)]
    probability = curve.chance(features_of(mean_of(maps), float(np.mean(heads))))
    chance = mean_of(blend(maps, trees, channels))
    lower, upper = band([*each, probability], float(_settings(network)["calibration_error"]))
    inside = chance > float(_settings(network)["mask_threshold"])
    return TumourReading(chance, inside, probability, lower, upper)


def _settings(network: Network) -> dict[str, Any]:
    return dict(network.settings)


CLOSER = 1.18
"""How much larger a slice is looked at the second time. Of eleven sets of views on 25 patients that the network never
saw, this one, with the mirror images, and the one with two turned views more, were the best: mean Dice per patient
0.779 → 0.797; where each patient is left out of the choice, +0.015 (95 % −0.003 to 0.040)."""


def look(member: Session, channels: NDArray[np.float32], *, flips: bool = True) -> tuple[NDArray[np.float32], float]:
    """One member on a slice, its mirror image, and both from closer: the chance per pixel, the logit of the slice.

    Without `flips` the slice alone, as it is.
    """
    views = [channels]
    if flips:
        near = np.stack([_scaled(plane, CLOSER) for plane in channels])
        views += [channels[..., ::-1], near, near[..., ::-1]]
    maps, heads = [], []
    for number, view in enumerate(views):
        mask, head, _ = run(member, np.ascontiguousarray(view[None]))
        chance = sigmoid(mask[0, 0])
        maps.append(chance[:, ::-1] if number % 2 else chance)
        heads.append(float(head[0, 0]))
    if not flips:
        return maps[0], heads[0]
    far = mean_of(maps[:2])
    inside = _scaled(np.ones_like(far), 1 / CLOSER) > INSIDE  # what lies outside was not seen from closer
    near_map = np.where(inside, _scaled(mean_of(maps[2:]), 1 / CLOSER), far)
    return mean_of([far, near_map.astype(np.float32)]), float(np.mean(heads))


INSIDE = 0.999


def _scaled(plane: NDArray[np.float32], by: float) -> NDArray[np.float32]:
    """The plane enlarged (or shrunk) around its middle on a canvas of its own size; 0 outside."""
    middle = SIDE / 2  # Pillow counts the middle of the first pixel as 0.5
    shift = middle - middle / by
    made = Image.fromarray(plane).transform(
        (SIDE, SIDE), Image.Transform.AFFINE, (1 / by, 0, shift, 0, 1 / by, shift), Image.Resampling.BILINEAR
    )
    found: NDArray[np.float32] = np.asarray(made, np.float32)
    return found


def mean_of(maps: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    """The mean of maps of one shape."""
    found: NDArray[np.float32] = np.mean(np.stack(maps), axis=0, dtype=np.float32)
    return found


def features_of(chance: NDArray[np.float32], head: float) -> tuple[float, float, float]:
    """What the calibration sees: the slice head, the surest hundredth of a per cent, the expected area."""
    top = np.sort(chance, axis=None)[-20:]
    return float(np.clip(head, -8, 8)), logit(float(top.mean())), float(np.log1p(chance.sum()))


def join_slices(
    chances: NDArray[np.float32], channels: NDArray[np.float32], *, spacing_mm: float | None = None
) -> NDArray[np.bool_]:
    """The masks (slice, 256, 256) of a volume's slices judged together, in their order in the head.

    Args:
        chances: (slice, 256, 256) of the readings.
        channels: (slice, 3, 256, 256) that were read.
        spacing_mm: distance of neighbouring slices; as in the training set where it is not known.
    """
    apart = max(1, round(LEARNED_MM / spacing_mm)) if spacing_mm else 1
    return without_specks(rethink(chances, channels, open_network(NAME).bags, apart=apart))


LEARNED_MM = 10.0
"""About how far the slices lie apart that the volume's trees learned from: the set leaves out every second one and does
not tell its spacing; 9 to 39 slices, 16 in the median, cover a head."""


LEAST_SHARE = 0.2
"""Of the largest part of a volume's mask: smaller parts are left out of it. On 25 unseen patients this raises the mean
Dice per patient by 0.011 (95 % 0.006 to 0.018): `python -m bench.imaging contrasts`."""


def without_specks(masks: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The masks of neighbouring slices (slice, row, column) without parts far smaller than the largest one."""
    numbers = parts_of(masks)
    sizes = np.bincount(numbers.ravel())
    sizes[0] = 0
    kept: NDArray[np.bool_] = (sizes >= LEAST_SHARE * max(1, int(sizes.max())))[numbers]
    return kept


def stack_channels(
    pre: NDArray[np.float32], flair: NDArray[np.float32], post: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Volumes (slice, row, column), each with its own scale → (slice, 3, 256, 256) 0..1.

    A volume is squeezed into a square canvas without changing its shape, and its 99.5th percentile of what is not
    background becomes `BRIGHT`, as in the training set.
    """
    return np.stack([_squared(volume) for volume in (pre, flair, post)], 1)


BRIGHT = 0.65
"""Grey that the 99.5th percentile of a volume's head had in the training set, 0..1."""


def _squared(volume: NDArray[np.float32]) -> NDArray[np.float32]:
    values = np.nan_to_num(volume.astype(np.float32))
    values = values - min(0.0, float(values.min()))
    lit = values[values > 0.05 * float(values.max() or 1)]
    top = float(np.percentile(lit, 99.5)) if lit.size else 1.0
    grey = np.clip(values * (BRIGHT / max(top, 1e-6)), 0, 1)
    out: NDArray[np.float32] = np.zeros((len(volume), SIDE, SIDE), np.float32)
    tall, wide, top_row, left = canvas_of(volume.shape[1], volume.shape[2])
    for index, plane in enumerate(grey):
        small = np.asarray(Image.fromarray(plane).resize((wide, tall), Image.Resampling.BILINEAR), np.float32)
        out[index, top_row : top_row + tall, left : left + wide] = small
    return out


def canvas_of(rows: int, columns: int) -> tuple[int, int, int, int]:
    """(height, width, top, left) of a slice inside the 256 × 256 canvas."""
    scale = SIDE / max(rows, columns)
    tall, wide = max(1, round(rows * scale)), max(1, round(columns * scale))
    return tall, wide, (SIDE - tall) // 2, (SIDE - wide) // 2


def cut_out(chance: NDArray[np.float32], rows: int, columns: int) -> NDArray[np.float32]:
    """The part of a map of the canvas that lies over the slice, at the canvas' own scale."""
    tall, wide, top, left = canvas_of(rows, columns)
    return chance[top : top + tall, left : left + wide]


def to_slice(mask: NDArray[np.bool_], rows: int, columns: int) -> NDArray[np.bool_]:
    """A mask of the canvas at the size of the slice."""
    tall, wide, top, left = canvas_of(rows, columns)
    inside = Image.fromarray(mask[top : top + tall, left : left + wide])
    found: NDArray[np.bool_] = np.asarray(inside.resize((columns, rows), Image.Resampling.NEAREST)) > 0
    return found
