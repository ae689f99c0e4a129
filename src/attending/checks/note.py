"""The sentences of a note as text, of ours or of anybody else."""

import re
from collections.abc import Iterator

_BULLET = " \t•·*–—-"
_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9•(\"“])")
_ABBREVIATION = re.compile(r"(?:\b(?:Dr|Mr|Mrs|Ms|St|vs|approx|No|Fig|e\.g|i\.e)|\b[A-Z])\.$")


def sentences_of(note: str) -> Iterator[str]:
    """Every sentence or list item of a note in order; headings in capitals are left out."""
    for line in note.splitlines():
        text = line.strip(_BULLET)
        if not text or text.isupper() or (text.endswith(":") and len(text.split()) <= 5):
            continue
        yield from _split(text)


def _split(text: str) -> Iterator[str]:
    start = 0
    for match in _END.finditer(text):
        if _ABBREVIATION.search(text[start : match.start()]):
            continue
        yield text[start : match.start()].strip()
        start = match.end()
    if text[start:].strip():
        yield text[start:].strip()
