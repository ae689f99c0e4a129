"""A visit that goes on: what was said so far, a few seconds after it was said.

What is heard here is for the eyes of the person in the room and is stored nowhere; the whole recording is heard again
when it is over, in longer pieces.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from attending.models import Heard, SpeechModel
from attending.models.speech_port import moved
from attending.speech.activity import Region, Regions, VoiceActivity
from attending.speech.blocks import LONGEST_BLOCK_S, blocks, cut_of
from attending.speech.by_channel import TENTH
from attending.speech.by_words import told_apart_by_words
from attending.speech.filters import keep_spoken
from attending.speech.listen import Asking, hear_block
from attending.speech.sound import RATE, Sound
from attending.speech.speakers import Marks, separate_marked
from attending.speech.transcript import Spoken, spoken_by

ENOUGH_S = 3.0
"""Speech that is worth asking for: the model hears better with some words around."""
QUIET_S = 1.0
"""A pause after which also less is asked for."""
LONGEST_BREATH_S = 12.0
"""Who talks on without a pause is heard after so much."""
MARGIN_S = 1.0
"""What stays before the sound that is still to be heard: speech begins a little before it is found."""


@dataclass
class LiveTranscript:
    """Hears a visit piece by piece; of the sound that is behind it, it keeps what tells the speakers, and no more."""

    model: SpeechModel
    asking: Asking
    _tail: list[NDArray[np.float32]] = field(default_factory=list)
    _gone: int = 0
    _come: int = 0
    _activity: VoiceActivity = field(default_factory=VoiceActivity)
    _finder: Regions = field(default_factory=Regions)
    _waiting: list[Region] = field(default_factory=list)
    _heard: list[Heard] = field(default_factory=list)
    _marks: Marks = field(default_factory=Marks)

    def hear(self, channels: NDArray[np.float32], *, more: bool = False) -> bool:
        """Hear some more sound, (channels, samples); whether there are new words.

        Args:
            channels: what came next.
            more: whether more has come already. Who is behind asks for much at once: a model takes hardly longer.

        Raises:
            SpeechModelFailed: the model gave up on a part, which is missing from here on.
        """
        if self._tail and len(self._tail[0]) != len(channels):  # it went on with other microphones
            channels = np.broadcast_to(channels.mean(axis=0), (len(self._tail[0]), channels.shape[1]))
        self._tail.append(channels)
        self._come += channels.shape[1]
        self._waiting += self._finder.hear(self._activity.hear(channels.mean(axis=0, dtype=np.float32)))
        self._waiting += self._begun()
        if self._is_time(more):
            return self._ask()
        self._let_go()
        return False

    def end_part(self) -> bool:
        """A file of it is over: hear what waits, without what comes behind; whether there are new words.

        Raises:
            SpeechModelFailed: as `hear`.
        """
        self._waiting += self._finder.hear((), last=True)
        return self._ask() if self._waiting else False

    def _ask(self) -> bool:
        due, self._waiting = self._waiting, []
        since, sound = self._gone / RATE, self._kept()
        self._marks.add(sound, due, since=since)
        before = len(self._heard)
        try:
            for block in blocks(due, sound.mono, longest_pause_s=LONGEST_BLOCK_S, since=since):
                near = Region(block.start - since, block.end - since)
                heard = [moved(one, since) for one in hear_block(sound.mono, near, self.model, self.asking, None)]
                self._heard += keep_spoken(heard, due).heard
        finally:
            self._let_go()
        return len(self._heard) > before

    def so_far(self) -> tuple[Spoken, ...]:
        """What was said so far, and by whom."""
        if not self._heard:
            return ()
        separation = separate_marked(self._marks, speakers=self.asking.speakers)
        separation = told_apart_by_words(self._heard, separation, self.asking.wording)
        return spoken_by(self._heard, separation, self.asking.roles, wording=self.asking.wording)

    @property
    def seconds(self) -> float:
        """How much was heard."""
        return self._come / RATE

    @property
    def kept_seconds(self) -> float:
        """How much of the sound is still in memory."""
        return (self._come - self._gone) / RATE

    def _kept(self) -> Sound:
        if len(self._tail) > 1:
            self._tail = [np.concatenate(self._tail, axis=1)]
        return Sound(self._tail[0])

    def _let_go(self) -> None:
        """Forget the sound that nobody asks for any more, some seconds at a time."""
        first = self._waiting[0].start if self._waiting else self._finder.open_since
        needed = (self.seconds if first is None else first) - MARGIN_S
        past = (int(needed * RATE) - self._gone) // TENTH * TENTH
        if past < LONGEST_BLOCK_S / 4 * RATE:
            return
        whole = self._kept().channels
        self._marks.add_past(whole[:, :past])
        self._tail = [whole[:, past:].copy()]
        self._gone += past

    def _begun(self) -> list[Region]:
        """The first part of speech that goes on without a pause."""
        start = self._finder.open_since
        if start is None or self.seconds - start <= LONGEST_BREATH_S:
            return []
        speech, since = Region(start, self.seconds), self._gone / RATE
        return [self._finder.cut(start, cut_of(speech, self._kept().mono, since, longest_s=LONGEST_BREATH_S))]

    def _is_time(self, more: bool) -> bool:
        if not self._waiting:
            return False
        spoken = sum(region.seconds for region in self._waiting)
        if more:
            return spoken >= LONGEST_BLOCK_S / 2
        open_since = self._finder.open_since
        quiet = (self.seconds if open_since is None else open_since) - self._waiting[-1].end
        return quiet >= QUIET_S or spoken >= ENOUGH_S
