"""The door to a language model of the hospital. None is needed, and none is on unless the operator names one.

What a language model returns passes the same checks as everything else; without one the built-in engine drafts.
"""

from typing import Protocol

from attending.errors import NotConfigured
from attending.models.door import DoorStatus
from attending.settings import Settings


class LanguageModel(Protocol):
    """Text in, text out."""

    def complete(self, instruction: str, text: str) -> str:
        """The model's answer; raises `NotConfigured` when there is no model."""

    def status(self) -> DoorStatus:
        """Whether the door is open."""


class NoLanguageModel:
    """The closed door."""

    def complete(self, instruction: str, text: str) -> str:
        """Always raises `NotConfigured`: nothing is made up."""
        raise NotConfigured("No language model is configured.", hint="The built-in engine drafts without one.")

    def status(self) -> DoorStatus:
        """Say that the door is closed, which is no fault."""
        return DoorStatus("language model", configured=False, detail="none: the built-in engine drafts")


def open_language_model(settings: Settings) -> LanguageModel:
    """The language model of the settings.

    Raises:
        NotConfigured: the settings name one, and this version has no client for it.
    """
    if settings.language_model_url is None:
        return NoLanguageModel()
    raise NotConfigured(
        "This version has no client for a language model yet.",
        hint="Unset ATTENDING_LANGUAGE_MODEL_URL; the built-in engine drafts without one.",
    )
