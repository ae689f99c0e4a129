"""JSON as it was sent: comments, duplicate names and syntax faults are told apart.

Comments are no JSON, but hospitals send them and nothing is lost by reading past them: they are a hint, not an error.
"""

import json
import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from attending.record.validation.issues import Level, Place

_COMMENT = re.compile(r'"(?:[^"\\]|\\.)*"|(//[^\n]*|/\*.*?\*/)', re.DOTALL)


@dataclass(slots=True)
class Document:
    """A parsed text; `value` is None where it cannot be read."""

    value: Any = None
    faults: list[tuple[Level, str, Place]] = field(default_factory=list)


def read_json(text: bytes | str) -> Document:
    """Parse a text; decimals become `Decimal`."""
    document = Document()
    try:
        plain = text.decode("utf-8-sig") if isinstance(text, bytes) else text
    except UnicodeDecodeError:
        document.faults.append((Level.SHAPE, "The text is not UTF-8.", ()))
        return document
    try:
        document.value = _load(plain, document)
        return document
    except (ValueError, RecursionError) as error:
        reason = error
    without = _COMMENT.sub(lambda match: "" if match[1] else match[0], plain)
    if without != plain:
        document.faults.clear()
        try:
            document.value = _load(without, document)
            document.faults.append((Level.HINT, "Comments are not allowed in JSON; they were left out.", ()))
            return document
        except (ValueError, RecursionError) as error:
            reason = error
    document.faults.append((Level.SHAPE, _told(reason), ()))
    return document


def _load(text: str, document: Document) -> Any:
    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(found)
        if len(value) != len(found):
            document.faults.append((Level.RULE, "A name stands twice in one JSON object.", ()))
        return value

    return json.loads(text, parse_float=Decimal, parse_constant=_refuse, object_pairs_hook=pairs)


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _told(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"This is not valid JSON: {error.msg.lower()} at line {error.lineno}, column {error.colno}."
    return (
        "This is not valid JSON: it nests too deeply."
        if isinstance(error, RecursionError)
        else "This is not valid JSON."
    )
