"""Where the parts of a recording begin, and whether its end is missing: by the layout of the file, not by its sound.

A recording that went on after its tab had died is several files one behind the other. Ogg and what browsers write while
they record, tell no length; but whether the last page, element or box is whole, they tell.
Source: RFC 3533 section 6 (Ogg pages), RFC 8794 (EBML), RFC 9559 (Matroska), ISO/IEC 14496-12 section 4.2 (boxes).
"""

import re
import struct

_BEGINS = re.compile(
    rb"\x1a\x45\xdf\xa3.{1,60}?\x42\x82.(?:webm|matroska)|\x00\x00\x00.ftyp(?:iso[m\d]|mp4\d|M4A )", re.DOTALL
)
_EBML = b"\x1a\x45\xdf\xa3"
_OPENED = frozenset({0x18538067, 0x1F43B675})
"""Segment and Cluster: what they hold is walked, since their own size is often never written."""
_LAST_PAGE = 4
_PAGE_HEAD = 27


def parts_of(data: bytes) -> list[bytes]:
    """The files that a recording is made of, in order; nearly always one."""
    starts = [found.start() for found in _BEGINS.finditer(data) if found.start()]
    return [data[a:b] for a, b in zip([0, *starts], [*starts, len(data)], strict=True)]


def breaks_off(data: bytes) -> bool:
    """Whether the end of a file is missing; False also for kinds whose layout does not tell."""
    if data[:4] == b"OggS":
        return _ogg_breaks_off(data)
    if data[:4] == _EBML:
        return _ebml_breaks_off(data)
    return data[4:8] == b"ftyp" and _boxes_break_off(data)


def _ogg_breaks_off(data: bytes) -> bool:
    """The last page must be whole, and marked as the last."""
    at = data.rfind(b"OggS")
    if at + _PAGE_HEAD > len(data):
        return True
    segments = data[at + _PAGE_HEAD : at + _PAGE_HEAD + data[at + 26]]
    whole = len(segments) == data[at + 26] and at + _PAGE_HEAD + len(segments) + sum(segments) <= len(data)
    return not (whole and data[at + 5] & _LAST_PAGE)


def _ebml_breaks_off(data: bytes) -> bool:
    at = 0
    while at < len(data):
        name, after_name = _number(data, at, keep_mark=True)
        size, body = _number(data, after_name)
        if name is None or body > len(data):
            return True
        if name in _OPENED:
            if size is not None and body + size > len(data):
                return True
            at = body
        elif size is None:
            return False  # of unknown size, and none that we know: nothing can be said
        else:
            at = body + size
    return at > len(data)


def _number(data: bytes, at: int, *, keep_mark: bool = False) -> tuple[int | None, int]:
    """A number of variable length and where it ends; None for one that is unknown or missing."""
    first = data[at] if at < len(data) else 0
    if not first:
        return None, len(data) + 1
    length = 9 - first.bit_length()
    value = int.from_bytes(data[at : at + length], "big")
    if keep_mark:
        return value, at + length
    value &= (1 << 7 * length) - 1
    return (None if value == (1 << 7 * length) - 1 else value), at + length


def _boxes_break_off(data: bytes) -> bool:
    at = 0
    while at + 8 <= len(data):
        size = int(struct.unpack_from(">I", data, at)[0])
        if size == 1 and at + 16 <= len(data):
            size = int(struct.unpack_from(">Q", data, at + 8)[0])
        if size < 8:
            return False  # to the end of the file, or none that we know
        at += size
    return at != len(data)
