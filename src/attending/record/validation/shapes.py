"""The types of R4 as tables of checks: compiled once per type, read by the walk.

A `Shape` tells for each JSON property what it must be; `walk` follows it through a resource.
"""

from dataclasses import dataclass, field
from functools import cache

from attending.record.fhirpath.model import Element, FHIRType
from attending.record.validation.primitives import CHECKS, Check
from attending.record.validation.tables import Codes, ElementRule, Invariant, element_rules, invariants

_NATIVE = frozenset({"ele-1", "ext-1", "ref-1", "txt-1", "txt-2", "qty-3", "per-1", "cpt-2", "att-1", "rng-2", "rat-1"})
"""Invariants that `walk` checks itself: they stand on nearly every element."""
_ANY = ElementRule()


@dataclass(slots=True, eq=False)
class Property:
    """One JSON property of a type."""

    key: str
    label: str
    """As FHIRPath names it: `value.ofType(Quantity)`."""
    many: bool
    kind: FHIRType
    check: Check | None
    """Of a primitive."""
    codes: frozenset[str] | None
    """Of a primitive with a required binding."""
    concept_codes: Codes | None
    """Of a Coding, CodeableConcept or Quantity with a required binding."""
    rule: ElementRule
    invariants: tuple[Invariant, ...]
    """Of this element, beyond those of its type."""


@dataclass(slots=True, eq=False)
class Shape:
    """One type."""

    kind: FHIRType
    properties: dict[str, Property] = field(default_factory=dict)
    required: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Name → the JSON properties of which one must be there."""
    choices: tuple[tuple[str, frozenset[str]], ...] = ()
    """Name → the JSON properties of which only one may be there, with what stands beside primitives."""
    invariants: tuple[Invariant, ...] = ()


@cache
def shape_of(kind: FHIRType) -> Shape:
    """The shape of a type, compiled when it is first asked for."""
    shape = Shape(kind)
    required, choices = [], []
    for name, element in kind.elements.items():
        path = _defined_at(kind, name + ("[x]" if element.choice else ""))
        rule = element_rules().get(path, _ANY)
        keys = tuple(form for key in element.forms for form in (key, f"_{key}"))
        if rule.least:
            required.append((name, keys))
        if element.choice:
            choices.append((name, frozenset(keys)))
        for key, form in element.forms.items():
            shape.properties[key] = _property(key, name, element, form, rule, invariants().get(path, ()))
    shape.required, shape.choices = tuple(required), tuple(choices)
    shape.invariants = tuple(found for name in _lineage(kind) for found in _own(invariants().get(name, ())))
    return shape


def _property(
    key: str, name: str, element: Element, form: FHIRType, rule: ElementRule, own: tuple[Invariant, ...]
) -> Property:
    codes = None
    if rule.codes is not None and form.primitive:
        codes = frozenset(code for of in rule.codes.values() for code in of)
    concept_codes = rule.codes if form.name in {"Coding", "CodeableConcept", "Quantity"} else None
    label = f"{name}.ofType({form.name})" if element.choice else name
    check = CHECKS.get(form.name) if form.primitive else None
    # the invariants of a backbone element stand under its own path and come with its shape
    of_element = () if form.kind == "backbone" else _own(own)
    return Property(key, label, element.many, form, check, codes, concept_codes, rule, of_element)


def _own(found: tuple[Invariant, ...]) -> tuple[Invariant, ...]:
    return tuple(invariant for invariant in found if invariant.key not in _NATIVE)


def _lineage(kind: FHIRType) -> tuple[str, ...]:
    names: list[str] = []
    at: FHIRType | None = kind
    while at is not None:
        names.append(at.name)
        at = at.parent
    return tuple(names)


def _defined_at(kind: FHIRType, name: str) -> str:
    """The path under which the definitions speak of an element: that of the type which introduced it."""
    at: FHIRType | None = kind
    while at is not None:
        if f"{at.name}.{name}" in element_rules():
            return f"{at.name}.{name}"
        at = at.parent
    return f"{kind.name}.{name}"
