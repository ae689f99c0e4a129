"""Doors to models, and the registry that loads none without a valid card."""

from attending.models.card import NOT_PROVIDED, Card, parse_card, read_card
from attending.models.door import DoorStatus
from attending.models.language import LanguageModel, open_language_model
from attending.models.registry import Listed, Model, Registry, load
from attending.models.source_attributes import ATTRIBUTES, Attribute, source_attributes
from attending.models.speech import open_speech_model
from attending.models.speech_port import Heard, SpeechModel, SpeechModelFailed, Word

__all__ = [
    "ATTRIBUTES",
    "NOT_PROVIDED",
    "Attribute",
    "Card",
    "DoorStatus",
    "Heard",
    "LanguageModel",
    "Listed",
    "Model",
    "Registry",
    "SpeechModel",
    "SpeechModelFailed",
    "Word",
    "load",
    "open_language_model",
    "open_speech_model",
    "parse_card",
    "read_card",
    "source_attributes",
]
