"""Speakers by the sound of their voices, where they share one microphone."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from attending.speech.activity import Region
from attending.speech.separation import RegionVoices, Separation, Voices, cells, numbered, smooth
from attending.speech.sound import RATE, Samples
from attending.speech.voices import FRAMES, HOP, embed

STEP = 40
"""Frames from one voice vector to the next: 0.4 s."""
MOST_SPEAKERS = 4
ALIKE = 0.91
"""Two groups of vectors whose centres are more alike than this (cosine) are one voice. One voice cut in two gives 0.94
on the real recording and 0.93 to 0.95 on synthetic voices; the two people of the recording 0.64."""
CLEARLY_APART = 0.80
"""Below this the groups are told apart for sure; above it the clinician is asked to check."""
SWITCH_COST = 0.12
"""What a change of speaker must gain, in summed cosine, so that one doubtful vector changes nothing."""
NEAR_S = 0.5
"""How far a vector speaks for the moments around its middle."""
ROUNDS = 25


def separate_by_voice(regions: Sequence[Region], voices: Sequence[RegionVoices], speakers: int | None) -> Separation:
    """Who speaks when, by the voices of regions; `speakers` None judges between one and two."""
    heard = Voices(tuple(regions), tuple(voices))
    centres, alike = _groups(heard.vectors, speakers)
    labels = []
    for region, one in zip(regions, voices, strict=True):
        middles = (np.arange(cells(region)) + 0.5) * region.seconds / cells(region)
        weight = np.exp(-(((middles[:, None] - one.middles[None, :]) / NEAR_S) ** 2))
        weight /= np.maximum(weight.sum(axis=1, keepdims=True), 1e-9)
        labels.append(smooth((weight @ one.vectors @ centres.T).T, cost=SWITCH_COST))
    told = numbered(regions, labels, len(centres), "voices", sure=len(centres) < 2 or alike < CLEARLY_APART)
    if len(centres) > 2 or speakers == 1:
        return told
    told = replace(told, voices=heard)
    if told.speakers != 2 or alike > ALIKE:
        return told
    towards = centres[1] - centres[0] if labels[0][0] == 0 else centres[0] - centres[1]
    return replace(told, leaning=heard.leaning(towards))


def voices_of(samples: Samples, regions: Sequence[Region]) -> list[RegionVoices]:
    """The voices of regions.

    A region shorter than 1.6 s is repeated until it fills one vector: what lies beside it may be another voice.
    """
    window = FRAMES * HOP
    parts: list[tuple[Samples, list[int]]] = []
    middles: list[NDArray[np.float64]] = []
    for region in regions:
        part = samples[int(region.start * RATE) : int(region.end * RATE)]
        length = max(len(part), 1)
        if len(part) < window:
            part = np.resize(part, window) if len(part) else np.zeros(window, dtype=np.float32)
        last = (len(part) - window) // HOP
        starts = [*range(0, last, STEP), last]
        parts.append((part, starts))
        limit = length / 2 if length < window else np.inf
        middles.append(np.minimum(np.array(starts) * HOP + window / 2, limit) / RATE)
    vectors = embed(parts)
    ends = np.cumsum([len(middle) for middle in middles], dtype=int)
    return [RegionVoices(vectors[end - len(middle) : end], middle) for end, middle in zip(ends, middles, strict=True)]


def _groups(vectors: NDArray[np.float32], speakers: int | None) -> tuple[NDArray[np.float32], float]:
    """Centres of the speakers' vectors, and how much alike the nearest two of them are (cosine; 1 for one speaker)."""
    wanted = min(speakers or 2, MOST_SPEAKERS, len(vectors))
    centres = _unit(vectors.mean(axis=0, keepdims=True))
    while len(centres) < wanted:
        labels = np.argmax(vectors @ centres.T, axis=1)
        spread = [float((1 - vectors[labels == k] @ centres[k]).sum()) for k in range(len(centres))]
        worst = int(np.argmax(spread))
        halves = _halves(vectors[labels == worst])
        centres = _refined(vectors, np.vstack([np.delete(centres, worst, axis=0), halves]))
    if len(centres) < 2:
        return centres, 1.0
    alike = float((centres @ centres.T - 2 * np.eye(len(centres))).max())
    if speakers is None and alike > ALIKE:
        return _unit(vectors.mean(axis=0, keepdims=True)), alike
    return centres, alike


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
