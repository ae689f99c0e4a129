"""The text of `_filter`: comparisons of search parameters, joined by `and`, `or`, `not` and brackets.

Read by `criterion`. As the specification has it, `and` and `or` bind alike and are read from the left; brackets say
what is meant. Source: HL7 FHIR R4, Filter (hl7.org/fhir/R4/search_filter.html).
"""

import json
import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from attending.record.search.criteria import InvalidSearch

OPERATORS = frozenset("eq ne co sw ew gt lt ge le ap sa eb pr po ss sb in ni re".split())  # noqa: SIM905
_TOKEN = re.compile(r'\s*(?:("(?:[^"\\]|\\.)*")|([()\[\]])|([^\s()\[\]"]+))')
_PATH = re.compile(r"[A-Za-z_][\w\-:]*(?:\.[A-Za-z_][\w\-:]*)*")
_DEEPEST = 20
_LONGEST = 8_000


@dataclass(frozen=True)
class Comparison:
    """`name co "pet"`."""

    path: tuple[str, ...]
    """Parameters; all but the last lead to another resource."""
    operator: str
    value: str


@dataclass(frozen=True)
class Not:
    """`not (…)`."""

    inner: "Stated"


@dataclass(frozen=True)
class Connected:
    """Statements joined by one word."""

    word: Literal["and", "or"]
    parts: "tuple[Stated, ...]"


Stated: TypeAlias = Comparison | Not | Connected


def parse_filter(text: str) -> Stated:
    """Read a filter; raises `InvalidSearch`, which says what was expected where."""
    if len(text) > _LONGEST:
        raise InvalidSearch(f"_filter takes at most {_LONGEST} characters.")
    reading = _Reading(text)
    found = reading.filter(0)
    if reading.peek() is not None:
        raise reading.fault("and, or, or the end")
    return found


class _Reading:
    """The tokens of a filter, read from the left; a text keeps its quotation marks until it is a value."""

    def __init__(self, text: str) -> None:
        self._text, self._place, self._tokens = text, 0, list[tuple[str, int]]()
        at = 0
        while at < len(text.rstrip()):
            match = _TOKEN.match(text, at)
            if match is None:
                raise InvalidSearch(f"_filter: a quotation mark at character {at + 1} is never closed.")
            self._tokens.append((match[1] or match[2] or match[3], match.start(match.lastindex or 0)))
            at = match.end()

    def peek(self) -> str | None:
        return self._tokens[self._place][0] if self._place < len(self._tokens) else None

    def take(self) -> str:
        found = self.peek()
        self._place += 1
        return found or ""

    def fault(self, expected: str) -> InvalidSearch:
        at = self._tokens[self._place][1] + 1 if self._place < len(self._tokens) else len(self._text) + 1
        return InvalidSearch(f"_filter: expected {expected} at character {at}.")

    def filter(self, depth: int) -> Stated:
        """One or more statements and the words between them."""
        if depth > _DEEPEST:
            raise InvalidSearch(f"_filter: brackets stand in one another at most {_DEEPEST} deep.")
        found = self._statement(depth)
        while self.peek() in {"and", "or"}:
            word: Literal["and", "or"] = "and" if self.take() == "and" else "or"
            following = self._statement(depth)
            if isinstance(found, Connected) and found.word == word and word == "and":
                found = Connected(word, (*found.parts, following))
            else:
                found = Connected(word, (found, following))
        return found

    def _statement(self, depth: int) -> Stated:
        if self.peek() == "not" and self._place + 1 < len(self._tokens) and self._tokens[self._place + 1][0] == "(":
            self.take()
            return Not(self._bracketed(depth))
        return self._bracketed(depth) if self.peek() == "(" else self._comparison()

    def _bracketed(self, depth: int) -> Stated:
        self.take()
        found = self.filter(depth + 1)
        if self.peek() != ")":
            raise self.fault("a closing bracket")
        self.take()
        return found

    def _comparison(self) -> Comparison:
        path = self.peek()
        if path is None or not _PATH.fullmatch(path):
            raise self.fault("the name of a search parameter")
        self.take()
        if self.peek() == "[":
            raise InvalidSearch(
                "_filter: a filter in square brackets, as in related[type eq comp].target, is not answered here.",
                hint="Composite parameters ask for two parts of one element: code-value-quantity eq …",
            )
        if self.peek() not in OPERATORS:
            raise self.fault(f"one of {' '.join(sorted(OPERATORS))}")
        operator = self.take()
        return Comparison(tuple(path.split(".")), operator, self._value())

    def _value(self) -> str:
        token = self.peek()
        if token is None or token in {"(", ")", "[", "]"}:
            raise self.fault("a value")
        if not token.startswith('"'):
            return self.take()
        try:
            found: str = json.loads(token)
        except ValueError as error:
            raise self.fault("a text as JSON writes it") from error
        self.take()
        return found
