"""Bytes to text: every encoding a transcript comes in, and a plain word for files that are no transcript.

Read by `transcripts.read`. UTF-8, UTF-16 and UTF-32 with or without byte-order mark, and Windows-1252; the rest is
refused.
"""

from dataclasses import dataclass

from attending.errors import BadInput, NothingSaid
from attending.scribe.transcripts.timed_text import is_timed_text
from attending.scribe.transcripts.word_document import is_word_document, read_word_document

MAX_BYTES = 32_000_000  # a day of speech as JSON with a time for every word; more is not one visit

_ACCEPTED = "Transcripts come as WebVTT, SRT, TTML, JSON segments, TextGrid, a Word document or plain text."
_OTHER_FILES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"BM6", "a picture"),
    (b"II*\x00", "a picture"),
    (b"MM\x00*", "a picture"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"{\\rtf", "a rich-text (RTF) document"),
    (b"RIFF", "a sound recording"),
    (b"ID3", "a sound recording"),
    (b"OggS", "a sound recording"),
    (b"fLaC", "a sound recording"),
    (b"\x1aE\xdf\xa3", "a sound or video recording"),
    (b"SQLite format 3", "a database"),
    (b"<!DOCTYPE html", "a web page"),
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
    (b"<?xml", "an XML document"),
)
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe\x00\x00", "utf-32-le"), (b"\x00\x00\xfe\xff", "utf-32-be"))
_MARKS_16 = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_LAYOUT = frozenset("\t\n\r\v\f")


@dataclass(frozen=True)
class Decoded:
    """Text with `\\n` line ends, and what had to be repaired."""

    text: str
    remarks: tuple[str, ...] = ()


def decode(data: bytes) -> Decoded:
    """Read bytes as text.

    Raises:
        NothingSaid: the file is empty or holds white space only.
        BadInput: it is too large, or something else than text.
    """
    if not data:
        raise NothingSaid("The file is empty.", hint="Was the recording exported completely?")
    if len(data) > MAX_BYTES:
        raise BadInput(f"The file is larger than {MAX_BYTES // 1_000_000} MB.", hint="Send one consultation per file.")
    if is_word_document(data):
        data = read_word_document(data).encode()
    _refuse_other_files(data)
    decoded = _decode_marked(data) or _decode_unmarked(data)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    if not text.strip(" \t\n\r\v\f\xa0\x00\ufeff"):
        raise NothingSaid("The file holds nothing but white space.")
    _refuse_noise(text)
    return Decoded(text, decoded.remarks)


def _refuse_other_files(data: bytes) -> None:
    head = data[:64].lstrip()
    for magic, what in _OTHER_FILES:
        if head.startswith(magic) and not is_timed_text(data[:8000].decode("latin-1")):
            raise BadInput(f"This is {what}, not a transcript.", hint=_ACCEPTED)
    if data[4:8] == b"ftyp" or data[:2] in {b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"}:
        raise BadInput("This is a sound or video recording, not a transcript.", hint=_ACCEPTED)
    if data[128:132] == b"DICM":
        raise BadInput("This is a DICOM file, not a transcript.", hint=_ACCEPTED)


def _decode_marked(data: bytes) -> Decoded | None:
    for mark, encoding in _MARKS + _MARKS_16:
        if data.startswith(mark):
            return _replacing(data[len(mark) :], encoding)
    return None


def _decode_unmarked(data: bytes) -> Decoded:
    encoding = _wide_encoding(data)
    if encoding:
        return _replacing(data, encoding)
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    lenient = data.decode("utf-8", "replace")
    broken = lenient.count("\ufffd")
    accented = sum(letter > "\x7f" for letter in lenient) - broken
    if accented > broken:
        return Decoded(lenient, (_broken_letters(broken),))
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise _no_text() from None
    if sum(letter > "\x7f" for letter in text) > 0.3 * len(text):
        raise _no_text()
    return Decoded(text)


def _wide_encoding(data: bytes) -> str | None:
    """Find UTF-16 without a mark: for Latin text every second byte is zero."""
    sample = data[:4096]
    zeros_even, zeros_odd = sample[0::2].count(0), sample[1::2].count(0)
    half = max(len(sample) // 2, 1)
    if zeros_odd > 0.6 * half and zeros_even < 0.1 * half:
        return "utf-16-le"
    if zeros_even > 0.6 * half and zeros_odd < 0.1 * half:
        return "utf-16-be"
    return None


def _replacing(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, "replace")
    broken = text.count("\ufffd")
    if broken > 0.05 * len(text) + 1:
        raise _no_text()
    return Decoded(text, (_broken_letters(broken),) if broken else ())


def _refuse_noise(text: str) -> None:
    sample = text[:200_000]
    control = sum((letter < " " and letter not in _LAYOUT) or "\x7f" <= letter < "\xa0" for letter in sample)
    if control > 0.01 * len(sample):
        raise _no_text()


def _no_text() -> BadInput:
    return BadInput("The file is not readable text.", hint=_ACCEPTED)


def _broken_letters(count: int) -> str:
    letters = "letter" if count == 1 else "letters"
    return f"{count} {letters} of the file could not be read; \ufffd stands in their place."
