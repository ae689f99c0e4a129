"""A recording becomes a transcript: decoded, cut at its silences, told apart by voice, and heard by a speech model."""

from attending.speech.decode import decode_stream, read_sound
from attending.speech.listen import Asking, listen
from attending.speech.live import LiveTranscript
from attending.speech.talk import Wording
from attending.speech.transcript import Transcript, mark_unsure, to_json
from attending.speech.vocabulary import likely_names

__all__ = [
    "Asking",
    "LiveTranscript",
    "Transcript",
    "Wording",
    "decode_stream",
    "likely_names",
    "listen",
    "mark_unsure",
    "read_sound",
    "to_json",
]
