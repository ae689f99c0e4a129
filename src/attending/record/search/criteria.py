"""What a search asks of a resource: criteria, and how they are joined.

Made by `criterion`, `filters` and `word_query` from what the client wrote; `select` makes SQL of them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from attending.errors import BadInput
from attending.record.index.parameters import Parameter

_SPLIT = {separator: re.compile(rf"(?<!\\){re.escape(separator)}") for separator in ",|$"}


class InvalidSearch(BadInput):
    """A query that cannot be answered as it is asked."""

    status = 400


class UnknownParameter(InvalidSearch):
    """This type cannot be searched by that."""

    code = "not-supported"

    def __init__(self, resource_type: str, name: str) -> None:
        super().__init__(
            f"{resource_type} cannot be searched by {name[:60]!r}.",
            hint="The CapabilityStatement (/fhir/metadata) lists what each type can be searched by.",
        )


@dataclass(frozen=True)
class Simple:
    """One parameter; its values are alternatives."""

    parameter: Parameter
    modifier: str
    """Of R4; those that begin with an equals sign come from `_filter` alone."""
    values: tuple[str, ...]


@dataclass(frozen=True)
class Chained:
    """`subject:Patient.name=peter`: the reference leads to a resource of one of the types that matches."""

    parameter: Parameter
    inner: "tuple[tuple[str, Criterion], ...]"
    """Type of the target and what must hold there."""


@dataclass(frozen=True)
class Reverse:
    """`_has:Observation:patient:code=1234-5`: a resource of that type refers here and matches."""

    type: str
    parameter: Parameter
    inner: "Criterion"


@dataclass(frozen=True)
class Joined:
    """Criteria of which all must hold, or one."""

    word: Literal["and", "or"]
    parts: "tuple[Criterion, ...]"


@dataclass(frozen=True)
class Negated:
    """What must not hold."""

    inner: "Criterion"


Criterion: TypeAlias = Simple | Chained | Reverse | Joined | Negated


def join(word: Literal["and", "or"], parts: "Iterable[Criterion]") -> "Criterion":
    """Criteria joined by one word; a single one is itself."""
    found = tuple(parts)
    return found[0] if len(found) == 1 else Joined(word, found)


def apart(criteria: "Iterable[Criterion]") -> "Iterator[Criterion]":
    """What must hold, each for itself: one of them may then lead the search."""
    for criterion in criteria:
        if isinstance(criterion, Joined) and criterion.word == "and":
            yield from apart(criterion.parts)
        else:
            yield criterion


def size(criterion: "Criterion") -> int:
    """How many simple criteria it holds."""
    match criterion:
        case Joined(_, parts):
            return sum(map(size, parts))
        case Negated(inner):
            return size(inner)
        case _:
            return 1


def split_value(value: str, separator: str) -> list[str]:
    """The parts of a value between separators that are not escaped; the parts are unescaped."""
    return [unescape(part) for part in _SPLIT[separator].split(value)]


def split_escaped(value: str, separator: str) -> list[str]:
    """The parts of a value between separators that are not escaped; the parts keep their escapes."""
    return _SPLIT[separator].split(value)


def unescape(value: str) -> str:
    r"""A value without its escapes: `\,` `\|` `\$` `\\`."""
    return re.sub(r"\\([,|$\\])", r"\1", value) if "\\" in value else value
