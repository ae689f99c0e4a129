"""Praat TextGrid, long and short form: interval tiers with the words of one speaker each.

Read by `transcripts.read`; a visit comes as two files (doctor and patient) or as two tiers of one file.
Source: Praat manual, "TextGrid file formats".
"""

import re
from collections.abc import Iterator

from attending.errors import BadInput
from attending.scribe.transcripts.pieces import Piece, Transcript

# Strings first, so that digits and brackets inside them are left alone; `intervals [3]:` holds no value.
_TOKEN = re.compile(r'"((?:[^"]|"")*)"|\[\d*\]|(<exists>)|(?<![^\s=])([-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?)(?![^\s])')
_UNCLEAR = re.compile(r"<\s*(?:UNIN|INAUDIBLE_SPEECH)\s*/?\s*>", re.IGNORECASE)
_TAG = re.compile(r"</?\s*[A-Za-z_]+\s*/?\s*>")

_SPACE_BEFORE_STOP = re.compile(r"\s+([,.?!])")

_Token = str | float


def is_textgrid(text: str) -> bool:
    """Recognise the two lines that open every TextGrid."""
    head = text[:300]
    return "ooTextFile" in head and "TextGrid" in head


def read_textgrid(text: str) -> Transcript:
    """Read every interval tier; the tier's name becomes the speaker's label."""
    tokens = _tokens(text)
    pieces: list[Piece] = []
    remarks: list[str] = []
    try:
        for _ in range(2):
            _string(next(tokens))
        _number(next(tokens)), _number(next(tokens))
        for number in range(1, int(_number(next(tokens))) + 1):
            pieces += _read_tier(tokens, number)
    except (StopIteration, BadInput):
        if not pieces:
            raise BadInput("The TextGrid is incomplete.", hint="Save it again from Praat as a text file.") from None
        remarks.append("The TextGrid ends too early; what stands before the break was read.")
    unclear = sum(len(_UNCLEAR.findall(piece.text)) for piece in pieces)
    pieces.sort(key=lambda piece: piece.start or 0.0)  # tiers follow each other in the file, not in time
    cleaned = tuple(Piece(_untag(piece.text), piece.speaker, piece.start, piece.end) for piece in pieces)
    return Transcript(cleaned, tuple(remarks), unclear=unclear, separate=True)


def _untag(text: str) -> str:
    return _SPACE_BEFORE_STOP.sub(r"\1", " ".join(_TAG.sub(" ", text).split()))


def _tokens(text: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(text):
        string, _, number = found.groups()
        if string is not None:
            yield string.replace('""', '"')
        elif number is not None:
            yield float(number)


def _read_tier(tokens: Iterator[_Token], number: int) -> list[Piece]:
    kind, name = _string(next(tokens)), _string(next(tokens))
    _number(next(tokens)), _number(next(tokens))
    count = int(_number(next(tokens)))
    pieces: list[Piece] = []
    for _ in range(count):
        try:
            start = _number(next(tokens))
            end = _number(next(tokens)) if kind == "IntervalTier" else start
            text = _string(next(tokens))
        except (StopIteration, BadInput):
            if not pieces:
                raise
            break
        if kind == "IntervalTier" and text.strip():
            pieces.append(Piece(text, name.strip() or f"Tier {number}", round(start, 2), round(end, 2)))
    return pieces


def _string(token: _Token) -> str:
    if not isinstance(token, str):
        raise BadInput("The TextGrid has a number where words belong.")
    return token


def _number(token: _Token) -> float:
    if not isinstance(token, float):
        raise BadInput("The TextGrid has words where a number belongs.")
    return token
