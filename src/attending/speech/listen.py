"""The whole way from sound to a transcript with speakers: only speech reaches the model, only spoken words leave it."""

import hashlib
from collections.abc import Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from attending.errors import NothingSaid
from attending.models import Heard, SpeechModel
from attending.models.speech_port import moved
from attending.models.wave import wave_file
from attending.speech.activity import Region, find_speech
from attending.speech.blocks import blocks
from attending.speech.by_words import told_apart_by_words
from attending.speech.filters import keep_spoken
from attending.speech.remarks import cut_off, length_of, remarks_of
from attending.speech.sound import RATE, Samples, Sound
from attending.speech.speakers import Telling
from attending.speech.talk import Wording
from attending.speech.told import has_told_names, were_said
from attending.speech.transcript import JOIN_S, Transcript, spoken_by

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
    cut, telling = blocks(regions, mono, longest_pause_s=JOIN_S), Telling(sound, regions, speakers=asking.speakers)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="voices") as beside:
        for number, block in enumerate(cut):
            progress(number, len(cut))
            listened = beside.submit(telling.listen, [one for one in regions if block.start <= one.start < block.end])
            heard += hear_block(mono, block, model, asking, known)
            listened.result()
    progress(len(cut), len(cut))
    kept = keep_spoken(heard, regions)
    if not kept.heard:
        raise NothingSaid("The speech model heard no words in this recording.", hint="Listen to it, or record again.")
    separation = told_apart_by_words(kept.heard, telling.told(), asking.wording)
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
