"""What every speech model is asked and answers, whichever door it stands behind."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from attending.errors import AttendingError
from attending.models.door import DoorStatus

SAMPLE_RATE = 16_000
"""Of what a speech model is given."""


@dataclass(frozen=True)
class Word:
    """One word, with its seconds in what was given."""

    start: float
    end: float
    text: str


@dataclass(frozen=True)
class Heard:
    """One piece of what a model says it heard, with its seconds, and its own doubts where it tells them."""

    start: float
    end: float
    text: str
    words: tuple[Word, ...] = ()
    no_speech: float | None = None
    """Probability that nobody spoke."""
    log_probability: float | None = None
    """Mean over the tokens."""
    compression: float | None = None
    """How well the text can be compressed: a high ratio means that it repeats itself."""


def within(heard: Iterable[Heard], seconds: float) -> tuple[Heard, ...]:
    """Pieces brought into the length of the sound; models tell of times behind its end, where nothing was."""
    kept = []
    for one in heard:
        if one.text.strip() and one.start < seconds:
            words = tuple(Word(max(w.start, 0.0), min(w.end, seconds), w.text) for w in one.words if w.start < seconds)
            start = max(one.start, 0.0)
            kept.append(replace(one, start=start, end=max(start, min(one.end, seconds)), words=words))
    return tuple(kept)


def moved(heard: Heard, by: float) -> Heard:
    """The same so many seconds later."""
    words = tuple(Word(word.start + by, word.end + by, word.text) for word in heard.words)
    return replace(heard, start=heard.start + by, end=heard.end + by, words=words)


def whole_words(parts: Sequence[Word]) -> tuple[Word, ...]:
    """Words as they are written: models of Whisper's kind give "X" and "-ray", or "1" and ",850", a time each.

    Where words come with the space before them, what comes without one goes on the word before.
    """
    if not any(part.text[:1].isspace() for part in parts):
        return tuple(parts)
    whole: list[Word] = []
    for part in parts:
        if whole and not part.text[:1].isspace():
            whole[-1] = Word(whole[-1].start, max(whole[-1].end, part.end), whole[-1].text + part.text)
        else:
            whole.append(part)
    return tuple(whole)


class SpeechModelFailed(AttendingError):
    """The speech model gave no usable answer; `why` is a code, and no word of the answer is in it."""

    status, exit_code, code = 503, 6, "transient"

    def __init__(self, why: str, message: str) -> None:
        super().__init__(message, hint="The audio is kept: transcribe it again.")
        self.why = why


class SpeechModel(Protocol):
    """Sound in, words out."""

    @property
    def name(self) -> str:
        """The model, for the note's history: what was heard by another model is not the same."""

    def transcribe(
        self, samples: NDArray[np.float32], *, vocabulary: Sequence[str] = (), language: str | None = "en"
    ) -> tuple[Heard, ...]:
        """What was said in at most half a minute of sound: (samples,), 16 kHz.

        Args:
            samples: the sound.
            vocabulary: names that are likely to occur, the likeliest first.
            language: ISO 639-1, or None to let the model judge.

        Raises:
            NotConfigured: there is no model.
            SpeechModelFailed: it did not answer, in time or at all, or broke off.
        """

    def status(self) -> DoorStatus:
        """Whether the door is open."""
