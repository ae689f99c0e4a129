"""Who speaks when: exact by channel where each person has a microphone, by the sound of the voice where they share one.

Gives numbers, never names: who is the clinician is judged from the words, by the role classifier of `scribe`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from attending.speech.activity import Region
from attending.speech.by_channel import powers_of, separate_by_channel, tenths_of
from attending.speech.by_voice import separate_by_voice, voices_of
from attending.speech.separation import RegionVoices, Separation, Voiced
from attending.speech.sound import Sound


@dataclass
class Marks:
    """What is kept of the sound of each region to tell its speakers: enough, so that the sound itself can go."""

    regions: list[Region] = field(default_factory=list)
    powers: list[NDArray[np.float64]] = field(default_factory=list)
    quiet: list[NDArray[np.float64]] = field(default_factory=list)
    """The power of the channels in each tenth of a second, in parts."""
    voices: list[RegionVoices] = field(default_factory=list)

    def add(self, sound: Sound, regions: Sequence[Region], *, since: float = 0.0) -> None:
        """Further regions, in seconds of the recording; `sound` is what was recorded from `since` on."""
        near = [Region(one.start - since, one.end - since) for one in regions]
        self.regions += regions
        self.voices += voices_of(sound.mono, near) if near else []
        if len(sound.channels) == 2:
            self.powers += powers_of(sound.channels, near)

    def add_past(self, channels: NDArray[np.float32]) -> None:
        """Sound that goes, spoken or not, whole tenths of a second: the noise of two channels is judged by it."""
        if len(channels) == 2:
            self.quiet.append(tenths_of(channels))


def separate(sound: Sound, regions: Sequence[Region], *, speakers: int | None = None) -> Separation:
    """Tell the speakers of a recording apart.

    Args:
        sound: the recording; two channels count as two microphones when they differ.
        regions: where somebody speaks.
        speakers: how many there are, 1 to 4; None judges between one and two.
    """
    powers, quiet = list[NDArray[np.float64]](), np.zeros((2, 0))
    if len(sound.channels) == 2:
        powers, quiet = powers_of(sound.channels, regions), tenths_of(sound.channels)
    return _told_apart(regions, powers, quiet, lambda: voices_of(sound.mono, regions), speakers)


def separate_marked(marks: Marks, *, speakers: int | None = None) -> Separation:
    """The same by what was kept of a recording that goes on."""
    quiet = np.concatenate(marks.quiet, axis=1) if marks.quiet else np.zeros((2, 0))
    return _told_apart(marks.regions, marks.powers, quiet, lambda: marks.voices, speakers)


def _told_apart(
    regions: Sequence[Region],
    powers: Sequence[NDArray[np.float64]],
    quiet: NDArray[np.float64],
    voices: Callable[[], Sequence[RegionVoices]],
    speakers: int | None,
) -> Separation:
    """By channel where two differ, else by voice, which is asked for only then."""
    if speakers == 1 or not regions:
        return Separation(tuple(Voiced(r.start, r.end, 0) for r in regions), min(1, len(regions)), "one")
    exact = separate_by_channel(regions, powers, quiet) if powers else None
    return exact or separate_by_voice(regions, voices(), speakers)
