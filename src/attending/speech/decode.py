"""A recording's bytes, whatever they are called, as sound at 16 kHz.

WAV is read by ourselves. WebM, Ogg, MP3, M4A and FLAC need PyAV, which the extra `speech` brings; where a recording
grows while it is read, `decode_stream` gives the sound as it comes.
"""

import contextlib
import io
from collections.abc import Generator, Iterator
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from attending.errors import BadInput, NotConfigured
from attending.speech.layout import breaks_off, parts_of
from attending.speech.pair import files_of_pair, is_pair
from attending.speech.sound import RATE, Gathered, Sound, resampled
from attending.speech.wav import is_wav, read_wav, told_seconds

GROWING_BYTES = 1_024
"""Read at once of a recording that grows: a quarter of a second."""
MOST_SECONDS = 3 * 3600
"""Of one recording; longer ones are no consultation."""


_COUNTED = (b"Xing", b"Info", b"VBRI")
_AGAIN = "Export or copy it again."


class Readable(Protocol):
    """Where bytes come from."""

    def read(self, size: int, /) -> bytes:
        """Some bytes, none at the end."""


def read_sound(data: bytes) -> Sound:
    """The sound of a file.

    Raises:
        BadInput: it is no recording, is damaged from its start, holds no sound, or is longer than three hours.
        NotConfigured: it is coded, and PyAV is not installed.
    """
    if is_pair(data):
        sound = _together([read_sound(one) for one in files_of_pair(data)])
    elif is_wav(data) and (read := read_wav(data)) is not None:
        _check_length(read.samples / read.rate)
        sound = Sound(resampled(read.take, (read.channels, read.samples), read.rate), told_seconds(data))
    else:
        sound = _decode_parts(data)
    if not sound.channels.shape[1]:
        raise BadInput("This file holds no sound.", hint="Was the microphone on?")
    return sound


def _together(voices: list[Sound]) -> Sound:
    """Two recordings of one visit, one of each speaker, from the same moment on: a channel each."""
    length = max(one.channels.shape[1] for one in voices)
    channels = np.stack([np.pad(one.mono, (0, length - one.channels.shape[1])) for one in voices])
    told = max((one.told_s for one in voices if one.told_s is not None), default=None)
    return Sound(channels, told, ends=all(one.ends for one in voices))


def _decode_parts(data: bytes) -> Sound:
    """A file, or several one behind the other; what was recorded on one channel only is heard on both."""
    files, gathered = parts_of(data), Gathered()
    told = [_decode_whole(file, gathered) for file in files]
    known = [length for length in told if length is not None]
    return Sound(gathered.channels, sum(known) if len(known) == len(files) else None, ends=not breaks_off(files[-1]))


def _decode_whole(data: bytes, gathered: Gathered) -> float | None:
    """Gather the sound of a whole file; how long it is by what it tells."""
    if data[4:8] == b"ftyp" and b"moov" not in data:
        raise BadInput("The end of this recording is missing, and nothing can be read without it.", hint=_AGAIN)
    pieces = decode_stream(io.BytesIO(data))
    while True:
        try:
            gathered.add(next(pieces))
        except StopIteration as end:
            # of an MP3 file without a count of its frames the length is a guess from its first ones
            guessed = _is_mp3(data) and not any(mark in data[:8192] for mark in _COUNTED)
            return None if guessed else end.value


def _is_mp3(data: bytes) -> bool:
    return data[:3] == b"ID3" or (data[:1] == b"\xff" and len(data) > 1 and data[1] & 0xE0 == 0xE0)


def decode_stream(file: Readable, *, growing: bool = False) -> Generator[NDArray[np.float32], None, float | None]:
    """The sound as it is decoded, (channels, samples) a piece, 1 or 2 channels.

    Args:
        file: read from its start on; it may block until more has come, and ends with empty bytes.
        growing: do not wait for a large beginning before the first sound.

    Raises:
        BadInput: as `read_sound`. Damage after the start ends the sound there.

    Returns:
        How many seconds the file tells that it holds; None where it tells nothing.
    """
    av = _library()
    began, told = False, None
    try:
        options = {"probesize": "2048", "analyzeduration": "0", "fflags": "nobuffer"} if growing else {}
        size = GROWING_BYTES if growing else 32_768
        with av.open(file, metadata_errors="ignore", options=options, buffer_size=size) as container:
            stream = next(iter(container.streams.audio), None)
            if stream is None:
                raise BadInput("This file holds no sound.", hint="Was the microphone on?")
            stream.thread_type = "NONE"
            told = _told(av, container, stream)
            seconds = 0.0
            for part in _decoded(av, container, stream):
                began = True
                seconds += part.shape[1] / RATE
                _check_length(seconds)
                yield part
    except (av.FFmpegError, ValueError, EOFError, IndexError) as error:
        if not began:
            raise BadInput(
                "This file is no recording that can be read.", hint="Send WAV, WebM, Ogg, MP3, M4A or FLAC."
            ) from error
    return told


def _told(av: Any, container: Any, stream: Any) -> float | None:
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return container.duration / av.time_base if container.duration else None


def _decoded(av: Any, container: Any, stream: Any) -> Iterator[NDArray[np.float32]]:
    channels = min(stream.codec_context.channels or 1, 2)
    resampler = av.AudioResampler(format="fltp", layout="stereo" if channels == 2 else "mono", rate=RATE)
    for packet in container.demux(stream):
        frames: list[Any] = []
        with contextlib.suppress(av.InvalidDataError):  # one broken packet is a click, not the end of the visit
            frames = packet.decode()
        for frame in frames:
            yield from _arrays(resampler.resample(frame))
    yield from _arrays(resampler.resample(None))


def _arrays(frames: list[Any]) -> Iterator[NDArray[np.float32]]:
    for frame in frames:
        yield np.asarray(frame.to_ndarray(), dtype=np.float32)


def _check_length(seconds: float) -> None:
    if seconds > MOST_SECONDS:
        raise BadInput("This recording is longer than three hours.", hint="Send one consultation per file.")


def _library() -> Any:
    try:
        import av
    except ImportError as error:
        raise NotConfigured(
            "This kind of recording cannot be decoded here.", hint="Send WAV, or pip install 'attending[speech]'."
        ) from error
    av.logging.set_level(av.logging.PANIC)  # its messages may quote what stands in a file
    return av
