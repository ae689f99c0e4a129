"""Who speaks when: exact by channel where each person has a microphone, by the sound of the voice where they share one.

Gives numbers, never names: who is the clinician is judged from the words, by the role classifier of `scribe`.
"""

from collections.abc import Sequence
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
    telling = Telling(sound, regions, speakers=speakers)
    telling.listen(regions)
    return telling.told()


class Telling:
    """The same in parts: voices are listened to while the speech model hears, so that nobody waits for them."""

    def __init__(self, sound: Sound, regions: Sequence[Region], *, speakers: int | None) -> None:
        self._mono, self._regions, self._speakers = sound.mono, regions, speakers
        self._voices = list[RegionVoices]()
        self._exact = _alone(regions, speakers)
        if self._exact is None and len(sound.channels) == 2:
            self._exact = separate_by_channel(regions, powers_of(sound.channels, regions), tenths_of(sound.channels))

    def listen(self, regions: Sequence[Region]) -> None:
        """To the voices of the regions that come next, where these must tell the speakers."""
        if self._exact is None:
            self._voices += voices_of(self._mono, regions)

    def told(self) -> Separation:
        """Who speaks when, after the last region."""
        return self._exact or separate_by_voice(self._regions, self._voices, self._speakers)


def separate_marked(marks: Marks, *, speakers: int | None = None) -> Separation:
    """The same by what was kept of a recording that goes on."""
    exact = _alone(marks.regions, speakers)
    if exact is None and marks.powers:
        quiet = np.concatenate(marks.quiet, axis=1) if marks.quiet else np.zeros((2, 0))
        exact = separate_by_channel(marks.regions, marks.powers, quiet)
    return exact or separate_by_voice(marks.regions, marks.voices, speakers)


def _alone(regions: Sequence[Region], speakers: int | None) -> Separation | None:
    """Where nobody speaks, or one person as somebody knows."""
    if speakers != 1 and regions:
        return None
    return Separation(tuple(Voiced(one.start, one.end, 0) for one in regions), min(1, len(regions)), "one")
