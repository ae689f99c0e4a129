"""Doors to models, and the registry that loads none without a valid card."""

from attending.models.card import NOT_PROVIDED, Card, parse_card, read_card
from attending.models.door import DoorStatus
from attending.models.language import LanguageModel, open_language_model
from attending.models.registry import Listed, Model, Registry, load
from attending.models.source_attributes import ATTRIBUTES, Attribute, source_attributes
from attending.models.speech import Segment, SpeechModel, open_speech_model

__all__ = [
    "ATTRIBUTES",
    "NOT_PROVIDED",
    "Attribute",
    "Card",
    "DoorStatus",
    "LanguageModel",
    "Listed",
    "Model",
    "Registry",
    "Segment",
    "SpeechModel",
    "load",
    "open_language_model",
    "open_speech_model",
    "parse_card",
    "read_card",
    "source_attributes",
]
