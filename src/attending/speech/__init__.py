"""A recording becomes a transcript: decoded, cut at its silences, told apart by voice, and heard by a speech model."""

from attending.speech.decode import read_sound
from attending.speech.listen import Asking, Transcript, listen, to_json
from attending.speech.vocabulary import likely_names

__all__ = ["Asking", "Transcript", "likely_names", "listen", "read_sound", "to_json"]
