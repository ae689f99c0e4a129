"""Speakers by the channel in which they are louder: exact, where each person has a microphone."""

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from attending.speech.activity import Region
from attending.speech.separation import Separation, cells, numbered, smooth
from attending.speech.sound import RATE, STRETCH_S, Samples

TWO_CHANNELS_DB = 3.0
"""How much louder one channel must be than the other, over the half of all cells of speech, to be two microphones."""
LEAST_SHARE = 0.02
"""Of the speech, that the quieter person must have."""
SWITCH_COST = 0.8
"""What a change of speaker must gain."""
TENTH = RATE // 10
FLOOR_PERCENT = 10.0
"""The power of a channel when nobody speaks is that of its lowest tenth."""
PAUSE_DB, CLEAR_DB = 25.0, 10.0
"""A cell so much softer than its region's loudest is a pause; a lead of so much is as clear as can be."""


def separate_by_channel(
    regions: Sequence[Region], powers: Sequence[NDArray[np.float64]], quiet: NDArray[np.float64]
) -> Separation | None:
    """Who speaks when, by two channels; None where they hear the same.

    Args:
        regions: where somebody speaks.
        powers: of both channels in each cell of each region, as `powers_of` gives them.
        quiet: of both channels in each tenth of a second of the recording, (2, tenths), as `tenths_of` gives them.
    """
    floor = np.percentile(quiet, FLOOR_PERCENT, axis=1) if quiet.size else np.zeros(2)
    levels = [10 * np.log10(np.maximum(power - floor[:, None], 1e-10)) for power in powers]
    if not _are_microphones(levels):
        return None
    labels = [smooth(_lead(level), cost=SWITCH_COST) for level in levels]
    return numbered(regions, labels, 2, "channels", sure=True)


def powers_of(channels: NDArray[np.float32], regions: Sequence[Region]) -> list[NDArray[np.float64]]:
    """The power of each channel in each cell of each region: (channels, cells)."""
    made = []
    for region in regions:
        edges = (np.linspace(region.start, region.end, cells(region) + 1) * RATE).astype(int)
        made.append(np.array([[_power(channel[a:b]) for a, b in itertools.pairwise(edges)] for channel in channels]))
    return made


def tenths_of(channels: NDArray[np.float32]) -> NDArray[np.float64]:
    """The power of each channel in each whole tenth of a second: (channels, tenths)."""
    tenths, step = channels.shape[1] // TENTH, STRETCH_S * 10
    made = np.empty((len(channels), tenths))
    for at in range(0, tenths, step):
        until = min(at + step, tenths)
        whole = channels[:, at * TENTH : until * TENTH].reshape(len(channels), until - at, TENTH)
        made[:, at:until] = np.square(whole, dtype=np.float64).mean(axis=2)
    return made


def _power(samples: Samples) -> float:
    return float(np.mean(np.square(samples, dtype=np.float64))) if len(samples) else 0.0


def _are_microphones(levels: Sequence[NDArray[np.float64]]) -> bool:
    """Whether the two channels hear different people, and not the same sound twice, or one of them nothing."""
    difference = np.concatenate([(level[0] - level[1])[_is_loud(level)] for level in levels])
    leads = [float((side > TWO_CHANNELS_DB).mean()) for side in (difference, -difference)]
    return min(leads) > LEAST_SHARE and float(np.median(np.abs(difference))) > TWO_CHANNELS_DB


def _is_loud(level: NDArray[np.float64]) -> NDArray[np.bool_]:
    return np.asarray(level.max(axis=0) > level.max() - PAUSE_DB)


def _lead(level: NDArray[np.float64]) -> NDArray[np.float64]:
    """How clearly each channel leads in each cell, from -1 to 1; pauses say nothing."""
    lead = np.clip((level[0] - level[1]) / CLEAR_DB, -1, 1) * _is_loud(level)
    return np.stack([lead, -lead]) / 2
