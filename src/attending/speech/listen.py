"""The whole way from sound to a transcript with speakers: only speech reaches the model, only spoken words leave it."""

import hashlib
from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass, replace

import msgspec

from attending.errors import NothingSaid
from attending.models import Heard, SpeechModel, Word
from attending.models.wave import wave_file
from attending.speech.activity import Region, find_speech
from attending.speech.filters import Skipped, keep_spoken
from attending.speech.separation import Separation
from attending.speech.sound import RATE, Samples, Sound
from attending.speech.speakers import separate

LONGEST_BLOCK_S = 28.0
"""Of what a model hears at once: Whisper's window is 30 s."""
JOIN_S = 1.5
"""Pauses shorter than this stay inside a block, so that the model hears a question with its answer."""
LEAST_SPEECH_S = 1.0
"""A recording with less speech holds no visit."""

Cache = MutableMapping[str, tuple[Heard, ...]]
"""What was heard before, by block: after a failure, transcribing goes on where it stopped."""
Progress = Callable[[int, int], None]


class Spoken(msgspec.Struct, frozen=True):
    """Some words of one speaker, in seconds of the recording."""

    start: float
    end: float
    speaker: str
    text: str


class Transcript(msgspec.Struct, frozen=True, kw_only=True):
    """A recording in words."""

    segments: tuple[Spoken, ...]
    language: str
    seconds: float
    speech_seconds: float
    speakers: int
    how: str
    """How speakers were told apart: `channels`, `voices`, or `one`."""
    model: str
    remarks: tuple[str, ...] = ()
    """For the clinician: what was left out, what is unsure."""


@dataclass(frozen=True)
class Asking:
    """What the speech model is told besides the sound."""

    vocabulary: tuple[str, ...] = ()
    language: str | None = "en"
    speakers: int | None = None
    """How many people speak, where somebody knows."""
    roles: tuple[str, ...] = ()
    """Whose microphone each channel is; empty where nobody knows."""


def listen(
    sound: Sound,
    model: SpeechModel,
    asking: Asking,
    *,
    known: Cache | None = None,
    progress: Progress = lambda *_: None,
) -> Transcript:
    """Transcribe a recording.

    Raises:
        NothingSaid: nobody speaks in it, or the model heard no words.
        NotConfigured: there is no speech model.
        SpeechModelFailed: it gave up; what it had heard before is in `known`.
    """
    mono = sound.mono
    regions = find_speech(mono)
    spoken = sum(region.seconds for region in regions)
    if spoken < LEAST_SPEECH_S:
        raise NothingSaid(
            f"Nobody speaks in this recording of {_length(sound.seconds)}.", hint="Was the right microphone on?"
        )
    heard: list[Heard] = []
    cut = blocks(regions)
    for number, block in enumerate(cut):
        progress(number, len(cut))
        heard += hear_block(mono, block, model, asking, known)
    progress(len(cut), len(cut))
    kept = keep_spoken(heard, regions)
    if not kept.heard:
        raise NothingSaid("The speech model heard no words in this recording.", hint="Listen to it, or record again.")
    separation = separate(sound, regions, speakers=asking.speakers)
    segments = spoken_by(kept.heard, separation, asking.roles)
    return Transcript(
        segments=segments,
        language=asking.language or "en",
        seconds=round(sound.seconds, 2),
        speech_seconds=round(spoken, 2),
        speakers=len({one.speaker for one in segments}),
        how=separation.how,
        model=model.name,
        remarks=tuple(_remarks(kept.skipped, separation)),
    )


def blocks(regions: Sequence[Region]) -> list[Region]:
    """What the model hears at once: neighbouring regions together, none longer than its window."""
    made: list[Region] = []
    for region in (part for whole in regions for part in _cut(whole)):
        last = made[-1] if made else None
        if last and region.start - last.end <= JOIN_S and region.end - last.start <= LONGEST_BLOCK_S:
            made[-1] = Region(last.start, region.end)
        else:
            made.append(region)
    return made


def hear_block(
    mono: Samples, block: Region, model: SpeechModel, asking: Asking, known: Cache | None
) -> tuple[Heard, ...]:
    """What the model hears in a block, in seconds of the recording; asked once only for the same sound."""
    samples = mono[int(block.start * RATE) : int(block.end * RATE)]
    key = hashlib.sha256(f"{model.name}\0{asking.language}\0".encode() + wave_file(samples)).hexdigest()
    found = None if known is None else known.get(key)
    if found is None:
        found = model.transcribe(samples, vocabulary=asking.vocabulary, language=asking.language)
        if known is not None:
            known[key] = found
    return tuple(_moved(one, block.start) for one in found)


def spoken_by(heard: Sequence[Heard], separation: Separation, roles: Sequence[str] = ()) -> tuple[Spoken, ...]:
    """Give each word, or each piece whose words have no times, to whoever speaks then."""
    made: list[Spoken] = []
    for piece in heard:
        for part in piece.words or (Word(piece.start, piece.end, piece.text),):
            speaker = separation.speaker_at(part.start, part.end)
            label = _label(speaker or 0, separation, roles)
            text = part.text.strip()
            last = made[-1] if made else None
            if last and last.speaker == label and part.start - last.end < JOIN_S:
                made[-1] = Spoken(last.start, max(last.end, part.end), label, f"{last.text} {text}")
            elif text:
                made.append(Spoken(round(part.start, 2), round(part.end, 2), label, text))
    return tuple(made)


def segments_json(segments: Sequence[Spoken], language: str) -> bytes:
    """Some segments alone, as `scribe` reads them."""
    return msgspec.json.encode({"segments": segments, "language": language})


def _label(speaker: int, separation: Separation, roles: Sequence[str]) -> str:
    channel = separation.channels[speaker] if speaker < len(separation.channels) else len(roles)
    return roles[channel] if channel < len(roles) else f"Speaker {speaker + 1}"


def to_json(transcript: Transcript) -> bytes:
    """The transcript as `scribe` reads it: segments with their times and speakers."""
    return msgspec.json.encode(transcript)


def _cut(region: Region) -> list[Region]:
    """A region that is longer than the model's window, in even parts."""
    parts = int(region.seconds // LONGEST_BLOCK_S) + 1
    step = region.seconds / parts
    return [Region(region.start + n * step, region.start + (n + 1) * step) for n in range(parts)]


def _moved(heard: Heard, by: float) -> Heard:
    words = tuple(Word(word.start + by, word.end + by, word.text) for word in heard.words)
    return replace(heard, start=heard.start + by, end=heard.end + by, words=words)


def _remarks(skipped: Sequence[Skipped], separation: Separation) -> list[str]:
    remarks = []
    if skipped:
        places = ", ".join(_clock(one.start) for one in skipped[:6]) + (" …" if len(skipped) > 6 else "")
        many = len(skipped) > 1
        remarks.append(
            f"What the speech model wrote at {len(skipped)} place{'s' if many else ''} ({places}) was left out: "
            "nobody speaks there or it repeats itself: please listen there."
        )
    if separation.how == "voices" and not separation.sure:
        remarks.append("The voices in this recording are much alike: please check who says what.")
    if separation.how == "one":
        remarks.append("One voice was heard in this recording: please check who says what.")
    return remarks


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def _length(seconds: float) -> str:
    return f"{seconds:.0f} seconds" if seconds < 90 else f"{seconds / 60:.0f} minutes"
