"""A visit that goes on: what was said so far, a few seconds after it was said.

What is heard here is for the eyes of the person in the room and is stored nowhere; the whole recording is heard again
when it is over, in longer pieces.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from attending.models import Heard, SpeechModel
from attending.speech.activity import Region, Regions, VoiceActivity
from attending.speech.by_voice import RegionVoices
from attending.speech.filters import keep_spoken
from attending.speech.listen import LONGEST_BLOCK_S, Asking, hear_block
from attending.speech.sound import RATE, Sound
from attending.speech.speakers import separate
from attending.speech.transcript import Spoken, spoken_by

ENOUGH_S = 3.0
"""Speech that is worth asking for: the model hears better with some words around."""
QUIET_S = 1.0
"""A pause after which also less is asked for."""


@dataclass
class LiveTranscript:
    """Hears a visit piece by piece."""

    model: SpeechModel
    asking: Asking
    _sound: list[NDArray[np.float32]] = field(default_factory=list)
    _activity: VoiceActivity = field(default_factory=VoiceActivity)
    _finder: Regions = field(default_factory=Regions)
    _regions: list[Region] = field(default_factory=list)
    _waiting: list[Region] = field(default_factory=list)
    _heard: list[Heard] = field(default_factory=list)
    _voices: dict[Region, RegionVoices] = field(default_factory=dict)

    def hear(self, channels: NDArray[np.float32]) -> bool:
        """Hear some more sound, (channels, samples); whether there are new words.

        Raises:
            SpeechModelFailed: the model gave up on a part, which is missing from here on.
        """
        if self._sound and len(self._sound[0]) != len(channels):  # it went on with other microphones
            channels = np.broadcast_to(channels.mean(axis=0), (len(self._sound[0]), channels.shape[1]))
        self._sound.append(channels)
        mono = channels.mean(axis=0, dtype=np.float32)
        self._waiting += self._finder.hear(self._activity.hear(mono))
        if not self._is_time():
            return False
        due, self._waiting = self._waiting, []
        self._regions += due
        sound = self.sound
        before = len(self._heard)
        for block in _joined(due):
            heard = hear_block(sound.mono, block, self.model, self.asking, None)
            self._heard += keep_spoken(heard, self._regions).heard
        return len(self._heard) > before

    def so_far(self) -> tuple[Spoken, ...]:
        """What was said so far, and by whom."""
        if not self._heard:
            return ()
        separation = separate(self.sound, self._regions, speakers=self.asking.speakers, book=self._voices)
        return spoken_by(self._heard, separation, self.asking.roles)

    @property
    def sound(self) -> Sound:
        """Everything that was heard."""
        if len(self._sound) > 1:
            self._sound = [np.concatenate(self._sound, axis=1)]
        return Sound(self._sound[0] if self._sound else np.zeros((1, 0), dtype=np.float32))

    @property
    def seconds(self) -> float:
        """How much was heard."""
        return float(sum(part.shape[1] for part in self._sound) / RATE)

    def _is_time(self) -> bool:
        if not self._waiting:
            return False
        open_since = self._finder.open_since
        quiet = (self.seconds if open_since is None else open_since) - self._waiting[-1].end
        return quiet >= QUIET_S or sum(region.seconds for region in self._waiting) >= ENOUGH_S


def _joined(regions: list[Region]) -> list[Region]:
    """Regions as one block, or as several where one would be too long."""
    made: list[Region] = []
    for region in regions:
        if made and region.end - made[-1].start <= LONGEST_BLOCK_S:
            made[-1] = Region(made[-1].start, region.end)
        else:
            made.append(region)
    return made
