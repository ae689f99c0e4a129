"""What a person changed in a sentence, word by word."""

import re
from difflib import SequenceMatcher

from attending.app.web.views.note import Piece

_WORD = re.compile(r"\s+|[\w'’.-]*\w|[^\w\s]")


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Words that stayed, went and came; empty when nothing changed."""
    if before == after:
        return ()
    old, new = _WORD.findall(before), _WORD.findall(after)
    found: list[Piece] = []
    for operation, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if operation == "equal":
            found.append(Piece("".join(old[a:b])))
            continue
        if b > a:
            found.append(Piece("".join(old[a:b]), "removed"))
        if d > c:
            found.append(Piece("".join(new[c:d]), "added"))
    return tuple(found)
