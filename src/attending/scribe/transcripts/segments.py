"""JSON transcripts of every recogniser, tables of rows, lists of {speaker, text}, our own Conversation.

Read by `transcripts.read`. Of the lists in which something is said, the one is taken that says all of it,
tells the speakers apart, writes sentences, and has times; words that stand singly are joined into sentences.
"""

import itertools
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from attending.errors import BadInput, NothingSaid
from attending.scribe.transcripts.pieces import Piece, Transcript
from attending.scribe.transcripts.said_lists import Row, SaidList, find_said
from attending.scribe.transcripts.said_times import in_seconds, pace_unit
from attending.scribe.transcripts.tagged import read_text

_LANGUAGE = re.compile(r"^[a-z]{2,3}$")
_SENTENCE_END = re.compile(r"[.?!…][\"'”’)]*$")
_WORD = re.compile(r"[^\W_]")
ALL_OF_IT = 0.8  # share of the longest list's words from which another list says the same
SPOKEN_FOR = 0.4  # where this share of a list's words has a speaker, its rows without one repeat them
PAUSE_S = 1.5  # words of one speaker this far apart are two sentences where nobody wrote a stop


def read_json(text: str) -> Transcript | None:
    """Read JSON, JSON lines or several documents one after another; None when the text is something else.

    Raises:
        BadInput: it is JSON, but broken, or holds no transcript.
    """
    stripped = text.strip()
    if not stripped.startswith(("{", "[")):
        return None
    try:
        document = json.loads(stripped)
    except RecursionError:
        raise BadInput("The JSON is nested too deeply to be a transcript.") from None
    except ValueError:
        document = _several(stripped)
        if document is None:
            if re.match(r"^(\{\s*[\"}]|\[\s*[\[{\"])", stripped):
                raise BadInput("The JSON is broken or cut off.", hint="Export the transcript again.") from None
            return None
    return read_rows(document)


def _several(text: str) -> list[Any] | None:
    """Read documents that follow each other, as recognisers write them while they listen."""
    decoder, at, rows = json.JSONDecoder(), 0, []
    try:
        while at < len(text):
            row, at = decoder.raw_decode(text, at)
            rows.append(row)
            while at < len(text) and text[at] in " \t\n,":
                at += 1
    except (ValueError, RecursionError):
        return None
    return rows if rows and all(isinstance(row, dict) for row in rows) else None


def read_rows(document: Any) -> Transcript:
    """Read the transcript that a document of lists and objects holds.

    Raises:
        BadInput: it holds none.
        NothingSaid: its list of segments is empty.
    """
    if isinstance(document, list) and document and all(isinstance(row, str) for row in document):
        return read_text("\n".join(document))
    lists = find_said(document)
    spoken = [said for said in lists if any(row.text for row in said.rows)]
    if not spoken:
        if _is_empty(document):
            raise NothingSaid("The list of segments is empty.")
        raise BadInput("The JSON holds no list of segments with text.", hint='Expected {"segments": [{"text": …}]}.')
    said = _best(spoken)
    said = replace(said, rows=_with_speakers(said.rows, lists))
    language = _language(document)
    if len(said.rows) == 1 and said.rows[0].speaker is None:
        alone = read_text(said.rows[0].text or "")  # text with its labels, packed into one string
        return (
            replace(alone, language=language) if len(alone.pieces) > 1 else Transcript(_pieces(said), language=language)
        )
    return _transcript(said, language)


def _transcript(said: SaidList, language: str) -> Transcript:
    pieces = _pieces(said)
    remarks = []
    if said.skipped:
        many = said.skipped > 1
        remarks.append(f"{said.skipped} segment{'s' if many else ''} without text {'were' if many else 'was'} skipped.")
    by_channel = any(row.channel is not None and row.speaker == row.channel for row in said.rows)
    if by_channel and all(piece.start is not None for piece in pieces):
        pieces = tuple(sorted(pieces, key=lambda piece: piece.start or 0.0))
    if any(a.start is not None and b.start is not None and b.start < a.start for a, b in itertools.pairwise(pieces)):
        remarks.append("The times in the file run backwards in places; the order of the file was kept.")
    whole = all(piece.start is None for piece in pieces) and not _single_words(said.rows)
    return Transcript(pieces, tuple(remarks), whole_turns=whole, language=language, separate=by_channel)


def _is_empty(document: Any) -> bool:
    """Whether a list called `segments` or `turns` stands in the document, and nothing in it."""
    if document == []:
        return True
    values = document.values() if isinstance(document, Mapping) else document if isinstance(document, list) else ()
    if isinstance(document, Mapping) and [] in (document.get("segments"), document.get("turns")):
        return True
    return any(_is_empty(value) for value in values if isinstance(value, Mapping))


def _best(lists: Sequence[SaidList]) -> SaidList:
    """Take the list that says all of it in the most useful way; of two alike the one with the fewer rows."""
    longest = max(min(said.words, 2 * _spoken_for(said) or said.words) for said in lists)
    whole = [said for said in lists if said.words >= ALL_OF_IT * longest]
    return max(whole, key=_usefulness)


def _usefulness(said: SaidList) -> tuple[bool, bool, bool, int]:
    speakers = {row.speaker or row.channel for row in said.rows if row.text} - {None}
    stops = sum(bool(_SENTENCE_END.search((row.text or "").rstrip())) for row in said.rows)
    timed = any(row.span.start is not None or row.span.end is not None for row in said.rows)
    return len(speakers) > 1, stops > 0, timed, -len(said.rows)


def _spoken_for(said: SaidList) -> int:
    return sum(len((row.text or "").split()) for row in said.rows if row.speaker)


def _with_speakers(rows: Sequence[Row], lists: Sequence[SaidList]) -> list[Row]:
    """Give every row its speaker: its own, its channel's, or whoever another list says was speaking then."""
    rows = [row for row in rows if row.text is not None]
    named = SaidList([row for row in rows if row.speaker])
    if 0 < len(named.rows) < len(rows) and named.words >= SPOKEN_FOR * SaidList(rows).words and _repeats(rows, named):
        return named.rows
    if not named.rows:
        channels = {row.channel for row in rows if row.channel}
        if len(channels) > 1:
            return [replace(row, speaker=row.channel) for row in rows]
        spans = [row for said in lists for row in said.rows if row.text is None and row.speaker]
        return _by_spans(rows, spans) if len({row.speaker for row in spans}) > 1 else rows
    return (
        [row if row.speaker else replace(row, speaker=_before(rows, number)) for number, row in enumerate(rows)]
        if _single_words(rows)
        else rows
    )


def _repeats(rows: Sequence[Row], named: SaidList) -> bool:
    """Whether the rows without a speaker say once more what those with one say, as Google's do."""
    said = " ".join((row.text or "").lower() for row in named.rows)
    nameless = [row.text or "" for row in rows if not row.speaker]
    return all(text.lower().strip() in said for text in nameless)


def _before(rows: Sequence[Row], number: int) -> str | None:
    """The speaker of the row before: a stop that stands alone belongs to the word it follows."""
    return next((row.speaker for row in reversed(rows[:number]) if row.speaker), None)


def _by_spans(rows: Sequence[Row], spans: Sequence[Row]) -> list[Row]:
    """Give each row the speaker of the span its middle lies in; a stop without a time takes that of its word."""
    known = sorted(
        (row.span.start, row.span.end, row.speaker)
        for row in spans
        if row.span.start is not None and row.span.end is not None
    )
    made: list[Row] = []
    at = 0
    for row in rows:
        speaker = made[-1].speaker if made else None
        if row.span.start is not None:
            middle = (row.span.start + (row.span.end or row.span.start)) / 2
            while at + 1 < len(known) and known[at][1] < middle:
                at += 1
            speaker = known[at][2] if known else speaker
        made.append(replace(row, speaker=speaker))
    return made


def _single_words(rows: Sequence[Row]) -> bool:
    filled = [row for row in rows if row.text and _WORD.search(row.text)]
    return len(filled) > 4 and sum(len((row.text or "").split()) for row in filled) <= 1.2 * len(filled)


def _pieces(said: SaidList) -> tuple[Piece, ...]:
    unit = pace_unit([(row.span, len((row.text or "").split())) for row in said.rows])
    pieces = []
    for row in said.rows:
        start, end = in_seconds(row.span, unit)
        pieces.append(Piece(row.text or "", row.speaker, start, end))
    if all(piece.start is None for piece in pieces) and any(piece.end is not None for piece in pieces):
        pieces = _begun_where_the_last_ended(pieces)
    return tuple(_sentences(pieces)) if _single_words(said.rows) else tuple(pieces)


def _begun_where_the_last_ended(pieces: Iterable[Piece]) -> list[Piece]:
    made: list[Piece] = []
    for piece in pieces:
        made.append(replace(piece, start=made[-1].end if made else 0.0))
    return made


def _sentences(words: Iterable[Piece]) -> list[Piece]:
    """Join words that stand singly into sentences of one speaker; a stop that stands alone joins its word."""
    made: list[Piece] = []
    for word in words:
        text = word.text.strip()
        last = made[-1] if made else None
        if not text:
            continue
        if last is not None and not _WORD.search(text):
            made[-1] = replace(last, text=last.text + text)
        elif last is not None and last.speaker == word.speaker and not _ends(last, word):
            made[-1] = replace(last, text=f"{last.text} {text}", end=word.end if word.end is not None else last.end)
        else:
            made.append(replace(word, text=text))
    return made


def _ends(last: Piece, word: Piece) -> bool:
    paused = last.end is not None and word.start is not None and word.start - last.end > PAUSE_S
    return paused or bool(_SENTENCE_END.search(last.text))


def _language(document: Any) -> str:
    language = document.get("language") if isinstance(document, Mapping) else None
    return language if isinstance(language, str) and _LANGUAGE.match(language) else "en"
