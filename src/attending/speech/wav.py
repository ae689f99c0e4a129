"""WAV files, read without any library: what the base install understands.

Source: Microsoft and IBM, Multimedia Programming Interface and Data Specifications 1.0 (RIFF WAVE), and the
WAVE_FORMAT_EXTENSIBLE header.
"""

import struct
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


def read_wav(data: bytes) -> tuple[NDArray[np.float32], int] | None:
    """(channels, samples) from -1 to 1 and the rate; None for a coding that needs a library, such as A-law.

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
    numbers = _numbers(parts[b"data"], form)
    if numbers is None:
        return None
    whole = len(numbers) // form.channels * form.channels
    return np.ascontiguousarray(numbers[:whole].reshape(-1, form.channels).T), form.rate


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


def _parts(data: bytes) -> list[tuple[bytes, bytes]]:
    """The chunks; the last one may be shorter than it says."""
    found, at = [], 12
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        found.append((name, data[at + 8 : at + 8 + size] if size else data[at + 8 :] if name == b"data" else b""))
        at += 8 + size + size % 2 if size or name != b"data" else len(data)
    return found


def _format(chunk: bytes) -> _Format:
    kind, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", chunk)
    if kind == EXTENSIBLE and len(chunk) >= 26:
        (kind,) = struct.unpack_from("<H", chunk, 24)
    return _Format(kind, channels, rate, bits)


def _numbers(body: bytes, form: _Format) -> NDArray[np.float32] | None:
    width = form.bits // 8
    body = body[: len(body) // width * width] if width else b""
    read: NDArray[Any]
    match (form.kind, form.bits):
        case (1, 8):
            read = (np.frombuffer(body, dtype=np.uint8).astype(np.float32) - 128) / 128
        case (1, 16):
            read = np.frombuffer(body, dtype="<i2").astype(np.float32) / 32_768
        case (1, 24):
            three = np.frombuffer(body, dtype=np.uint8).reshape(-1, 3).astype(np.int32)
            wide = three[:, 0] | three[:, 1] << 8 | three[:, 2] << 16
            read = ((wide ^ 0x800000) - 0x800000) / 0x800000
        case (1, 32):
            read = np.frombuffer(body, dtype="<i4") / 2**31
        case (3, 32):
            read = np.nan_to_num(np.frombuffer(body, dtype="<f4")).clip(-1, 1)
        case (3, 64):
            read = np.nan_to_num(np.frombuffer(body, dtype="<f8")).clip(-1, 1)
        case _:
            return None
    return read.astype(np.float32)
