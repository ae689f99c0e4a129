"""`_text` and `_content`: words that stand in the narrative, or anywhere in a resource, joined by AND, OR, NOT.

`(bone OR liver) and metastas*`. Words that stand side by side must all be there; an asterisk at the end of a word means
every word that begins so. Source: HL7 FHIR R4, Search, 3.1.1.4.1 (the syntax is left to the server).
"""

import re

from attending.record.index.parameters import Parameter
from attending.record.index.wording import words_of
from attending.record.search.criteria import Criterion, InvalidSearch, Negated, Simple, join

_TOKEN = re.compile(r"\s*([()]|[^\s()]+)")
_DEEPEST, _LONGEST = 20, 4_000


def read_words(parameter: Parameter, text: str) -> Criterion:
    """What is asked for; raises `InvalidSearch`."""
    if len(text) > _LONGEST:
        raise InvalidSearch(f"{parameter.code} takes at most {_LONGEST} characters.")
    if '"' in text:
        raise InvalidSearch(
            f"{parameter.code} finds words, not phrases.",
            hint="Leave the quotation marks out: all words must be there.",
        )
    reading = _Reading(parameter, _TOKEN.findall(text))
    found = reading.either(0)
    if reading.left:
        raise reading.fault()
    return found


class _Reading:
    def __init__(self, parameter: Parameter, tokens: list[str]) -> None:
        self._parameter, self.left = parameter, tokens[::-1]

    def fault(self) -> InvalidSearch:
        return InvalidSearch(f"{self._parameter.code} takes words, AND, OR, NOT and brackets, each bracket closed.")

    def either(self, depth: int) -> Criterion:
        parts = [self._all(depth)]
        while self._next() == "or":
            self.left.pop()
            parts.append(self._all(depth))
        return join("or", parts)

    def _all(self, depth: int) -> Criterion:
        parts = [self._one(depth)]
        while self._next() not in {"", "or", ")"}:
            if self._next() == "and":
                self.left.pop()
            parts.append(self._one(depth))
        return join("and", parts)

    def _one(self, depth: int) -> Criterion:
        sign = self._next()
        if depth > _DEEPEST or sign in {"", "and", "or", ")"}:
            raise self.fault()
        word = self.left.pop()
        if sign == "not":
            return Negated(self._one(depth + 1))
        if sign == "(":
            found = self.either(depth + 1)
            if self._next() != ")":
                raise self.fault()
            self.left.pop()
            return found
        return self._words(word)

    def _words(self, text: str) -> Criterion:
        """A word, or the several that the index makes of it, such as `x-ray`."""
        words = sorted(words_of(text))
        if not words or (text.endswith("*") and len(words) > 1):
            raise self.fault()
        mark = "*" if text.endswith("*") else ""
        return join("and", (Simple(self._parameter, "", (word + mark,)) for word in words))

    def _next(self) -> str:
        return self.left[-1].lower() if self.left else ""
