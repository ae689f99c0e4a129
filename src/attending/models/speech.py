"""The door to a speech model. Without one, transcripts come in as files, and the page says so.

A wrong transcript is worse than none: nothing here ever guesses words. What comes back still goes through the filters
of `attending.speech`, for these models make up sentences where nobody spoke.
"""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from attending.errors import NotConfigured
from attending.models.door import DoorStatus
from attending.models.speech_endpoint import SpeechEndpoint
from attending.models.speech_folder import SpeechFolder
from attending.models.speech_port import Heard, SpeechModel
from attending.settings import Settings


class NoSpeechModel:
    """The closed door."""

    name = ""

    def transcribe(
        self, samples: NDArray[np.float32], *, vocabulary: Sequence[str] = (), language: str | None = "en"
    ) -> tuple[Heard, ...]:
        """Always raises `NotConfigured`: no words are better than wrong ones."""
        raise NotConfigured("No speech model is configured.", hint="Bring a transcript: VTT, SRT, JSON or text.")

    def status(self) -> DoorStatus:
        """Say that the door is closed, which is no fault."""
        return DoorStatus("speech model", configured=False, detail="none: transcripts come in as files")


def open_speech_model(settings: Settings) -> SpeechModel:
    """The speech model of the settings; nothing is sent yet, and nothing loaded.

    Raises:
        NotConfigured: the folder is none, or the address or the allow-list is missing or wrong.
    """
    named = settings.speech_model
    if named is None:
        return NoSpeechModel()
    if "://" not in named:
        return SpeechFolder(Path(named))
    host = urlsplit(named).hostname
    if urlsplit(named).scheme not in ("http", "https") or not host:
        raise NotConfigured("ATTENDING_SPEECH_MODEL must be a folder, or an http or https address.")
    if host not in settings.speech_hosts:
        raise NotConfigured(
            "The host of the speech model is not on the allow-list.",
            hint="Name it in ATTENDING_SPEECH_HOSTS once recordings of patients may be sent there.",
        )
    return SpeechEndpoint(
        named, model=settings.speech_model_name, key=settings.speech_key(), seconds=float(settings.speech_seconds)
    )
