"""The words of a resource, for `_text` and `_content`: folded as strings are, each once.

Of the narrative, its markup taken away; or of every text that stands anywhere in the resource, and of the plain text
that lies in its attachments, such as a clinical note.
"""

import base64
import binascii
import html
import re
from collections.abc import Iterator
from typing import Any

from attending.record.chart import Resource
from attending.record.index.values import fold

_LONGEST = 40
"""Letters of a word; what is longer is a key or a picture, and nobody types it."""
_WORD = re.compile(r"[^\W_]+")
_MARKUP = re.compile(r"<[^>]*>")
_PASSED = frozenset({"resourceType", "reference", "data", "div", "versionId", "lastUpdated"})
"""Keys whose values are no words: those of attachments and of the narrative are read for themselves."""


def words_of(text: str) -> set[str]:
    """The words of a text."""
    return {word for word in _WORD.findall(fold(text)) if len(word) <= _LONGEST}


def narrative_words(resource: Resource) -> set[str]:
    """The words that a person reads in `text.div`."""
    text = resource.get("text")
    shown = text.get("div") if isinstance(text, dict) else None
    return words_of(html.unescape(_MARKUP.sub(" ", shown))) if isinstance(shown, str) else set()


def content_words(resource: Resource) -> set[str]:
    """The words of the whole resource."""
    return set().union(narrative_words(resource), *map(words_of, _texts(resource)))


def _texts(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, list):
            waiting += part
        elif isinstance(part, dict):
            waiting += [inner for key, inner in part.items() if key not in _PASSED]
            yield _attached(part)


def _attached(part: dict[str, Any]) -> str:
    data, kind = part.get("data"), part.get("contentType")
    if not isinstance(data, str) or not isinstance(kind, str) or not kind.startswith("text/"):
        return ""
    try:
        plain = base64.b64decode(data, validate=True).decode("utf-8", "replace")
    except binascii.Error:
        return ""
    return html.unescape(_MARKUP.sub(" ", plain)) if kind.startswith(("text/html", "text/xml")) else plain
