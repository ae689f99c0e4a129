"""Who speaks when: exact by channel where each person has a microphone, by the sound of the voice where they share one.

Gives numbers, never names: who is the clinician is judged from the words, by the role classifier of `scribe`.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attending.speech.activity import Region
from attending.speech.sound import RATE, Samples, Sound
from attending.speech.voices import FRAMES, HOP, embed

CELL_S = 0.2
"""The grain of a decision."""
STEP = 40
"""Frames from one voice vector to the next: 0.4 s."""
MOST_SPEAKERS = 4
ALIKE = 0.88
"""Two groups of vectors whose centres are more alike than this (cosine) are one voice. One voice cut in two gives 0.94,
on the real recording and on synthetic voices; its two people 0.64."""
CLEARLY_APART = 0.80
"""Below this the groups are told apart for sure; above it the clinician is asked to check."""
SWITCH_COST = 0.12
"""What a change of speaker must gain, in summed cosine, so that one doubtful vector changes nothing."""
TWO_CHANNELS_DB = 3.0
"""How much louder one channel must be than the other, over the half of all cells of speech, to be two microphones."""
CHANNEL_SWITCH_COST = 0.8
PAUSE_DB, CLEAR_DB = 25.0, 10.0
"""A cell so much softer than its region's loudest is a pause; a lead of so much is as clear as can be."""
ROUNDS = 25


@dataclass(frozen=True)
class Voiced:
    """A stretch of speech of one speaker, in seconds; speakers are numbered by who speaks first, from 0."""

    start: float
    end: float
    speaker: int


@dataclass(frozen=True)
class Separation:
    """Who speaks when, how it was told, and how sure that is."""

    voiced: tuple[Voiced, ...]
    speakers: int
    how: str
    """`channels`, `voices`, or `one` where there is only one."""
    channels: tuple[int, ...] = ()
    """The channel of each speaker, where channels told them apart."""
    sure: bool = True
    """Whether the groups lie well apart; otherwise the clinician is asked to check."""

    def speaker_at(self, start: float, end: float) -> int | None:
        """Who speaks most of the time between two seconds; the nearest one where nobody does; None in silence."""
        shares: dict[int, float] = {}
        for one in self.voiced:
            shared = min(end, one.end) - max(start, one.start)
            if shared > 0:
                shares[one.speaker] = shares.get(one.speaker, 0.0) + shared
        if shares:
            return max(shares, key=lambda speaker: shares[speaker])
        middle = (start + end) / 2
        nearest = min(self.voiced, key=lambda one: max(one.start - middle, middle - one.end), default=None)
        return None if nearest is None else nearest.speaker


def separate(sound: Sound, regions: Sequence[Region], *, speakers: int | None = None) -> Separation:
    """Tell the speakers of a recording apart.

    Args:
        sound: the recording; two channels count as two microphones when they differ.
        regions: where somebody speaks.
        speakers: how many there are, 1 to 4; None judges between one and two.
    """
    if speakers == 1 or not regions:
        return Separation(tuple(Voiced(r.start, r.end, 0) for r in regions), min(1, len(regions)), "one")
    if sound.channels.shape[0] == 2:
        levels = _channel_levels(sound, regions)
        if _are_microphones(levels):
            return _by_channel(regions, levels)
    return _by_voice(sound.mono, regions, speakers)


def _cells(region: Region) -> int:
    return max(1, round(region.seconds / CELL_S))


def _channel_levels(sound: Sound, regions: Sequence[Region]) -> list[NDArray[np.float64]]:
    """Loudness in dB of both channels in each cell of each region: (2, cells)."""
    floor = np.array([_noise_floor(channel) for channel in sound.channels])
    levels = []
    for region in regions:
        edges = (np.linspace(region.start, region.end, _cells(region) + 1) * RATE).astype(int)
        power = [[_power(channel[a:b]) for a, b in itertools.pairwise(edges)] for channel in sound.channels]
        levels.append(10 * np.log10(np.maximum(np.array(power) - floor[:, None], 1e-10)))
    return levels


def _power(samples: Samples) -> float:
    return float(np.mean(np.square(samples, dtype=np.float64))) if len(samples) else 0.0


def _noise_floor(channel: Samples) -> float:
    """The power of a channel when nobody speaks: its lowest tenth."""
    whole = channel[: len(channel) // 1600 * 1600].reshape(-1, 1600)
    return float(np.percentile(np.mean(np.square(whole, dtype=np.float64), axis=1), 10)) if len(whole) else 0.0


def _are_microphones(levels: Sequence[NDArray[np.float64]]) -> bool:
    """Whether the two channels hear different people, and not the same sound twice."""
    difference = np.concatenate([level[0] - level[1] for level in levels])
    clear = np.abs(difference - np.median(difference)) if np.ptp(difference) else np.zeros_like(difference)
    both = min(float((difference > TWO_CHANNELS_DB).mean()), float((difference < -TWO_CHANNELS_DB).mean()))
    return bool(np.median(np.abs(difference)) > TWO_CHANNELS_DB or clear.mean() > TWO_CHANNELS_DB) and both > 0.02


def _by_channel(regions: Sequence[Region], levels: Sequence[NDArray[np.float64]]) -> Separation:
    labels = [_smooth(_lead(level), cost=CHANNEL_SWITCH_COST) for level in levels]
    return _numbered(regions, labels, 2, "channels", sure=True)


def _lead(level: NDArray[np.float64]) -> NDArray[np.float64]:
    """How clearly each channel leads in each cell, from -1 to 1; pauses say nothing."""
    loud = level.max(axis=0) > level.max() - PAUSE_DB
    lead = np.clip((level[0] - level[1]) / CLEAR_DB, -1, 1) * loud
    return np.stack([lead, -lead]) / 2


def _by_voice(samples: Samples, regions: Sequence[Region], speakers: int | None) -> Separation:
    vectors, owner, middle = _vectors(samples, regions)
    centres, sure = _groups(vectors, speakers)
    labels = []
    for number, region in enumerate(regions):
        mine = owner == number
        cells = (np.arange(_cells(region)) + 0.5) * region.seconds / _cells(region)
        weight = np.exp(-(((cells[:, None] - middle[mine][None, :]) / 0.5) ** 2))
        weight /= np.maximum(weight.sum(axis=1, keepdims=True), 1e-9)
        labels.append(_smooth((weight @ vectors[mine] @ centres.T).T))
    return _numbered(regions, labels, len(centres), "voices", sure=sure)


def _vectors(
    samples: Samples, regions: Sequence[Region]
) -> tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.float64]]:
    """Voice vectors within each region, the region of each, and its middle in seconds of the region.

    A region shorter than 1.6 s is repeated until it fills one vector: what lies beside it may be another voice.
    """
    parts: list[tuple[Samples, list[int]]] = []
    owner: list[int] = []
    middle: list[float] = []
    window = FRAMES * HOP
    for number, region in enumerate(regions):
        part = samples[int(region.start * RATE) : int(region.end * RATE)]
        length = max(len(part), 1)
        if len(part) < window:
            part = np.resize(part, window) if len(part) else np.zeros(window, dtype=np.float32)
        last = (len(part) - window) // HOP
        starts = [*range(0, last, STEP), last]
        parts.append((part, starts))
        owner += [number] * len(starts)
        limit = length / 2 if length < window else np.inf
        middle += [min(start * HOP + window / 2, limit) / RATE for start in starts]
    return embed(parts), np.array(owner), np.array(middle)


def _groups(vectors: NDArray[np.float32], speakers: int | None) -> tuple[NDArray[np.float32], bool]:
    """Centres of the speakers' vectors, and whether they lie clearly apart."""
    wanted = min(speakers or 2, MOST_SPEAKERS, len(vectors))
    centres = _unit(vectors.mean(axis=0, keepdims=True))
    while len(centres) < wanted:
        labels = np.argmax(vectors @ centres.T, axis=1)
        spread = [float((1 - vectors[labels == k] @ centres[k]).sum()) for k in range(len(centres))]
        worst = int(np.argmax(spread))
        halves = _halves(vectors[labels == worst])
        centres = _refined(vectors, np.vstack([np.delete(centres, worst, axis=0), halves]))
    if len(centres) < 2:
        return centres, True
    alike = float((centres @ centres.T - 2 * np.eye(len(centres))).max())
    if speakers is None and alike > ALIKE:
        return _unit(vectors.mean(axis=0, keepdims=True)), True
    return centres, alike < CLEARLY_APART


def _halves(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Two centres on both sides of the direction in which vectors differ most."""
    centred = vectors - vectors.mean(axis=0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    side = centred @ directions[0] > 0
    if side.all() or not side.any():
        side = np.arange(len(vectors)) % 2 == 0
    return _unit(np.vstack([vectors[side].mean(axis=0), vectors[~side].mean(axis=0)]))


def _refined(vectors: NDArray[np.float32], centres: NDArray[np.float32]) -> NDArray[np.float32]:
    """Spherical k-means from these centres on."""
    for _ in range(ROUNDS):
        labels = np.argmax(vectors @ centres.T, axis=1)
        means = [vectors[labels == k].mean(axis=0) if (labels == k).any() else centres[k] for k in range(len(centres))]
        moved = _unit(np.vstack(means))
        if np.allclose(moved, centres, atol=1e-6):
            break
        centres = moved
    return centres


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-9), dtype=np.float32)


def _smooth(scores: NDArray[Any], *, cost: float = SWITCH_COST) -> NDArray[np.int64]:
    """The best sequence of speakers for (speakers, cells), when each change costs something."""
    speakers, cells = scores.shape
    best, came = scores[:, 0].astype(float), np.zeros((cells, speakers), dtype=np.int64)
    for cell in range(1, cells):
        leader = int(np.argmax(best))
        changed = best[leader] - cost
        came[cell] = np.where(best >= changed, np.arange(speakers), leader)
        best = np.maximum(best, changed) + scores[:, cell]
    path = np.empty(cells, dtype=np.int64)
    path[-1] = int(np.argmax(best))
    for cell in range(cells - 1, 0, -1):
        path[cell - 1] = came[cell, path[cell]]
    return path


def _numbered(
    regions: Sequence[Region], labels: Sequence[NDArray[np.int64]], speakers: int, how: str, *, sure: bool
) -> Separation:
    """Stretches of one speaker, numbered in the order in which they first speak."""
    order: dict[int, int] = {}
    voiced: list[Voiced] = []
    for region, path in zip(regions, labels, strict=True):
        edges = np.linspace(region.start, region.end, len(path) + 1)
        cut = [0, *(np.flatnonzero(np.diff(path)) + 1).tolist(), len(path)]
        for first, after in itertools.pairwise(cut):
            speaker = order.setdefault(int(path[first]), len(order))
            voiced.append(Voiced(float(edges[first]), float(edges[after]), speaker))
    channels = tuple(order) if how == "channels" else ()
    return Separation(tuple(voiced), len(order), how if speakers > 1 else "one", channels, sure)
