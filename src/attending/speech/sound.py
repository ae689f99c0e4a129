"""Sound in memory, and its sampling rate changed to the 16 kHz that every step behind it works at."""

from dataclasses import dataclass
from functools import cache
from math import ceil, gcd

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
"""Samples a second, everywhere in this package."""
ZERO_CROSSINGS = 24
"""Of the low-pass filter on each side: less leaves more of what lies above 8 kHz, mirrored into speech."""
ROLL_OFF = 0.94
"""Where the filter ends, as a part of the lower of both Nyquist frequencies."""

Samples = NDArray[np.float32]
"""One channel: (samples,), from -1 to 1."""


@dataclass(frozen=True, eq=False)
class Sound:
    """A recording: `channels` is (channels, samples) at 16 kHz, from -1 to 1."""

    channels: NDArray[np.float32]
    told_s: float | None = None
    """How long it is by what its file tells; None where that tells nothing."""
    ends: bool = True
    """Whether the file has an end; False where its last part is missing."""

    @property
    def seconds(self) -> float:
        """How long it is."""
        return float(self.channels.shape[1] / RATE)

    @property
    def mono(self) -> Samples:
        """All channels together, as one microphone would have heard them."""
        mixed = self.channels[0] if self.channels.shape[0] == 1 else self.channels.mean(axis=0)
        return np.asarray(mixed, dtype=np.float32)


def resample(samples: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """Change the sampling rate of (channels, samples) to 16 kHz; n samples become ceil(n × 16000 / rate).

    Source: windowed-sinc interpolation, J. O. Smith, Digital Audio Resampling; a Kaiser window of beta 9.
    """
    if rate == RATE or not samples.shape[1]:
        return samples.astype(np.float32, copy=False)
    common = gcd(rate, RATE)
    up, down = RATE // common, rate // common
    length = ceil(samples.shape[1] * up / down)
    filters, half = _filters(up, down)
    made = np.empty((samples.shape[0], length), dtype=np.float32)
    padded = np.pad(samples, ((0, 0), (half, half + down + 1)))
    for phase in range(min(up, length)):  # outputs phase, phase + up, … lie at one distance from the input's samples
        count = len(range(phase, length, up))
        first = phase * down // up
        windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * half, axis=1)[:, first + 1 :: down][:, :count]
        made[:, phase::up] = windows @ filters[phase]
    return made


@cache
def _filters(up: int, down: int) -> tuple[NDArray[np.float32], int]:
    """For each phase the weights of the input's samples around it: (up, 2 × half)."""
    cutoff = ROLL_OFF * min(1.0, up / down)
    half = ceil(ZERO_CROSSINGS / cutoff)
    fractions = (np.arange(up) * down % up) / up
    distance = np.arange(-half + 1, half + 1)[None, :] - fractions[:, None]
    window = np.i0(9.0 * np.sqrt(np.clip(1 - (distance / half) ** 2, 0, 1))) / np.i0(9.0)
    weights = cutoff * np.sinc(cutoff * distance) * window
    return (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32), half
