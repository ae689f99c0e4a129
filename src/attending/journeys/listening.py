"""Hearing again what was said: some seconds of a recording, while its sound is kept."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from attending.errors import BadInput
from attending.exchange.recordings import State
from attending.journeys.clinic import Clinic
from attending.models.wave import wave_file
from attending.security import Grant
from attending.speech import read_sound
from attending.speech.sound import RATE

LONGEST_S = 120.0
BEFORE_S, AFTER_S = 0.3, 0.4
"""What is heard around a turn: times of words are not exact."""
_KEPT = 2
"""Recordings whose decoded sound stays in memory, so that the second click answers at once."""


def cut_clip(recording_id: str, start: float, end: float, *, clinic: Clinic, grant: Grant) -> bytes:
    """Some seconds of a recording as a WAV file; the look is on the audit trail.

    Raises:
        NotFound: there is no such recording, or its sound was deleted.
        BadInput: the seconds make no sense.
    """
    if not 0 <= start < end or end - start > LONGEST_S:
        raise BadInput("A clip lies within the recording and has two minutes at most.")
    sound = clinic.recordings.sound(recording_id, grant=grant)
    samples = _decoded(sound)
    first, after = (int(max(0.0, second) * RATE) for second in (start - BEFORE_S, end + AFTER_S))
    return wave_file(samples[first:after].astype(np.float32) / np.float32(32_767))


def kept_sound(review: str, *, clinic: Clinic, grant: Grant) -> str:
    """The id of a note's recording while its sound is kept and this person may hear it; empty otherwise."""
    found = clinic.recordings.of_review(review, grant=grant)
    return found.id if found is not None and found.state is not State.DELETED else ""


def whole_sound(recording_id: str, *, clinic: Clinic, grant: Grant) -> tuple[bytes, str]:
    """A recording as it came in, and its media type; the look is on the audit trail. Raises `NotFound`."""
    made = clinic.recordings.read(recording_id, grant=grant)
    return clinic.recordings.sound(recording_id, grant=grant), made.media_type.split(";")[0]


def forget_sound() -> None:
    """Nothing of a deleted recording stays in memory."""
    _decoded.cache_clear()


@lru_cache(maxsize=_KEPT)
def _decoded(sound: bytes) -> NDArray[np.int16]:
    return (read_sound(sound).mono.clip(-1, 1) * 32_767).astype(np.int16)
