"""Bodies of resources are compressed before they are sealed: most of a FHIR resource is what every other one says too.

Read by `write` and `index.prepared` (the way in) and `versioned` (the way out). What an earlier version stored plain is
read as it is. A body may be compressed before the moment of its version is known, see `MOMENT`, and before it is known
where some references lead, see `hole`: who knows adds the answers, and need not compress again.
The dictionary `resource.zdict` holds the names of elements, systems and profiles, nothing of anybody; see
`derive_dictionary`. A stored body names its dictionary, so one that was ever shipped must stay.
"""

import threading
from functools import cache
from pathlib import Path

import msgspec
import zstandard

from attending.errors import Tampered

_LEVEL = 1
MOMENT = b"\x01"
"""Stands in a compressed body for the moment that the row of the version tells; JSON never holds this byte."""
_HOLE = b"\x02"
_WITH_ANSWERS = 0x90
"""The first byte of a list in MessagePack, a compressed body and its answers; JSON and zstd begin with less."""
_ANSWERED = msgspec.msgpack.Decoder(tuple[bytes, list[str]])
_local = threading.local()


def compressed(plain: bytes) -> bytes:
    """A resource's JSON as it is sealed."""
    compressor = getattr(_local, "compressor", None)
    if compressor is None:
        compressor = _local.compressor = zstandard.ZstdCompressor(level=_LEVEL, dict_data=_dictionary())
    made: bytes = compressor.compress(plain)
    return made


def hole(number: int) -> bytes:
    """Stands in a compressed body for one of its answers, counted from 0; JSON never holds it."""
    return _HOLE + b"%04x" % number


def answered(body: bytes, answers: list[str]) -> bytes:
    """A compressed body together with what fills its holes."""
    return msgspec.msgpack.encode((body, answers))


def expanded(stored: bytes, updated: str) -> bytes:
    """The JSON again, byte for byte; raises `Tampered`.

    Args:
        stored: what `compressed` made, or JSON.
        updated: the moment of the version.
    """
    if stored[:1] == b"{":
        return stored
    answers: list[str] = []
    if stored[0] >= _WITH_ANSWERS:
        stored, answers = _ANSWERED.decode(stored)
    expander = getattr(_local, "expander", None)
    if expander is None:
        expander = _local.expander = zstandard.ZstdDecompressor(dict_data=_dictionary())
    try:
        plain: bytes = expander.decompress(stored)
    except zstandard.ZstdError as error:
        raise Tampered("A stored body cannot be read.", hint="Install the newer version.") from error
    for number, answer in enumerate(answers):
        plain = plain.replace(hole(number), answer.encode())
    return plain.replace(MOMENT, updated.encode()) if MOMENT in plain else plain


@cache
def _dictionary() -> zstandard.ZstdCompressionDict:
    made = zstandard.ZstdCompressionDict(Path(__file__).with_name("resource.zdict").read_bytes())
    made.precompute_compress(level=_LEVEL)
    return made
