"""Derive `r4_parameters.tsv`, the compact table of R4 search parameters, from the official definitions.

Run once per version of FHIR, at development time:

    python -m attending.record.index.derive_parameters search-parameters.json

Source: HL7 FHIR R4 (4.0.1), the Bundle search-parameters.json (CC0). Each FHIRPath expression is turned into the JSON
paths it reaches, choice elements under each of their JSON names, so that an extractor only walks what is there.

One line per type and parameter: type, code, kind, id of the definition, target types of a reference, paths. A path is
`key.key:Type`; `key[system=phone]` takes those elements alone, `:Reference>Patient` those references alone. A composite
is `base{paths;paths}`.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from attending.record.fhirpath import tree
from attending.record.fhirpath.model import FHIRType, all_types
from attending.record.fhirpath.parser import parse

LEAVES: dict[str, frozenset[str]] = {
    kind: frozenset(names.split())
    for kind, names in {
        "token": "Coding CodeableConcept Identifier ContactPoint code boolean id uri string canonical url oid uuid",
        "reference": "Reference canonical uri url oid uuid",
        "string": "string HumanName Address markdown code uri",
        "date": "date dateTime instant Period Timing",
        "number": "integer decimal positiveInt unsignedInt",
        "quantity": "Quantity Age Duration Money Range Count Distance SimpleQuantity MoneyQuantity",
        "uri": "uri url canonical oid uuid",
    }.items()
}
"""Kind of parameter → types of elements it can be read from."""
_EVERY = "*"
_MOST_TARGETS = 100
"""A parameter that may point to more types than these may point to all."""


@dataclass(frozen=True)
class _Reached:
    """Where a part of an expression leads."""

    steps: tuple[str, ...]
    kind: FHIRType
    only: str = ""

    def __str__(self) -> str:
        return f"{'.'.join(self.steps)}:{self.kind.name}{'>' + self.only if self.only else ''}"


class _NotAPath(Exception):
    """The expression needs more than walking."""


def derive(bundle: Any) -> str:
    """The table as text, sorted."""
    definitions = [entry["resource"] for entry in bundle["entry"]]
    by_url = {definition["url"]: definition for definition in definitions}
    rows = sorted({row for definition in definitions for row in _rows(definition, by_url)})
    return "".join("\t".join(row) + "\n" for row in rows)


def _rows(definition: dict[str, Any], by_url: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for base in definition["base"]:
        paths = _composite(definition, base, by_url) if definition["type"] == "composite" else _simple(definition, base)
        if paths:
            targets = definition.get("target", [])
            named = _EVERY if len(targets) > _MOST_TARGETS else " ".join(sorted(targets))
            yield (base, definition["code"], definition["type"], definition["id"], named, paths)


def _simple(definition: dict[str, Any], base: str) -> str:
    kind = definition["type"]
    if kind == "special":
        return "position:Location.position"
    expression = definition.get("expression", "")
    if "deceased.exists()" in expression:
        return "deceasedBoolean:boolean deceasedDateTime:dateTime"
    found = _reached(expression, base, kind)
    return " ".join(dict.fromkeys(map(str, found)))


def _composite(definition: dict[str, Any], base: str, by_url: dict[str, Any]) -> str:
    components = definition["component"]
    if len(components) != 2:
        return ""
    named = [by_url[component["definition"]]["type"] for component in components]
    for kinds in (named, named[::-1]):  # R4 names the parts of DocumentReference-relationship in the wrong order
        alternatives = list(_alternatives(definition, base, kinds))
        if alternatives:
            return f"{';'.join(kinds)} {' '.join(alternatives)}"
    return ""


def _alternatives(definition: dict[str, Any], base: str, kinds: list[str]) -> Iterator[str]:
    for start in _walk(parse(definition["expression"]), [_root(base)], base):
        parts = []
        for component, kind in zip(definition["component"], kinds, strict=True):
            inner = _walk(parse(component["expression"]), [_Reached((), start.kind)], start.kind.name)
            parts.append(",".join(dict.fromkeys(str(one) for one in inner if one.kind.name in LEAVES[kind])))
        if all(parts):
            yield f"{'.'.join(start.steps)}{{{';'.join(parts)}}}"


def _reached(expression: str, base: str, kind: str) -> list[_Reached]:
    if not expression:
        return []
    try:
        found = list(_walk(parse(expression), [_root(base)], base))
    except _NotAPath:
        return []
    return [one for one in found if one.kind.name in LEAVES[kind]]


def _root(base: str) -> _Reached:
    return _Reached((), all_types()[base])


def _walk(node: tree.Node, start: list[_Reached], base: str) -> Iterator[_Reached]:
    match node:
        case tree.Binary("|", left, right):
            yield from _walk(left, start, base)
            yield from _walk(right, start, base)
        case tree.TypeTest("as", operand, name):
            yield from _of_type(_walk(operand, start, base), name)
        case tree.Chain(links):
            yield from _chain(links, start, base)
        case tree.Name():
            yield from _chain((node,), start, base)
        case _:
            raise _NotAPath


def _chain(links: tuple[tree.Node, ...], start: list[_Reached], base: str) -> Iterator[_Reached]:
    found = start
    for position, link in enumerate(links):
        match link:
            case tree.Name(name) if position == 0 and name[0].isupper():
                if name not in all_types()[base].ancestry:
                    return  # the branch of another type
            case tree.Name(name):
                found = [one for reached in found for one in _children(reached, name)]
            case tree.Call("as" | "ofType", (tree.Name(name),)):
                found = list(_of_type(iter(found), name))
            case tree.Call("where", (condition,)):
                found = [_conditioned(reached, condition) for reached in found]
            case _ if position == 0:
                found = list(_walk(link, start, base))
            case _:
                raise _NotAPath
    yield from found


def _children(reached: _Reached, name: str) -> Iterator[_Reached]:
    element = reached.kind.elements.get(name)
    if element is not None:
        for key, form in element.forms.items():
            yield _Reached((*reached.steps, key), form)


def _of_type(found: Iterator[_Reached], name: str) -> Iterator[_Reached]:
    return (one for one in found if one.kind.name.casefold() == name.casefold())


def _conditioned(reached: _Reached, condition: tree.Node) -> _Reached:
    match condition:
        case tree.TypeTest("is", tree.Call("resolve"), name):
            return replace(reached, only=name)
        case tree.Binary("=", tree.Name(name), tree.Literal("String", value)):
            *steps, last = reached.steps
            return replace(reached, steps=(*steps, f"{last}[{name}={value}]"))
        case _:
            raise _NotAPath


if __name__ == "__main__":
    read = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    (Path(__file__).parent / "r4_parameters.tsv").write_text(derive(read), encoding="utf-8")
