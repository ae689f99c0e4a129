"""WAV files, read without any library: what the base install understands.

Source: Microsoft and IBM, Multimedia Programming Interface and Data Specifications 1.0 (RIFF WAVE), and the
WAVE_FORMAT_EXTENSIBLE header.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attending.errors import BadInput

PCM, FLOAT, EXTENSIBLE = 1, 3, 0xFFFE
MOST_CHANNELS = 8
RATES = (4_000, 192_000)
NEVER_WRITTEN = 0x7FFFF000  # sizes from here on are place-holders of a writer that does not know the end yet


@dataclass(frozen=True)
class _Format:
    kind: int
    channels: int
    rate: int
    bits: int


def is_wav(data: bytes) -> bool:
    """Whether these bytes begin as a WAV file does."""
    return data[:4] in (b"RIFF", b"RF64") and data[8:12] == b"WAVE"


@dataclass(frozen=True)
class Wav:
    """The numbers of a file, made into samples where they are asked for: an hour of them would be 1.3 GB at once."""

    rate: int
    channels: int
    samples: int
    """Of each channel."""
    _body: memoryview
    _form: _Format

    def take(self, first: int, after: int) -> NDArray[np.float32]:
        """(channels, samples) from -1 to 1."""
        frame = self.channels * self._form.bits // 8
        numbers = _NUMBERS[self._form.kind, self._form.bits](self._body[first * frame : after * frame])
        return np.ascontiguousarray(numbers.reshape(-1, self.channels).T, dtype=np.float32)


def read_wav(data: bytes) -> Wav | None:
    """What a file holds; None for a coding that needs a library, such as A-law.

    A file that was cut off, or whose sizes were never written because its writer was killed, is read as far as it goes.

    Raises:
        BadInput: no WAV file, or one without sound.
    """
    parts = dict(reversed(list(_parts(data))))
    if b"fmt " not in parts or len(parts[b"fmt "]) < 16 or b"data" not in parts:
        raise BadInput("This WAV file has no sound in it, or is cut off before it.")
    form = _format(parts[b"fmt "])
    if not (1 <= form.channels <= MOST_CHANNELS and RATES[0] <= form.rate <= RATES[1]):
        raise BadInput("This WAV file is damaged: its header makes no sense.")
    if (form.kind, form.bits) not in _NUMBERS:
        return None
    return Wav(form.rate, form.channels, len(parts[b"data"]) * 8 // (form.bits * form.channels), parts[b"data"], form)


def told_seconds(data: bytes) -> float | None:
    """How long a WAV file is by its header; None where its writer never wrote the sizes."""
    at, bytes_a_second = 12, 0
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        if name == b"fmt " and at + 20 <= len(data):
            (bytes_a_second,) = struct.unpack_from("<I", data, at + 16)
        if name == b"data":
            return size / bytes_a_second if bytes_a_second and 0 < size < NEVER_WRITTEN else None
        at += 8 + size + size % 2
    return None


def _parts(data: bytes) -> list[tuple[bytes, memoryview]]:
    """The chunks; the last one may be shorter than it says."""
    found, at, view = [], 12, memoryview(data)
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        found.append((name, view[at + 8 :] if name == b"data" and not size else view[at + 8 : at + 8 + size]))
        at += 8 + size + size % 2 if size or name != b"data" else len(data)
    return found


def _format(chunk: memoryview) -> _Format:
    kind, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", chunk)
    if kind == EXTENSIBLE and len(chunk) >= 26:
        (kind,) = struct.unpack_from("<H", chunk, 24)
    return _Format(kind, channels, rate, bits)


def _three_bytes(body: memoryview) -> NDArray[Any]:
    three = np.frombuffer(body, dtype=np.uint8).reshape(-1, 3).astype(np.int32)
    wide = three[:, 0] | three[:, 1] << 8 | three[:, 2] << 16
    return ((wide ^ 0x800000) - 0x800000) / 0x800000


_NUMBERS: dict[tuple[int, int], Callable[[memoryview], NDArray[Any]]] = {
    (PCM, 8): lambda body: (np.frombuffer(body, dtype=np.uint8).astype(np.float32) - 128) / 128,
    (PCM, 16): lambda body: np.frombuffer(body, dtype="<i2").astype(np.float32) / 32_768,
    (PCM, 24): _three_bytes,
    (PCM, 32): lambda body: np.frombuffer(body, dtype="<i4") / 2**31,
    (FLOAT, 32): lambda body: np.nan_to_num(np.frombuffer(body, dtype="<f4")).clip(-1, 1),
    (FLOAT, 64): lambda body: np.nan_to_num(np.frombuffer(body, dtype="<f8")).clip(-1, 1),
}
"""Samples from -1 to 1, by the kind of coding and its bits."""
