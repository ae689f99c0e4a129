"""The lists of a JSON document in which something is said, wherever they stand and whatever recogniser wrote them.

Read by `segments`. Recognisers agree on little: words may stand in the rows of one list, in a list per channel, or as
alternatives of each row, and the speaker beside the words, above them or in another list. What holds for all of them:
rows at the same path form one list; of alternatives the first is the likeliest; a row inherits the speaker of what it
stands in.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from attending.scribe.transcripts.labels import names_speaker
from attending.scribe.transcripts.said_times import Span, has_time, span_of

MAX_DEPTH = 10  # lists of words stand near the top; deeper nesting is not a transcript
MAX_ROWS = 500_000

_TEXT = (
    "punctuatedword", "text", "words", "word", "transcript", "utterance", "content", "sentence", "body", "display",
    "displaytext", "value",
)  # fmt: skip
_SPEAKER = (
    "speaker", "role", "speakerlabel", "speakerid", "speakername", "speakertag", "participantrole", "spk",
    "participant",
)  # fmt: skip
_CHANNEL = ("channellabel", "channeltag", "channel")
_ALTERNATIVES = ("alternatives", "nbest")
_CHANNEL_LISTS = ("channels",)


@dataclass(frozen=True)
class Row:
    """One row of a list: some words, or none where it only says who speaks when."""

    text: str | None
    speaker: str | None
    channel: str | None
    span: Span


@dataclass
class SaidList:
    """Rows that stand at the same path of a document, in the order of the file."""

    rows: list[Row]
    skipped: int = 0
    """Rows beside them that hold no words."""

    @property
    def words(self) -> int:
        """How many words the rows hold together."""
        return sum(len((row.text or "").split()) for row in self.rows)


def find_said(document: Any) -> list[SaidList]:
    """Find every list in which something is said, or which says who speaks when; those nearest the top first."""
    found: dict[tuple[str, ...], SaidList] = {}
    for path, row in _walk(document, (), Row(None, None, None, Span())):
        said = found.setdefault(path, SaidList([]))
        if len(said.rows) >= MAX_ROWS:
            continue
        if row is None:
            said.skipped += 1
        else:
            said.rows.append(row)
    order = sorted(found, key=len)
    return [found[path] for path in order if found[path].rows]


def _walk(node: Any, path: tuple[str, ...], above: Row) -> Iterator[tuple[tuple[str, ...], Row | None]]:
    """Give each row with the path it stands at; `above` is what it inherits."""
    if len(path) > MAX_DEPTH:
        return
    if isinstance(node, list):
        by_channel = bool(path) and path[-1] in _CHANNEL_LISTS and len(node) > 1
        for number, child in enumerate(node):
            inherits = replace(above, channel=f"channel {number + 1}") if by_channel else above
            if isinstance(child, Mapping | list):
                yield from _walk(_as_row(child), (*path, "*"), inherits)
    elif isinstance(node, Mapping):
        merged = _with_first_alternative(node)
        row = _row(merged, above)
        if row.text is not None or (row.speaker and has_time(row.span)):
            yield path, row
        elif path and path[-1] == "*" and not any(isinstance(value, list | Mapping) for value in merged.values()):
            yield path, None
        inherits = replace(above, speaker=row.speaker, channel=row.channel)
        for key, child in merged.items():
            if isinstance(child, list | Mapping):
                yield from _walk(child, (*path, _plain(key)), inherits)


def _as_row(child: Any) -> Any:
    """Read `["doctor", "…"]` and `{"doctor": "…"}` as a speaker and the words."""
    match child:
        case [str(speaker), str(text)]:
            return {"speaker": speaker, "text": text}
        case dict() if len(child) == 1:
            ((key, value),) = child.items()
            if isinstance(value, str) and _plain(key) not in (*_TEXT, *_SPEAKER) and names_speaker(str(key)):
                return {"speaker": key, "text": value}
    return child


def _with_first_alternative(node: Mapping[str, Any]) -> Mapping[str, Any]:
    """The likeliest alternative says what the row says; the others are left out."""
    for key, value in node.items():
        if _plain(key) in _ALTERNATIVES and isinstance(value, list):
            first = value[0] if value and isinstance(value[0], Mapping) else {}
            return {**{name: child for name, child in node.items() if name != key}, **first}
    return node


def _row(node: Mapping[str, Any], above: Row) -> Row:
    plain = {_plain(key): value for key, value in node.items()}
    speaker, channel = _first(plain, _SPEAKER), _first(plain, _CHANNEL)
    for value in plain.values():
        if speaker is None and isinstance(value, Mapping):  # {"participantDetails": {"participantRole": …}}
            speaker = _first({_plain(key): inner for key, inner in value.items()}, ("participantrole",))
    text = next((str(plain[key]) for key in _TEXT if isinstance(plain.get(key), str)), None)
    return Row(text, speaker or above.speaker, channel or above.channel, span_of(plain))


def _first(plain: Mapping[str, Any], keys: Sequence[str]) -> str | None:
    for key in keys:
        value = plain.get(key)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value).strip()
    return None


def _plain(key: Any) -> str:
    """Write `speaker_label`, `speakerLabel` and `SpeakerLabel` the same."""
    return str(key).replace("_", "").replace("-", "").replace(" ", "").lower()
