"""A speech model of the faster-whisper kind, in a folder of this machine: nothing leaves it.

Words come with their times; names that are likely to occur are given as hotwords. Loaded at the first sound, once.
"""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attending.errors import NotConfigured
from attending.models.door import DoorStatus
from attending.models.speech_port import SAMPLE_RATE, Heard, SpeechModelFailed, Word, whole_words, within

NEEDED = ("model.bin", "config.json", "tokenizer.json")
"""Without a tokenizer of its own, the library would go and fetch one."""
BEAM = 5
TEMPERATURES = (0.0, 0.2, 0.4)
"""Tried in this order while an answer repeats itself; hotter ones invent."""


class SpeechFolder:
    """The folder of one model; it may be called from several threads, one at a time."""

    def __init__(self, folder: Path) -> None:
        missing = [name for name in NEEDED if not (folder / name).is_file()]
        if missing:
            raise NotConfigured(
                "ATTENDING_SPEECH_MODEL is not the folder of a faster-whisper model.",
                hint=f"It must hold {', '.join(NEEDED)}, and the vocabulary.",
            )
        self.name = folder.resolve().name
        self._folder, self._lock = folder, threading.Lock()
        self._model: Any = None

    def status(self) -> DoorStatus:
        """Say where the door leads."""
        return DoorStatus("speech model", configured=True, detail=f"{self.name}, a folder of this machine")

    def transcribe(
        self, samples: NDArray[np.float32], *, vocabulary: Sequence[str] = (), language: str | None = "en"
    ) -> tuple[Heard, ...]:
        """What was said; see `SpeechModel`."""
        with self._lock:
            model = self._loaded()
            try:
                found, _ = model.transcribe(
                    samples,
                    language=language,
                    beam_size=BEAM,
                    temperature=TEMPERATURES,
                    word_timestamps=True,
                    condition_on_previous_text=False,  # one invention would lead to the next
                    hotwords=", ".join(vocabulary) or None,
                    vad_filter=False,  # only speech comes here
                )
                return within(map(_heard, found), len(samples) / SAMPLE_RATE)
            except (RuntimeError, ValueError, IndexError, KeyError, TypeError) as error:
                raise SpeechModelFailed("model", "The speech model failed on this recording.") from error

    def _loaded(self) -> Any:
        if self._model is None:
            try:
                from faster_whisper import WhisperModel
            except ImportError as error:
                raise NotConfigured(
                    "faster-whisper is not installed.", hint="pip install 'attending[speech]'"
                ) from error
            try:
                self._model = WhisperModel(
                    str(self._folder), device="auto", compute_type="default", local_files_only=True
                )
            except (RuntimeError, ValueError, OSError) as error:
                raise NotConfigured("The speech model in this folder cannot be loaded.") from error
        return self._model


def _heard(found: Any) -> Heard:
    words = whole_words([Word(float(word.start), float(word.end), str(word.word)) for word in found.words or ()])
    return Heard(
        float(found.start),
        float(found.end),
        str(found.text).strip(),
        words,
        no_speech=float(found.no_speech_prob),
        log_probability=float(found.avg_logprob),
        compression=float(found.compression_ratio),
    )
