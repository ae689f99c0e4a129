"""Sound in memory, and its sampling rate changed to the 16 kHz that every step behind it works at."""

from collections.abc import Callable
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

STRETCH_S = 60
"""Long recordings are worked at in stretches of about this length, so that no step holds a second copy of them."""

Samples = NDArray[np.float32]
"""One channel: (samples,), from -1 to 1."""
Take = Callable[[int, int], NDArray[np.float32]]
"""The samples from one on and before another: (channels, samples)."""


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


class Gathered:
    """Sound that comes piece by piece, joined without a second copy of it."""

    def __init__(self) -> None:
        self._wide, self._frames = 1, bytearray()

    def add(self, piece: NDArray[np.float32]) -> None:
        """A further piece: (channels, samples), 1 or 2 channels; what has one only is heard on both."""
        if len(piece) > self._wide:
            self._frames = bytearray(np.repeat(np.frombuffer(self._frames, dtype=np.float32), len(piece)).tobytes())
            self._wide = len(piece)
        frames = np.broadcast_to(piece.T, (piece.shape[1], self._wide))
        self._frames += np.ascontiguousarray(frames, dtype=np.float32).data.cast("B")

    @property
    def channels(self) -> NDArray[np.float32]:
        """All of it: (channels, samples)."""
        return np.frombuffer(self._frames, dtype=np.float32).reshape(-1, self._wide).T


def resample(samples: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """Change the sampling rate of (channels, samples) to 16 kHz; n samples become ceil(n × 16000 / rate)."""
    return resampled(lambda first, after: samples[:, first:after], samples.shape, rate)


def resampled(take: Take, shape: tuple[int, ...], rate: int) -> NDArray[np.float32]:
    """The same for sound of (channels, samples) that is taken in stretches: only the result is in memory whole.

    Source: windowed-sinc interpolation, J. O. Smith, Digital Audio Resampling; a Kaiser window of beta 9.
    """
    channels, given = shape
    common = gcd(rate, RATE)
    up, down = RATE // common, rate // common
    length = ceil(given * up / down)
    half = _filters(up, down)[1] if rate != RATE else 0
    made = np.empty((channels, length), dtype=np.float32)
    steps = max(1, STRETCH_S * RATE // up)  # each of `up` samples from `down`
    for step in range(0, ceil(length / up), steps):
        part = made[:, step * up : (step + steps) * up]
        first, after = step * down - half, (step + steps) * down + half + down + 1
        near = take(max(first, 0), min(after, given))
        if rate == RATE:
            part[:] = near[:, : part.shape[1]]
        else:
            _interpolate(np.pad(near, ((0, 0), (max(-first, 0), max(after - given, 0)))), part, up, down)
    return made


def _interpolate(padded: NDArray[np.float32], made: NDArray[np.float32], up: int, down: int) -> None:
    """Fill (channels, samples) at 16 kHz from a stretch that begins half a filter before it."""
    filters, half = _filters(up, down)
    length = made.shape[1]
    for phase in range(min(up, length)):  # outputs phase, phase + up, … lie at one distance from the input's samples
        count = len(range(phase, length, up))
        first = phase * down // up
        windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * half, axis=1)[:, first + 1 :: down][:, :count]
        made[:, phase::up] = windows @ filters[phase]


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
