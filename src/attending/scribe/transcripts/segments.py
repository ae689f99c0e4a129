"""JSON transcripts: whisper and whisperX segments, seglst lists, lists of {speaker, text}, our own Conversation.

Read by `transcripts.read`. The first list of objects that hold words is taken, wherever in the document it stands.
"""

import itertools
import json
import math
import re
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from attending.errors import BadInput, NothingSaid
from attending.scribe.transcripts.labels import stamp_seconds
from attending.scribe.transcripts.pieces import Piece, Transcript

_TEXT = ("text", "words", "transcript", "utterance", "content", "sentence", "body", "value")
_SPEAKER = (
    "speaker",
    "role",
    "speaker_label",
    "speakerLabel",
    "speaker_id",
    "speakerId",
    "speaker_name",
    "spk",
    "participant",
)
_START = ("start", "start_time", "startTime", "start_seconds", "begin", "from", "offset")
_END = ("end", "end_time", "endTime", "end_seconds", "stop", "to")
_STAMP = re.compile(r"^\s*(?:\d{1,3}:)?\d{1,2}:\d{1,2}(?:[.,]\d+)?\s*$")
_LANGUAGE = re.compile(r"^[a-z]{2,3}$")
MAX_DEPTH = 8  # lists of segments stand near the top; deeper nesting is not a transcript


def read_json(text: str) -> Transcript | None:
    """Read JSON or JSON lines; None when the text is something else.

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
        document = _json_lines(stripped)
        if document is None:
            if re.match(r"^(\{\s*[\"}]|\[\s*[\[{\"])", stripped):
                raise BadInput("The JSON is broken or cut off.", hint="Export the transcript again.") from None
            return None
    return _read_document(document)


def _json_lines(text: str) -> list[Any] | None:
    try:
        rows = [json.loads(line) for line in text.split("\n") if line.strip()]
    except (ValueError, RecursionError):
        return None
    return rows if rows and all(isinstance(row, dict) for row in rows) else None


def _read_document(document: Any) -> Transcript:
    rows = _find_segments(document)
    language = _language(document)
    if rows is None:
        words = _first_text(document)
        if words is None:
            raise BadInput(
                "The JSON holds no list of segments with text.", hint='Expected {"segments": [{"text": …}]}.'
            )
        return Transcript((Piece(words),), language=language)
    if not rows:
        raise NothingSaid("The list of segments is empty.")
    pieces = [_piece(row) for row in rows if isinstance(row, Mapping)]
    readable = tuple(piece for piece in pieces if piece is not None)
    skipped = len(rows) - len(readable)
    remarks = []
    if skipped:
        remarks.append(
            f"{skipped} segment{'s' if skipped > 1 else ''} without text {'were' if skipped > 1 else 'was'} skipped."
        )
    if any(a.start is not None and b.start is not None and b.start < a.start for a, b in _neighbours(readable)):
        remarks.append("The times in the file run backwards in places; the order of the file was kept.")
    return Transcript(
        readable, tuple(remarks), whole_turns=all(piece.start is None for piece in readable), language=language
    )


def _neighbours(pieces: Sequence[Piece]) -> Iterable[tuple[Piece, Piece]]:
    return itertools.pairwise(pieces)


def _find_segments(document: Any) -> list[Any] | None:
    """Search breadth first for a list of objects with text; an empty list counts when it is called `segments`."""
    queue: deque[tuple[Any, int]] = deque([(document, 0)])
    empty: list[Any] | None = None
    while queue:
        node, depth = queue.popleft()
        if isinstance(node, list):
            if any(isinstance(row, Mapping) and _text(row) is not None for row in node[:20]):
                return node
            children: list[Any] = node[:20]
        elif isinstance(node, Mapping):
            if node.get("segments") == [] or node.get("turns") == []:
                empty = []
            children = list(node.values())[:200]
        else:
            continue
        if depth < MAX_DEPTH:
            queue.extend((child, depth + 1) for child in children)
    return [] if empty is None and document == [] else empty


def _first_text(document: Any) -> str | None:
    if isinstance(document, Mapping):
        return _text(document)
    if isinstance(document, list) and document and all(isinstance(row, str) for row in document):
        return "\n\n".join(document)
    return None


def _text(row: Mapping[str, Any]) -> str | None:
    for key in _TEXT:
        if isinstance(row.get(key), str):
            return str(row[key])
    return None


def _piece(row: Mapping[str, Any]) -> Piece | None:
    text = _text(row)
    if text is None:
        return None
    speaker = next((row[key] for key in _SPEAKER if isinstance(row.get(key), str | int)), None)
    start, end = _time(row, _START), _time(row, _END)
    stamp = row.get("timestamp")
    if start is None and isinstance(stamp, list) and len(stamp) == 2:
        start, end = _seconds(stamp[0]), _seconds(stamp[1])
    if start is not None and end is not None and end < start:
        end = start
    return Piece(text, str(speaker).strip() or None if speaker is not None else None, start, end)


def _time(row: Mapping[str, Any], keys: Sequence[str]) -> float | None:
    return next((seconds for key in keys if (seconds := _seconds(row.get(key))) is not None), None)


def _seconds(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value) if abs(value) < 1e9 and math.isfinite(value) and value >= 0 else None
    if isinstance(value, str) and _STAMP.match(value):
        return stamp_seconds(value.strip())
    return None


def _language(document: Any) -> str:
    language = document.get("language") if isinstance(document, Mapping) else None
    return language if isinstance(language, str) and _LANGUAGE.match(language) else "en"
