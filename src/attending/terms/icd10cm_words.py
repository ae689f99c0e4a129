"""What a diagnosis says, as a set of words: abbreviations written out, like words made one, absence told apart.

Read by `icd10cm_wording`, for the wordings of the list and for a clinician's alike, so that both meet.
Source: `icd10cm_words.tsv`, abbreviations and like words of common use, our own.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from attending.terms.lexicon import read_table

LONGEST = 5
"""Words of the longest phrase of the table."""
_WORD = re.compile(r"[a-z0-9]+")
_OPTIONAL = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_VAGUE = re.compile(
    r"\b(?:organism (?:unspecified|nos)|unspecified(?: (?:type|organism|severity|whether [^,;]+))?|uncomplicated|nos|"
    r"nec|not elsewhere classified|not stated as [^,;]+|not specified as [^,;]+|in diseases classified elsewhere|"
    r"classified elsewhere|initial episode of care|episode of care unspecified)\b"
)
_ABSENT = re.compile(r"(?:\bwithout(?: mention of)?|\bw/o|\bnot?)\s+([^,;]+?)(?= in remission|[,;]|$)")
_OTHER = re.compile(r"\bother\b")
_NUMBERED = re.compile(r"\b(?:(stage|type)|(dm|diabetes)) ?(iii|ii|iv|i|v|[1-5])(?= ?[ab]?\b)")
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5"}
_EMPTY = frozenset(
    "a an and as at by for from in is it its of on or site the to with disease diseases disorder disorders condition "  # noqa: SIM905
    "conditions due their his her other specified associated patient part parts elsewhere also known type stage "
    "syndrome unspecified presence status".split()
)


@dataclass(frozen=True, slots=True)
class Said:
    """What a wording says: words it needs, words in brackets, words it says are absent."""

    needed: frozenset[str]
    optional: frozenset[str]
    absent: frozenset[str]
    vague: bool
    """Whether it says that something was left open."""
    other: bool
    """Whether it stands for what has no code of its own."""


@lru_cache(maxsize=4096)
def read_wording(text: str) -> Said:
    """Read an official wording, or a diagnosis as somebody wrote it."""
    lowered = _NUMBERED.sub(_numbered, _plain(text))
    optional, plain = " ".join(_OPTIONAL.findall(lowered)), _OPTIONAL.sub(" ", lowered)
    vague, other = _VAGUE.search(plain) is not None, _OTHER.search(plain) is not None
    plain = _VAGUE.sub(" ", plain)
    absent, plain = " ".join(m.group(1) for m in _ABSENT.finditer(plain)), _ABSENT.sub(" ", plain)
    return Said(frozenset(_words(plain)), frozenset(_words(optional)), frozenset(_words(absent)), vague, other)


def plain_words(text: str) -> frozenset[str]:
    """The words of a text, each made like its likes; quick, for finding what may be compared."""
    return frozenset(word for raw in _WORD.findall(_plain(text)) for word in _alone(raw))


def _plain(text: str) -> str:
    """Lower case, without accents."""
    if text.isascii():
        return text.lower()
    return "".join(sign for sign in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(sign) != "Mn")


def _numbered(found: re.Match[str]) -> str:
    number = _ROMAN.get(found[3], found[3])
    return f"stage{number}" if found[1] == "stage" else f"{'diabetes ' if found[2] else ''}type{number}"


def _words(text: str) -> Iterator[str]:
    words = _WORD.findall(text)
    place = 0
    while place < len(words):
        for count in range(min(LONGEST, len(words) - place), 1, -1):
            found = _phrases().get(tuple(words[place : place + count]))
            if found is not None:
                yield from found
                place += count
                break
        else:
            yield from _alone(words[place])
            place += 1


@lru_cache(maxsize=1 << 15)
def _alone(word: str) -> tuple[str, ...]:
    if word in _EMPTY:
        return ()
    return _phrases().get((word,)) or _phrases().get((_singular(word),)) or (_singular(word),)


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


@cache
def _phrases() -> dict[tuple[str, ...], tuple[str, ...]]:
    return {
        tuple(_WORD.findall(name)): tuple(word for word in instead.split() if word not in _EMPTY)
        for names, instead in read_table("icd10cm_words.tsv")
        for name in names.split("|")
    }
