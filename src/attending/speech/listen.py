"""The whole way from sound to a transcript with speakers: only speech reaches the model, only spoken words leave it."""

import hashlib
from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass

from attending.errors import NothingSaid
from attending.models import Heard, SpeechModel
from attending.models.speech_port import moved
from attending.models.wave import wave_file
from attending.speech.activity import Region, find_speech
from attending.speech.by_words import told_apart_by_words
from attending.speech.filters import keep_spoken
from attending.speech.remarks import cut_off, length_of, remarks_of
from attending.speech.sound import RATE, Samples, Sound
from attending.speech.speakers import separate
from attending.speech.talk import Wording
from attending.speech.told import has_told_names, were_said
from attending.speech.transcript import JOIN_S, Transcript, spoken_by

LONGEST_BLOCK_S = 28.0
"""Of what a model hears at once: Whisper's window is 30 s."""
LEAST_SPEECH_S = 1.0
"""A recording with less speech holds no visit."""

Cache = MutableMapping[str, tuple[Heard, ...]]
"""What was heard before, by block: after a failure, transcribing goes on where it stopped."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Asking:
    """What the speech model is told besides the sound."""

    vocabulary: tuple[str, ...] = ()
    language: str | None = "en"
    speakers: int | None = None
    """How many people speak, where somebody knows."""
    roles: tuple[str, ...] = ()
    """Whose microphone each channel is; empty where nobody knows."""
    wording: Wording | None = None
    """What tells a clinician's sentence from a patient's; None for a language that it does not know."""


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
            f"Nobody speaks in this recording of {length_of(sound.seconds)}.", hint="Was the right microphone on?"
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
    separation = told_apart_by_words(kept.heard, separation, asking.wording)
    segments = spoken_by(kept.heard, separation, asking.roles, wording=asking.wording)
    return Transcript(
        segments=segments,
        language=asking.language or "en",
        seconds=round(sound.seconds, 2),
        speech_seconds=round(spoken, 2),
        speakers=len({one.speaker for one in segments}),
        how=separation.how,
        model=model.name,
        remarks=(*cut_off(sound), *remarks_of(segments, kept.skipped, separation)),
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
    """What the model hears in a block, in seconds of the recording; told names stay where they were said."""
    samples = mono[int(block.start * RATE) : int(block.end * RATE)]
    found = _asked(samples, model, asking, asking.vocabulary, known)
    if has_told_names(found, asking.vocabulary):
        plain = _asked(samples, model, asking, (), known)
        found = found if were_said(found, plain, asking.vocabulary) else plain
    return tuple(moved(one, block.start) for one in found)


def _asked(
    samples: Samples, model: SpeechModel, asking: Asking, vocabulary: tuple[str, ...], known: Cache | None
) -> tuple[Heard, ...]:
    """The model's answer; asked once only for the same sound with the same list."""
    told = "\n".join(vocabulary)
    key = hashlib.sha256(f"{model.name}\0{asking.language}\0{told}\0".encode() + wave_file(samples)).hexdigest()
    found = None if known is None else known.get(key)
    if found is None:
        found = model.transcribe(samples, vocabulary=vocabulary, language=asking.language)
        if known is not None:
            known[key] = found
    return found


def _cut(region: Region) -> list[Region]:
    """A region that is longer than the model's window, in even parts."""
    parts = int(region.seconds // LONGEST_BLOCK_S) + 1
    step = region.seconds / parts
    return [Region(region.start + n * step, region.start + (n + 1) * step) for n in range(parts)]
