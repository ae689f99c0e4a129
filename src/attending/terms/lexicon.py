"""Finds the names of a word list in a text: fast, by whole words, longest name first.

Read by `drugs`, `symptoms`, `anatomy` and `problems`, each of which owns its list. Case, hyphens, apostrophes and a
plural "s" make no difference: "Toprol-XL" is found in "toprol xl".
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Generic, TypeVar

_V = TypeVar("_V")
_WORD = re.compile(r"[^\W_]+(?:['’](?:s|t|re|ve|ll|d|m)\b)?")
_APOSTROPHE = re.compile(r"['’]s?$|['’]")
_GAP = re.compile(r"(?:\s+|\s?[-/’'.]\s?)")


@dataclass(frozen=True, slots=True)
class Mention(Generic[_V]):
    """A name of the list found at `text[start:end]`, and what the list says of it."""

    value: _V
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text in lower case, without apostrophes and possessive "s"."""

    text: str
    start: int
    end: int


@lru_cache(maxsize=512)
def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text; kept for a while, since several lists look at the same text one after another."""
    return tuple(Word(_plain(m.group()), m.start(), m.end()) for m in _WORD.finditer(text))


def _plain(word: str) -> str:
    return _APOSTROPHE.sub("", word.lower())


class Lexicon(Generic[_V]):
    """Names and what they stand for. The first entry of a name wins."""

    def __init__(self, entries: Iterable[tuple[str, _V]]) -> None:
        self._values: dict[tuple[str, ...], _V] = {}
        for name, value in entries:
            words = tuple(word.text for word in words_of(name))
            self._values.setdefault(words, value)
            if len(words[-1]) > 2 and not words[-1].endswith("s"):
                self._values.setdefault((*words[:-1], words[-1] + "s"), value)
        lengths: dict[str, set[int]] = {}
        for words in self._values:
            lengths.setdefault(words[0], set()).add(len(words))
        self._lengths = {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()}

    def __len__(self) -> int:
        return len(self._values)

    def get(self, name: str) -> _V | None:
        """What the whole text `name` stands for, or None."""
        return self._values.get(tuple(word.text for word in words_of(name)))

    def find(self, text: str) -> list[Mention[_V]]:
        """Every name in the text in order, none inside another."""
        words = words_of(text)
        found: list[Mention[_V]] = []
        index = 0
        while index < len(words):
            length = self._match(words, index, text) if words[index].text in self._lengths else 0
            if length:
                value = self._values[tuple(word.text for word in words[index : index + length])]
                found.append(Mention(value, words[index].start, words[index + length - 1].end))
            index += length or 1
        return found

    def _match(self, words: tuple[Word, ...], index: int, text: str) -> int:
        for length in self._lengths[words[index].text]:
            span = words[index : index + length]
            if len(span) == length and tuple(word.text for word in span) in self._values and _neighbours(span, text):
                return length
        return 0


def _neighbours(span: tuple[Word, ...], text: str) -> bool:
    return all(_GAP.fullmatch(text, left.end, right.start) is not None for left, right in pairwise(span))


def read_table(name: str, package: str = "attending.terms") -> list[list[str]]:
    """The rows of one of a package's tab-separated tables, without its heading."""
    rows = (files(package) / name).read_text(encoding="utf-8").splitlines()[1:]
    return [row.split("\t") for row in rows if row]
