"""FHIRPath text to tokens: the lexical half of the grammar (FHIRPath N1, section "Formal specifications").

Read by `parser`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from attending.record.fhirpath.faults import InvalidExpression

LONGEST_EXPRESSION = 100_000
"""Characters; the longest of the official R4 search parameters and invariants stays below 4,000."""


class TokenKind(StrEnum):
    """What a token is."""

    NAME = "name"  # also the words that serve as operators
    DELIMITED = "delimited name"
    TEXT = "string"
    NUMBER = "number"
    DATE = "date"
    DATE_TIME = "dateTime"
    TIME = "time"
    SIGN = "sign"
    END = "end of the expression"


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `text` is unescaped, dates and times stand without their `@`."""

    kind: TokenKind
    text: str
    position: int


_CLOCK = r"[0-9]{2}(?::[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
_DAY = r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?"
_PATTERN = re.compile(
    rf"""
    (?P<blank>\s+|//[^\r\n]*|/\*.*?\*/)
    | @(?P<time>T{_CLOCK})
    | @(?P<dateTime>{_DAY}T(?:{_CLOCK}(?:Z|[+-][0-9]{{2}}:[0-9]{{2}})?)?)
    | @(?P<date>{_DAY})
    | (?P<number>[0-9]+(?:\.[0-9]+)?)
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
    | `(?P<delimited>(?:[^`\\]|\\.)*)`
    | '(?P<string>(?:[^'\\]|\\.)*)'
    | (?P<sign>\$this|\$index|\$total|<=|>=|!=|!~|[-+*/&|=~<>.,(){{}}\[\]%])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)", re.DOTALL)
_ESCAPED = {"'": "'", '"': '"', "`": "`", "\\": "\\", "/": "/", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_KINDS = {
    "time": TokenKind.TIME,
    "dateTime": TokenKind.DATE_TIME,
    "date": TokenKind.DATE,
    "number": TokenKind.NUMBER,
    "name": TokenKind.NAME,
    "delimited": TokenKind.DELIMITED,
    "string": TokenKind.TEXT,
    "sign": TokenKind.SIGN,
}


def read_tokens(expression: str) -> tuple[Token, ...]:
    """The tokens of an expression, comments and blanks left out, with an END token last.

    Raises:
        InvalidExpression: a character that starts no token, an unclosed string or comment, or an unknown escape.
    """
    if len(expression) > LONGEST_EXPRESSION:
        raise InvalidExpression(f"an expression may have {LONGEST_EXPRESSION:,} characters at most")
    return tuple(_tokens(expression))


def _tokens(expression: str) -> Iterator[Token]:
    position = 0
    while position < len(expression):
        match = _PATTERN.match(expression, position)
        if match is None or (expression.startswith("/*", position) and match.lastgroup != "blank"):
            raise InvalidExpression(_no_token(expression[position]), position=position)
        group = match.lastgroup or ""
        if group != "blank":
            text = match[group]
            if "\\" in text:
                text = _unescape(text, position)
            yield Token(_KINDS[group], text, position)
        position = match.end()
    yield Token(TokenKind.END, "", len(expression))


def _no_token(character: str) -> str:
    opened = {"'": "a string is not closed", "`": "a name in backticks is not closed", "/": "a comment is not closed"}
    return opened.get(character, f"unexpected character {character!r}")


def _unescape(text: str, position: int) -> str:
    def replace(match: re.Match[str]) -> str:
        code = match[1]
        if len(code) == 5:
            return chr(int(code[1:], 16))
        if code not in _ESCAPED:
            raise InvalidExpression(f"unknown escape \\{code}", position=position)
        return _ESCAPED[code]

    return _ESCAPE.sub(replace, text)
