"""A transcript of any kind into a Conversation: who said what, in order, with what had to be repaired.

The format is recognised by content, never by file name. Whatever comes in, the outcome is a Conversation or an error
that tells the person at the desk what is wrong with the file, without repeating a word of it.
"""

import hashlib
import itertools
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from attending.drafts import Conversation, Role, Turn
from attending.errors import BadInput, NothingSaid
from attending.scribe.transcripts.cues import is_cues, read_cues
from attending.scribe.transcripts.decode import decode
from attending.scribe.transcripts.headings import find_table
from attending.scribe.transcripts.pieces import Piece, Transcript, spoken
from attending.scribe.transcripts.role_model import load_role_model
from attending.scribe.transcripts.roles import assign_roles
from attending.scribe.transcripts.segments import read_json, read_rows
from attending.scribe.transcripts.tagged import read_text
from attending.scribe.transcripts.textgrid import is_textgrid, read_textgrid
from attending.scribe.transcripts.timed_text import is_timed_text, read_timed_text

MAX_TURNS = 200_000


def read_conversation(data: bytes, *, name: str = "", partner: bytes | None = None) -> Conversation:
    """Read a transcript, or a pair of timed transcripts with one speaker each.

    Args:
        data: the file: WebVTT, SRT, TTML, JSON segments, TextGrid, or text with or without labels, in any encoding.
        name: what the person calls the file; used in messages only.
        partner: the other speaker's file, where each speaker was transcribed alone.

    Raises:
        BadInput: the file is no transcript, or too large.
        NothingSaid: it holds no words.
    """
    transcript = _read(data, name)
    if partner is not None:
        if partner == data:
            raise BadInput("The same file was given for both speakers.")
        transcript = _interleave(transcript, _read(partner, name))
    assigned = assign_roles(transcript, load_role_model())
    turns = tuple(_turn(number, role, piece) for number, (role, piece) in enumerate(assigned.turns))
    digest = hashlib.sha256(data + b"\0" + (partner or b"")).hexdigest()
    remarks = dict.fromkeys((*transcript.remarks, *_remarks(transcript), *assigned.remarks))
    return Conversation(
        id=f"conversation-{digest[:32]}", turns=turns, language=transcript.language, remarks=tuple(remarks)
    )


def _read(data: bytes, name: str) -> Transcript:
    decoded = decode(data)
    transcript = _parse(decoded.text)
    pieces = spoken(transcript.pieces)
    if not pieces:
        where = f" in {name}" if name and len(name) < 60 and name.isprintable() else ""
        raise NothingSaid(f"No words were found{where}.", hint="Was the microphone on?")
    if len(pieces) > MAX_TURNS:
        raise BadInput("The transcript has too many pieces for one visit.", hint="Send one consultation per file.")
    remarks = (*decoded.remarks, *transcript.remarks)
    if transcript.language == "en" and not _is_latin(pieces):
        return replace(transcript, pieces=pieces, remarks=remarks, language="und")
    return replace(transcript, pieces=pieces, remarks=remarks)


def _parse(text: str) -> Transcript:
    """Recognise the format by what stands in the file, and read it."""
    text = text.lstrip("\ufeff")
    if is_textgrid(text):
        return read_textgrid(text)
    if is_timed_text(text):
        return read_timed_text(text)
    if text.lstrip().startswith("WEBVTT"):
        return read_cues(text)
    segments = read_json(text)
    if segments is not None:
        return segments
    if is_cues(text):
        return read_cues(text)
    table = find_table(text)
    return read_rows(table) if table else read_text(text)


def _interleave(one: Transcript, other: Transcript) -> Transcript:
    """Put two speakers' pieces in order of time."""
    if any(piece.start is None for piece in (*one.pieces, *other.pieces)):
        raise BadInput("Two files of one visit can be joined only by their times, and one of them has none.")
    labels = [{piece.speaker for piece in transcript.pieces} for transcript in (one, other)]
    distinct = None not in labels[0] | labels[1] and not labels[0] & labels[1]
    pieces = [
        piece if distinct else replace(piece, speaker=f"Speaker {number}")
        for number, transcript in enumerate((one, other), start=1)
        for piece in transcript.pieces
    ]
    pieces.sort(key=lambda piece: piece.start or 0.0)
    unclear = one.unclear + other.unclear
    return Transcript(
        tuple(pieces), (*one.remarks, *other.remarks), language=one.language, unclear=unclear, separate=True
    )


def _remarks(transcript: Transcript) -> list[str]:
    """Say what a clinician should know of the recording itself."""
    remarks = []
    if transcript.unclear:
        places = "place" if transcript.unclear == 1 else "places"
        remarks.append(f"{transcript.unclear} {places} of the recording could not be understood and were left out.")
    if _is_in_blocks(transcript.pieces):
        remarks.append("The file gives each speaker's words in one block: who answered what is not known.")
    return remarks


def _is_in_blocks(pieces: Sequence[Piece]) -> bool:
    """Recognise a file that lists everything one speaker said, then everything the other said."""
    timed = [(piece.start, piece.end) for piece in pieces if piece.start is not None and piece.end is not None]
    if not 2 <= len(timed) <= 6:
        return False
    return any(min(a[1], b[1]) - max(a[0], b[0]) > 60 for a, b in itertools.pairwise(timed))


def _is_latin(pieces: Sequence[Piece]) -> bool:
    """Say whether most letters are Latin; the words of other scripts cannot be judged by an English model."""
    letters = [letter for piece in pieces[:200] for letter in piece.text[:400] if letter.isalpha()]
    latin = sum(letter < "\u0250" or unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    return latin >= 0.7 * len(letters)


def _turn(number: int, role: Role, piece: Piece) -> Turn:
    return Turn(number=number, role=role, text=piece.text, start=piece.start, end=piece.end)
