"""Which index rows a resource has: its paths are walked once, all parameters of the type together.

The paths of a type become one tree of JSON keys, so that what a resource does not hold costs nothing.
"""

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from attending.record.chart import Resource
from attending.record.index import values
from attending.record.index.leaves import Leaf, leaf_of
from attending.record.index.moments import EARLIEST
from attending.record.index.parameters import Parameter, main_date, parameters_of
from attending.record.index.tables import Rows
from attending.record.index.wording import content_words, narrative_words

_STEP = re.compile(r"(\w+)(?:\[(\w+)=([^\]]+)\])?")
_COMPOSITE = re.compile(r"([^{]*)\{([^;]*);([^}]*)\}")
_NOT_INDEXED = frozenset({"_id", "near"})
"""`_id` is looked up in the table of resources; `near` is measured on the few Locations of a house."""


@dataclass(slots=True)
class Branch:
    """What to do at one JSON key."""

    leaves: list[Leaf] = field(default_factory=list)
    below: "dict[str, Branch]" = field(default_factory=dict)
    conditional: "list[tuple[str, str, Branch]]" = field(default_factory=list)
    """Name and value of a sibling, such as `system` and `phone`, and what is read where it stands."""


def extract(resource: Resource, *, content: bool = False) -> Rows:
    """The rows of a resource, for every parameter of its type.

    Args:
        resource: what is indexed.
        content: whether every word of it is wanted, for `_content`.
    """
    rows = Rows()
    _walk(resource, _readers(resource["resourceType"]), rows)
    if content or "text" in resource:
        known = parameters_of(resource["resourceType"])
        rows.word.update((known["_text"].number, word) for word in narrative_words(resource))
        if content:
            rows.word.update((known["_content"].number, word) for word in content_words(resource))
    return rows


def find_date(resource_type: str, rows: Rows) -> int:
    """The microsecond at which the main date begins, else EARLIEST; later values go under the negated number."""
    parameter = main_date(resource_type)
    if parameter is None:
        return EARLIEST
    found = [row for row in rows.date if row[0] == parameter.number]
    if not found:
        return EARLIEST
    earliest = min(low for _, low, _ in found)
    if len(found) > 1:
        later = {row for row in found if row[1] != earliest}
        rows.date -= later
        rows.date |= {(-parameter.number, low, high) for _, low, high in later}
    return int(earliest)


def _walk(holder: Any, readers: dict[str, Leaf], rows: Rows) -> None:
    get = readers.get
    for key, value in holder.items():
        read = get(key)
        if read is None:
            continue
        if value.__class__ is list:
            for part in value:
                read(part, rows)
        else:
            read(value, rows)


@cache
def _readers(resource_type: str) -> dict[str, Leaf]:
    """JSON key of a resource → what reads it."""
    return {key: _reader(branch) for key, branch in _tree(resource_type).items()}


def _reader(branch: Branch) -> Leaf:
    """One function for all that is done at a key."""
    leaves = tuple(branch.leaves)
    below = {key: _reader(inner) for key, inner in branch.below.items()}
    conditional = [(name, expected, _reader(inner)) for name, expected, inner in branch.conditional]
    if len(leaves) == 1 and not below and not conditional:
        return leaves[0]

    def read(value: Any, rows: Rows) -> None:
        for leaf in leaves:
            leaf(value, rows)
        if value.__class__ is dict:
            if below:
                _walk(value, below, rows)
            for name, expected, inner in conditional:
                if value.get(name) == expected:
                    inner(value, rows)

    return read


@cache
def _tree(resource_type: str) -> dict[str, Branch]:
    root = Branch()
    alike: dict[tuple[str, str], list[int]] = {}
    for parameter in parameters_of(resource_type).values():
        if parameter.kind == "composite":
            for path in parameter.paths:
                if _stored(resource_type).get(path) == parameter.number:
                    steps = path.partition("{")[0].split(".")
                    _branch(root, steps).leaves.append(_composite(path, parameter.number, parameter.parts))
        elif parameter.kind != "words" and parameter.code not in _NOT_INDEXED and parameter.number in parameter.held:
            for path in parameter.paths:
                alike.setdefault((path, _reader_of(parameter)), []).append(parameter.number)
    for (path, reader), numbers in alike.items():
        keys, _, kind = path.rpartition(":")
        _branch(root, keys.split(".")).leaves.append(leaf_of(reader, kind, tuple(numbers)))
    return root.below


def _reader_of(parameter: Parameter) -> str:
    return {"phonetic": "phonetic", "deceased": "deceased"}.get(parameter.code, parameter.kind)


def _branch(branch: Branch, steps: list[str]) -> Branch:
    for step in steps:
        match = _STEP.fullmatch(step)
        if match is None:
            raise ValueError(f"the table of search parameters is damaged: {step}")
        name, sibling, expected = match.groups()
        branch = branch.below.setdefault(name, Branch())
        if sibling:
            inner = Branch()
            branch.conditional.append((sibling, expected, inner))
            branch = inner
    return branch


def stored_under(resource_type: str, path: str) -> int | None:
    """The number under which the pairs at a composite's path are stored; None for pairs of the resource itself.

    Those are found by their two parts: a resource has one code and one value.
    """
    return _stored(resource_type).get(path)


@cache
def _stored(resource_type: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for parameter in parameters_of(resource_type).values():
        if parameter.kind == "composite":
            for path in parameter.paths:
                if not path.startswith("{"):
                    found.setdefault(path, parameter.number)
    return found


def _composite(path: str, number: int, parts: tuple[str, ...]) -> Leaf:
    """What reads a composite: each pair of a first and a second part of the same element is one row."""
    match = _COMPOSITE.fullmatch(path)
    if match is None:
        raise ValueError(f"the table of search parameters is damaged: {path}")
    first, second = match[2].split(","), match[3].split(",")

    def read(holder: Any, rows: Rows) -> None:
        if not isinstance(holder, dict):
            return
        seconds = _parts(holder, second, parts[1])
        if not seconds:
            return
        for code, system, *_ in _parts(holder, first, parts[0]):
            for code2, system2, unit, low, high in seconds:
                n = len(rows.composite)
                rows.composite.append((number, n, code, system, code2, system2, unit, low, high))

    return read


def _parts(holder: Any, paths: list[str], kind: str) -> list[tuple[Any, ...]]:
    """Each value as (code, system, unit, low, high)."""
    found: list[tuple[Any, ...]] = []
    for path in paths:
        steps, _, element = path.rpartition(":")
        for value in _at(holder, steps.split(".")):
            found += _pairs(value, kind, element)
    return found


def _pairs(value: Any, kind: str, element: str) -> list[tuple[Any, ...]]:
    number_of = values.number_of
    match kind:
        case "token":
            return [(code, number_of(system), 0, 0.0, 0.0) for code, system, _ in values.tokens(value, element)]
        case "string":
            return [(values.folded(text), 0, 0, 0.0, 0.0) for text in values.strings(value, element)]
        case "reference":
            return [(values.reference_target(value), 0, 0, 0.0, 0.0)]
        case "date":
            return [("", 0, 0, float(low), float(high)) for low, high in values.spans(value, element)]
        case _:
            return [("", 0, number_of(unit), low, high) for unit, low, high in values.ranges(value, element)]


def _at(value: Any, steps: list[str]) -> list[Any]:
    """Every element at a path of JSON keys, through lists."""
    found = [value]
    for step in steps:
        below = [one[step] for one in found if isinstance(one, dict) and step in one]
        found = [part for one in below for part in (one if isinstance(one, list) else [one])]
    return found
