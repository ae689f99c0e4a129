"""Who speaks when, as it was told apart; and how a row of doubtful decisions becomes stretches of one speaker.

Read by `by_channel` and `by_voice`, which give the scores, and by `listen`, which gives each word to its speaker.
"""

import itertools
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attending.speech.activity import Region

CELL_S = 0.2
"""The grain of a decision."""


@dataclass(frozen=True)
class Voiced:
    """A stretch of speech of one speaker, in seconds; speakers are numbered by who speaks first, from 0."""

    start: float
    end: float
    speaker: int


@dataclass(frozen=True, eq=False)
class Leaning:
    """How much the voice is the second speaker's rather than the first's, from region to region; 1 is usual."""

    regions: tuple[Region, ...]
    points: tuple[tuple[NDArray[np.float64], NDArray[np.float64]], ...]
    """Of each region the seconds of the recording, and the leaning there."""

    def at(self, second: float) -> float:
        """The leaning at a second; in silence that of the nearest region."""
        number = bisect_left(self.regions, second, key=lambda region: region.end)
        number = min(number, len(self.regions) - 1)
        if number and self.regions[number].start - second > second - self.regions[number - 1].end:
            number -= 1
        return float(np.interp(second, *self.points[number]))


@dataclass(frozen=True, eq=False)
class RegionVoices:
    """The voice vectors of a region, (n, 256), and their middles in seconds of the region."""

    vectors: NDArray[np.float32]
    middles: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Voices:
    """The voices of a recording, region by region."""

    regions: tuple[Region, ...]
    heard: tuple[RegionVoices, ...]

    @property
    def vectors(self) -> NDArray[np.float32]:
        """All vectors in order of time: (n, 256)."""
        return np.concatenate([one.vectors for one in self.heard])

    @property
    def seconds(self) -> NDArray[np.float64]:
        """Where each vector's middle lies in the recording: (n,)."""
        return np.concatenate([region.start + one.middles for region, one in self._pairs()])

    def leaning(self, towards: NDArray[Any], middle: float = 0.0) -> Leaning:
        """How far each vector lies beyond the middle of a direction; 1 is usual."""
        margins = [(one.vectors @ towards - middle).astype(np.float64) for one in self.heard]
        usual = max(float(np.abs(np.concatenate(margins)).mean()), 1e-9)
        points = zip(self._pairs(), margins, strict=True)
        return Leaning(self.regions, tuple((region.start + one.middles, own / usual) for (region, one), own in points))

    def _pairs(self) -> Iterable[tuple[Region, RegionVoices]]:
        return zip(self.regions, self.heard, strict=True)


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
    leaning: Leaning | None = None
    """Which of two voices it is, where two share a microphone and are not too much alike."""
    alone: str = ""
    """The role of the only one who speaks, by what is said: a clinician who dictates, or a patient's message."""
    voices: Voices | None = None
    """The voices themselves, where there may be two on one microphone."""

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


def cells(region: Region) -> int:
    """How many decisions a region takes."""
    return max(1, round(region.seconds / CELL_S))


def smooth(scores: NDArray[Any], *, cost: float) -> NDArray[np.int64]:
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


def numbered(
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
