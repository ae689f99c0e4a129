"""The codes of a value set that stands in the record, for `:in` and `:not-in`.

Expanded are listed concepts, stored expansions, other value sets, and whole code systems that stand in the record;
filters need a terminology server and are not expanded.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from attending.record.chart import Resource

Find = Callable[[str, str], Resource | None]
"""A type and a canonical URL → the newest such resource."""
_MOST = 20_000
_DEEPEST = 8


class _CannotExpand(Exception):
    pass


def codes_of(url: str, find: Find) -> list[tuple[str, str]] | None:
    """The codes, as (system, code), of a value set; None where it is not there or cannot be expanded here."""
    try:
        return list(dict.fromkeys(_value_set(url, find, 0)))
    except _CannotExpand:
        return None


def codes_around(system: str, code: str, find: Find, *, below: bool) -> list[tuple[str, str]] | None:
    """A code with all that it subsumes, or all that subsume it; None where its code system is not here as a whole.

    Concepts lie within one another, or name their parent by the property `parent` or `subsumedBy`.
    """
    stored = find("CodeSystem", system)
    if stored is None or stored.get("content") != "complete":
        return None
    steps: dict[str, set[str]] = {}
    for parent, child in _edges(stored):
        one, other = (parent, child) if below else (child, parent)
        steps.setdefault(one, set()).add(other)
    found, waiting = {code: None}, [code]
    while waiting:
        fresh = [one for one in sorted(steps.get(waiting.pop(), ())) if one not in found]
        found.update(dict.fromkeys(fresh))
        waiting += fresh
    return [(system, one) for one in found]


def _edges(stored: Resource) -> Iterator[tuple[str, str]]:
    """Parents and children of a code system."""
    waiting = [("", concept) for concept in _dicts(stored, "concept")]
    while waiting:
        parent, concept = waiting.pop()
        code = concept.get("code")
        if not isinstance(code, str):
            continue
        if parent:
            yield parent, code
        for named in _dicts(concept, "property"):
            other = named.get("valueCode")
            if isinstance(other, str) and named.get("code") in {"parent", "subsumedBy", "child"}:
                yield (code, other) if named["code"] == "child" else (other, code)
        waiting += [(code, inner) for inner in _dicts(concept, "concept")]


def _value_set(url: str, find: Find, depth: int) -> Iterator[tuple[str, str]]:
    stored = find("ValueSet", url) if depth < _DEEPEST else None
    if stored is None:
        raise _CannotExpand
    expansion, compose = stored.get("expansion"), stored.get("compose")
    if isinstance(expansion, dict) and isinstance(expansion.get("contains"), list):
        yield from _concepts(_dicts(expansion, "contains"), None, "contains")
        return
    if not isinstance(compose, dict):
        raise _CannotExpand
    excluded = {code for part in _dicts(compose, "exclude") for code in _part(part, find, depth)}
    found = (code for part in _dicts(compose, "include") for code in _part(part, find, depth))
    yield from (code for code in found if code not in excluded)


def _part(part: dict[str, Any], find: Find, depth: int) -> Iterator[tuple[str, str]]:
    if part.get("filter"):
        raise _CannotExpand
    system = part.get("system")
    own: list[tuple[str, str]] | None = None
    if isinstance(system, str):
        concepts = _dicts(part, "concept")
        own = list(_concepts(concepts, system, "concept") if concepts else _code_system(system, find))
    sets = part.get("valueSet", [])
    for url in sets if isinstance(sets, list) else []:
        other = list(_value_set(str(url), find, depth + 1))
        own = other if own is None else [code for code in own if code in set(other)]
    yield from own or ()


def _code_system(url: str, find: Find) -> Iterator[tuple[str, str]]:
    stored = find("CodeSystem", url)
    if stored is None or stored.get("content") != "complete":
        raise _CannotExpand
    yield from _concepts(_dicts(stored, "concept"), url, "concept")


def _concepts(concepts: Iterable[dict[str, Any]], system: str | None, below: str) -> Iterator[tuple[str, str]]:
    waiting, number = list(concepts), 0
    while waiting:
        concept = waiting.pop()
        code, own = concept.get("code"), system or concept.get("system")
        if isinstance(code, str) and isinstance(own, str) and not concept.get("abstract"):
            number += 1
            yield own, code
        waiting += _dicts(concept, below)
        if number > _MOST:
            raise _CannotExpand


def _dicts(holder: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    value = holder.get(name)
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []
