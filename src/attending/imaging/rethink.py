"""A third opinion on each pixel of a brain volume, by boosted trees that see all its slices: read by `tumours`.

The networks see one slice. A faint tumour is under-marked by them in every slice alike; these trees know how bright
the volume's own surest pixels are, what the neighbouring slices say, and what lies on the other side. Learned from the
same masks as the networks, which may not be used commercially.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attending.errors import BadInput
from attending.imaging.outline import parts_of
from attending.imaging.squares import blur, cells, sample
from attending.imaging.tissue import DARK, booster, odds_of

Maps = NDArray[np.float32]
"""(slice, row, column)."""
SIDE, BAGS, NEVER, CORE = 128, 8, -7.0, 0.7
"""Of the maps; of the trees' sets; log odds of a pixel that is not asked about; the chance of the surest pixels."""
ROUNDS, PIXELS, PART = 80, 3000, 0.6
"""Of each set of trees; pixels drawn of a patient; patients drawn for a set. Sets of other patients, averaged, are what
made it hold on unseen patients: facts of the whole volume are few, and one set of trees learns them by heart."""
_TRAINING = {
    "objective": "binary", "num_leaves": 24, "learning_rate": 0.06, "min_data_in_leaf": 300, "feature_fraction": 0.15,
    "bagging_fraction": 0.6, "bagging_freq": 1, "lambda_l2": 20, "num_threads": 1, "verbose": -1, "max_bin": 63,
    "deterministic": True,
}  # fmt: skip


def rethink(chances: Maps, channels: NDArray[np.float32], bags: Sequence[str], *, apart: int = 1) -> NDArray[np.bool_]:
    """The mask (slice, 256, 256) of a volume that is expected to overlap best with the truth.

    Args:
        chances: (slice, 256, 256), of the networks and their trees, in the order of the slices in the head.
        channels: (slice, 3, 256, 256) pre-contrast, FLAIR, post-contrast, 0..1.
        bags: the sets of trees, their text.
        apart: every how-manieth slice is a neighbour. Trees learned from slices far apart; of thinner ones each
            interleaved set is judged by itself, and one threshold holds for all.
    """
    odds = np.empty_like(chances)
    for first in range(min(apart, len(chances))):
        own = slice(first, None, apart)
        odds[own] = odds_again(chances[own], channels[own], bags)
    return _best(_sigmoid(odds))


def odds_again(chances: Maps, channels: NDArray[np.float32], bags: Sequence[str]) -> Maps:
    """The log odds (slice, 256, 256) that the trees give; arguments as of `rethink`."""
    facts, asked = facts_of(chances, channels)
    told = np.full(asked.shape, NEVER)
    if len(facts):
        told[asked] = np.mean([booster(b).predict(facts, raw_score=True, num_threads=1) for b in bags], axis=0)
    place = cells(chances.shape[-1])
    return np.stack([sample(plane, *place) for plane in told]).astype(np.float32)


def _best(chances: Maps) -> NDArray[np.bool_]:
    """The pixels above the threshold at which the expected Dice is highest."""
    sure = np.sort(chances[chances > LEAST], axis=None)[::-1].astype(float)
    if not len(sure):
        return np.zeros(chances.shape, bool)
    expected = 2 * np.cumsum(sure) / (np.arange(1, len(sure) + 1) + sure.sum())
    found: NDArray[np.bool_] = chances > sure[int(expected.argmax())]
    return found


LEAST = 0.03


def facts_of(chances: Maps, channels: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Facts (pixel, fact) of the pixels that may be tumour, at half the size, and which (slice, 128, 128) those are."""
    chance, image = _halved(chances), _halved(channels)
    brain: NDArray[np.bool_] = blur((image.max(1) > DARK).astype(np.float32), 1) > 0.6
    near = _beside(blur(chance, 2))
    asked: NDArray[np.bool_] = ((near > 0.01) | (chance > 0.02)) & brain
    if not asked.any():
        return np.zeros((0, 0), np.float32), asked
    found = [*_of_chances(chance, near), *_of_grey(chance, image, brain)]
    return np.stack([np.broadcast_to(part, chance.shape)[asked] for part in found], 1).astype(np.float32), asked


def _of_chances(chance: NDArray[Any], near: NDArray[Any]) -> list[Any]:
    """What the networks say here, around, in the neighbouring slices, and of the whole volume."""
    odds = odds_of(chance).astype(np.float32)
    soft, count = blur(odds, 1), len(chance)
    found: list[Any] = [odds, soft, blur(odds, 2.5), blur(odds, 6), near]
    for step in (1, 2):
        after, before = _shifted(soft, step), _shifted(soft, -step)
        found += [np.maximum(after, before), np.minimum(after, before)]
    area = np.log1p(chance.sum((1, 2)))[:, None, None]
    numbers = parts_of(chance > 0.3)
    mass = np.bincount(numbers.ravel(), chance.ravel())
    mass[0] = 0
    found += [np.sort(chance, axis=None)[-100:].mean(), np.log1p(chance.sum()), area, area - area.max()]
    return [*found, (mass / max(1e-6, mass.max()))[numbers], (np.arange(count) / max(1, count - 1))[:, None, None]]


def _of_grey(chance: NDArray[Any], image: NDArray[Any], brain: NDArray[np.bool_]) -> list[Any]:
    """How bright it is, against the sound brain, against the surest pixels of the volume, against the other side."""
    most = max(20, int((chance > CORE).sum()))
    core = chance >= np.partition(chance, -most, axis=None)[-most]
    sound = brain & (blur(chance, 3) < 0.1)
    sound = sound if sound.sum() >= 500 else brain
    columns = brain.any((0, 1))
    middle = round(float((columns * np.arange(SIDE)).sum() / max(1, columns.sum())))
    across = np.clip(2 * middle - np.arange(SIDE), 0, SIDE - 1)
    found: list[Any] = []
    for channel in (1, 0, 2):
        grey = image[:, channel]
        level = float(np.median(grey[sound]))
        spread = 1.4826 * float(np.median(np.abs(grey[sound] - level))) + 0.01
        rise, height = float(np.median(grey[core])) - level, (grey - level) / spread
        own = np.array([np.median(g[s]) if s.sum() > 50 else level for g, s in zip(grey, sound, strict=True)])
        own = own[:, None, None]
        found += [height, blur(height, 1.2), rise / spread, (blur(grey, 1) - own) / spread]
        if channel == 1:
            soft, wide, around = blur(grey, 0.7), blur(height, 1.5), blur(chance, 5) + 1e-3
            found += [np.clip((soft - part) / max(rise, 0.02), -3, 4) for part in (level, own)]
            found += [wide - wide[:, :, across], blur(chance, 2)[:, :, across]]
            found += [height - blur(height * chance, 5) / around, _shifted(found[1], 1), _shifted(found[1], -1)]
    return [*found, blur(brain.astype(np.float32), 4)]


def train_bags(
    volumes: Sequence[tuple[Maps, NDArray[np.float32], NDArray[np.bool_]]], *, rounds: int = ROUNDS
) -> list[str]:
    """Sets of trees (their text) from volumes: chances of networks that never saw them, channels, masks.

    Each patient weighs about the same, whatever the size of the tumour, as in the mean Dice per patient.

    Raises:
        BadInput: the networks hold no pixel of any volume for a possible tumour, so there is nothing to learn from.
    """
    every = [(*facts_of(chances, channels), _halved(masks) >= 0.5) for chances, channels, masks in volumes]
    known = [one for one in every if len(one[0])]
    if not known:
        raise BadInput(NOTHING, hint=TRAIN_LONGER)
    return [_train(known, bag, rounds) for bag in range(BAGS)]


NOTHING = "The networks gave no pixel of the brain a chance of tumour above 0.01: trees have nothing to learn from."
TRAIN_LONGER = "Train the networks longer, or look whether the slices show a brain (grey above 0.12 of 1)."


def _train(known: Sequence[tuple[Any, Any, Any]], bag: int, rounds: int) -> str:
    import lightgbm

    rng = np.random.default_rng(bag)
    facts, truths, weights = [], [], []
    for number in rng.choice(len(known), max(1, round(PART * len(known))), replace=False):
        own, asked, truth = known[number]
        some = rng.choice(len(own), min(PIXELS, len(own)), replace=False)
        facts.append(own[some])
        truths.append(truth[asked][some])
        weights.append(np.full(len(some), len(own) / len(some) / max(float(truth.sum()), 200.0) ** 0.75))
    weight = np.concatenate(weights)
    held = lightgbm.Dataset(np.concatenate(facts), np.concatenate(truths), weight=weight / weight.mean())
    text: str = lightgbm.train({**_TRAINING, "seed": bag}, held, rounds).model_to_string()
    return text


def _halved(values: NDArray[Any]) -> Maps:
    found: Maps = values.reshape(*values.shape[:-2], SIDE, 2, SIDE, 2).mean((-3, -1), dtype=np.float32)
    return found


def _shifted(values: NDArray[Any], by: int) -> NDArray[Any]:
    """The slices `by` places further; beyond the ends the last one."""
    return values[np.clip(np.arange(len(values)) + by, 0, len(values) - 1)]


def _beside(values: NDArray[Any]) -> NDArray[Any]:
    """Mean with the neighbouring slices, the own one counted twice."""
    found: NDArray[Any] = 0.5 * values + 0.25 * (_shifted(values, 1) + _shifted(values, -1))
    return found


def _sigmoid(odds: Maps) -> Maps:
    found: NDArray[Any] = 1 / (1 + np.exp(-odds))
    return found
