"""The door to a speech model. Without one, transcripts come in as files, and the page says so.

A wrong transcript is worse than none: nothing here ever guesses words.
"""

from dataclasses import dataclass
from typing import Protocol

from attending.errors import NotConfigured
from attending.models.door import DoorStatus
from attending.settings import Settings


@dataclass(frozen=True)
class Segment:
    """What one voice said, with its seconds in the recording; `scribe` makes turns of it."""

    start: float
    end: float
    speaker: str
    text: str


class SpeechModel(Protocol):
    """A recording in, segments out."""

    def transcribe(self, recording: bytes) -> tuple[Segment, ...]:
        """What was said; raises `NotConfigured` when there is no model."""

    def status(self) -> DoorStatus:
        """Whether the door is open."""


class NoSpeechModel:
    """The closed door."""

    def transcribe(self, recording: bytes) -> tuple[Segment, ...]:
        """Always raises `NotConfigured`: no words are better than wrong ones."""
        raise NotConfigured("No speech model is configured.", hint="Bring a transcript: VTT, SRT, JSON or text.")

    def status(self) -> DoorStatus:
        """Say that the door is closed, which is no fault."""
        return DoorStatus("speech model", configured=False, detail="none: transcripts come in as files")


def open_speech_model(settings: Settings) -> SpeechModel:
    """The speech model of the settings.

    Raises:
        NotConfigured: the settings name one, and this version has no client for it.
    """
    if settings.speech_model is None:
        return NoSpeechModel()
    raise NotConfigured(
        "This version has no client for a speech model yet.",
        hint="Unset ATTENDING_SPEECH_MODEL and bring transcripts: VTT, SRT, JSON or text.",
    )
