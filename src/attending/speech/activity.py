"""Where somebody speaks: the silero network over every 32 ms, and a causal rule that makes regions of it.

Read by the transcription, so that silence and noise never reach a speech model, which would make up words for them.
Source: Silero VAD 6 (MIT), as the file in faster-whisper 1.2.1; see cards/voice-activity.toml.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attending.models import load
from attending.speech.sound import RATE, STRETCH_S, Samples

FRAME = 512
"""Samples of one decision: 32 ms."""
CONTEXT = 64
SPEECH, SILENCE = 0.5, 0.35
"""Speech begins at the one probability and lasts until it falls below the other."""
SHORTEST_S, PAUSE_S, PAD_S = 0.2, 0.35, 0.12
"""The shortest speech; the pause that ends it; what is kept before and after it, for voices rise and fall slowly."""
BATCH = 1_024


@dataclass(frozen=True)
class Region:
    """A stretch of speech, in seconds of the recording."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.end - self.start


class VoiceActivity:
    """Listens to a recording from its start on, piece after piece; the same sound in any pieces gives the same."""

    def __init__(self) -> None:
        self._session = _session()
        self._state = np.zeros((1, 1, 128), dtype=np.float32), np.zeros((1, 1, 128), dtype=np.float32)
        self._context = np.zeros(CONTEXT, dtype=np.float32)
        self._rest = np.zeros(0, dtype=np.float32)

    def hear(self, samples: Samples, *, last: bool = False) -> NDArray[np.float32]:
        """The probability of speech in each further 32 ms; `last` pads what is left with silence."""
        waiting = np.concatenate([self._rest, samples])
        if last and len(waiting) % FRAME:
            waiting = np.pad(waiting, (0, FRAME - len(waiting) % FRAME))
        whole = len(waiting) // FRAME * FRAME
        frames, self._rest = waiting[:whole].reshape(-1, FRAME), waiting[whole:]
        heard = [self._run(frames[at : at + BATCH]) for at in range(0, len(frames), BATCH)]
        return np.concatenate(heard) if heard else np.zeros(0, dtype=np.float32)

    def _run(self, frames: NDArray[np.float32]) -> NDArray[np.float32]:
        before = np.vstack([self._context[None, :], frames[:-1, -CONTEXT:]])
        self._context = frames[-1, -CONTEXT:]
        given = {"input": np.hstack([before, frames]), "h": self._state[0], "c": self._state[1]}
        output, *state = self._session.run(None, given)
        self._state = state[0], state[1]
        return np.asarray(output, dtype=np.float32).reshape(-1)


class Regions:
    """Makes regions of probabilities as they come; a region is given once its pause has been heard."""

    def __init__(self) -> None:
        self._at = 0
        self._start: int | None = None
        self._silent: int | None = None
        self._last_end = 0.0

    def hear(self, probabilities: Iterable[float], *, last: bool = False) -> Iterator[Region]:
        """Regions that are over; with `last` also the one that the end of the recording cuts off."""
        for probability in probabilities:
            self._at += 1
            if probability >= SPEECH:
                self._start = self._at - 1 if self._start is None else self._start
                self._silent = None
            elif self._start is not None and probability < SILENCE:
                self._silent = self._at - 1 if self._silent is None else self._silent
                if (self._at - self._silent) * FRAME >= PAUSE_S * RATE:
                    yield from self._close(self._silent)
        if last and self._start is not None:
            yield from self._close(self._silent or self._at)

    @property
    def open_since(self) -> float | None:
        """When the speech began that is not over yet, in seconds."""
        return None if self._start is None else max(self._last_end, self._start * FRAME / RATE - PAD_S)

    def cut(self, start: float, at: float) -> Region:
        """A region of the open speech, which began at `start`, until a second; the rest stays open."""
        self._start, self._last_end = int(at * RATE / FRAME) + 1, at
        return Region(start, at)

    def _close(self, end: int) -> Iterator[Region]:
        start, self._start, self._silent = self._start or 0, None, None
        if (end - start) * FRAME >= SHORTEST_S * RATE:
            begin = max(self._last_end, start * FRAME / RATE - PAD_S)
            self._last_end = end * FRAME / RATE + PAD_S
            yield Region(begin, self._last_end)


def find_speech(samples: Samples) -> tuple[Region, ...]:
    """Every stretch of speech of a recording, in order; none overlaps the next."""
    activity, finder, found, step = VoiceActivity(), Regions(), list[Region](), STRETCH_S * RATE
    for at in range(0, len(samples), step):
        last = at + step >= len(samples)
        found += finder.hear(activity.hear(samples[at : at + step], last=last), last=last)
    length = len(samples) / RATE
    return tuple(Region(region.start, min(region.end, length)) for region in found if region.start < length)


@cache
def _session() -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = options.intra_op_num_threads = 1
    options.log_severity_level = 3
    network = load(files("attending.speech"), "voice-activity").files["voice-activity.onnx"]
    return onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
