"""Names that were told to a speech model, and whether somebody said them: models write such lists where nobody spoke.

Read by `listen`. Where a told name comes back, the same sound is heard once more without the list. The name stays only
where the second hearing has it too, or something of much the same letters in its place ("time on all" for Tylenol);
else the second hearing counts.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from attending.models import Heard

ALIKE = 0.5
"""Least share of consonants in common, in order, of a name and what was heard in its place without the list.

"time on all" and Tylenol have 0.67, "listen april" and lisinopril 0.92, "palpitations" and norethindrone 0.29.
"""
_UNHEARD = str.maketrans(dict.fromkeys("aeiouyhw") | {"q": "k", "c": "k", "z": "s"})
"""Vowels are what a model changes first; some consonants are one sound."""
SHORTEST_NAME = 4


def has_told_names(heard: Iterable[Heard], told: Sequence[str]) -> bool:
    """Whether anything of the list comes back."""
    names = _names(told)
    return any(word in names for word in _words(heard))


def were_said(prompted: Sequence[Heard], plain: Sequence[Heard], told: Sequence[str]) -> bool:
    """Whether every told name of the first hearing is borne out by the second, which was told nothing."""
    names = _names(told)
    first, second = list(_words(prompted)), list(_words(plain))
    for kind, a, b, c, d in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if kind == "equal" or not names.intersection(first[a:b]):
            continue
        written, sounded = ("".join(part).translate(_UNHEARD) for part in (first[a:b], second[c:d]))
        if SequenceMatcher(None, written, sounded, autojunk=False).ratio() < ALIKE:
            return False
    return True


def _names(told: Sequence[str]) -> frozenset[str]:
    return frozenset(word for name in told for word in _split(name) if len(word) >= SHORTEST_NAME)


def _words(heard: Iterable[Heard]) -> Iterator[str]:
    for one in heard:
        yield from _split(one.text)


def _split(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.lower())
