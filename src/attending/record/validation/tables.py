"""The tables of `derive_rules` in memory: what each element must hold, invariants, codes, known extensions."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

Codes = Mapping[str, frozenset[str]]
"""System → codes."""


@dataclass(frozen=True, slots=True)
class ElementRule:
    """What an element must hold, beyond its type."""

    least: int = 0
    codes: Codes | None = None
    """Of a required binding whose value set can be listed."""
    value_set: str = ""
    targets: frozenset[str] = frozenset()
    """Types a reference may point to; empty: any."""
    no_comparator: bool = False
    """A SimpleQuantity."""


@dataclass(frozen=True, slots=True)
class Invariant:
    """A rule in FHIRPath."""

    key: str
    severity: str
    text: str
    expression: str


@dataclass(frozen=True, slots=True)
class KnownExtension:
    """An extension that R4 defines."""

    contexts: frozenset[str]
    types: frozenset[str]
    """Of its value; none where it consists of extensions."""
    is_modifier: bool


@cache
def element_rules() -> Mapping[str, ElementRule]:
    """By path: `Observation.value[x]`."""
    return _read()[0]


@cache
def invariants() -> Mapping[str, tuple[Invariant, ...]]:
    """By the path of the element they are about."""
    return _read()[1]


@cache
def code_systems() -> Codes:
    """The complete code systems of FHIR itself."""
    return {system: frozenset(codes) for system, codes in _code_tables()["systems"].items()}


@cache
def value_sets() -> Mapping[str, Codes]:
    """The value sets of required bindings, by URL."""
    return {
        url: {system: frozenset(codes) for system, codes in content.items()}
        for url, content in _code_tables()["value_sets"].items()
    }


@cache
def extensions() -> Mapping[str, KnownExtension]:
    """By URL."""
    found = json.loads(_text("r4_extensions.json"))
    return {
        url: KnownExtension(frozenset(of["contexts"]), frozenset(of["types"]), of.get("modifier", False))
        for url, of in found.items()
    }


@cache
def _read() -> tuple[dict[str, ElementRule], dict[str, tuple[Invariant, ...]]]:
    rules: dict[str, ElementRule] = {}
    found: dict[str, tuple[Invariant, ...]] = {}
    for line in _text("r4_rules.tsv").splitlines():
        kind, path, *cells = line.split("\t")
        if kind == "I":
            found[path] = (*found.get(path, ()), Invariant(*cells))
            continue
        least, value_set, targets, simple = cells
        allowed = (
            frozenset(targets.split("|")) - {"-", "Resource"} if "Resource" not in targets.split("|") else frozenset()
        )
        codes = value_sets().get(value_set)
        rules[path] = ElementRule(int(least), codes, value_set, allowed, simple == "simple")
    return rules, found


@cache
def _code_tables() -> dict[str, dict[str, dict[str, list[str]]]]:
    found: dict[str, dict[str, dict[str, list[str]]]] = json.loads(_text("r4_codes.json"))
    return found


def _text(name: str) -> str:
    return (files("attending.record.validation") / name).read_text(encoding="utf-8")
