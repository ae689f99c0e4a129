"""What a speech model says that nobody said: repetitions, captions learned by heart, words in silence, too many words.

Speech models invent text where they hear none. What is left out here is never lost silently: its place and the reason
go to the clinician, who can listen there.
Source of the three thresholds: Radford et al., Robust speech recognition via large-scale weak supervision, 2022 (the
reference implementation's `no_speech_threshold`, `logprob_threshold`, `compression_ratio_threshold`).
"""

import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from attending.models import Heard
from attending.speech.activity import Region

NO_SPEECH = 0.6
LOG_PROBABILITY = -1.0
LEAST_PROBABILITY = -2.0
"""Below this a model has guessed every word, whatever it thinks of silence."""
COMPRESSION = 2.4
MOST_WORDS_A_SECOND = 9.0
"""Nobody speaks faster; auctioneers come close."""
FEWEST_FOR_RATE = 8
LEAST_SPEECH = 0.15
"""The part of a piece's time in which somebody must have spoken."""
REPEATED = 3
"""The same piece so many times on end is a loop of the model, not an answer."""
_CAPTION = re.compile(
    r"thanks? (?:you )?for watching|subtitles? (?:by|provided)|amara\.org|transcri(?:bed|ption) by|please subscribe|"
    r"like and subscribe|captions? by|see you in the next video|^\W*(?:music|applause|laughter|silence)\W*$|"
    r"^\s*[\[(♪].*[\])♪]\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Skipped:
    """A stretch whose words were left out, in seconds, and why."""

    start: float
    end: float
    why: str
    """`silence`, `repeated`, `caption`, `too fast`, `unsure`."""


@dataclass(frozen=True)
class Kept:
    """What stays, and what was left out."""

    heard: tuple[Heard, ...]
    skipped: tuple[Skipped, ...]


def keep_spoken(heard: Iterable[Heard], regions: Sequence[Region]) -> Kept:
    """Leave out what nobody said; times of both are seconds of the same recording."""
    kept: list[Heard] = []
    skipped: list[Skipped] = []
    run = 1
    for one in heard:
        if not any(letter.isalnum() for letter in one.text):
            continue
        run = run + 1 if kept and _plain(kept[-1].text) == _plain(one.text) else 1
        why = _doubt(one, regions) or ("repeated" if run >= REPEATED else "")
        if why:
            skipped.append(Skipped(one.start, one.end, why))
        else:
            kept.append(one)
    return Kept(tuple(kept), tuple(skipped))


def compression_of(text: str) -> float:
    """How often the text could be packed into itself."""
    plain = text.encode()
    return len(plain) / max(1, len(zlib.compress(plain)))


def _doubt(one: Heard, regions: Sequence[Region]) -> str:
    seconds = max(one.end - one.start, 0.02)
    spoken = sum(max(0.0, min(one.end, region.end) - max(one.start, region.start)) for region in regions)
    words = len(one.text.split())
    if spoken / seconds < LEAST_SPEECH:
        return "silence"
    if (one.no_speech or 0.0) > NO_SPEECH and (one.log_probability or 0.0) < LOG_PROBABILITY:
        return "silence"
    if (one.log_probability or 0.0) < LEAST_PROBABILITY:
        return "unsure"
    if max(one.compression or 0.0, compression_of(one.text)) > COMPRESSION:
        return "repeated"
    if _CAPTION.search(one.text):
        return "caption"
    if words >= FEWEST_FOR_RATE and words / seconds > MOST_WORDS_A_SECOND:
        return "too fast"
    return ""


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()
