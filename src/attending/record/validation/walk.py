"""One pass through a resource: names, lists, primitives, cardinalities, codes; it gathers what later passes need.

Nothing here formats a path unless there is a fault: a place is a chain of tuples.
"""

from dataclasses import dataclass, field
from typing import Any

from attending.record.fhirpath.model import UNKNOWN, FHIRType, all_types, resource_type
from attending.record.validation.datatypes import CHECKS as TYPE_CHECKS
from attending.record.validation.datatypes import check_concept
from attending.record.validation.issues import Issue, Level, Place, path_of
from attending.record.validation.primitives import RELATIVE, has_json_type
from attending.record.validation.shapes import Property, Shape, shape_of
from attending.record.validation.tables import Invariant

DEEPEST = 60
"""Levels of a resource; questionnaires and value sets nest by a dozen."""
MOST_ISSUES = 1_000

_ELEMENT = all_types()["Element"]


@dataclass(slots=True)
class Held:
    """A resource on its own, or inside another one."""

    value: dict[str, Any]
    kind: FHIRType
    place: Place
    container: "Held | None"
    """The resource that contains it (`contained`), not the Bundle it is an entry of."""
    bundle: "Held | None"
    """The Bundle it is an entry of."""
    references: list[tuple[dict[str, Any], Place, Property | None]] = field(default_factory=list)
    ids: dict[str, Place] = field(default_factory=dict)
    """Ids of its elements."""


@dataclass(slots=True)
class Task:
    """Invariants to be evaluated on one element."""

    invariants: tuple[Invariant, ...]
    value: Any
    kind: FHIRType
    place: Place
    held: Held


@dataclass(slots=True)
class Walk:
    """What one pass found."""

    issues: list[Issue] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    resources: list[Held] = field(default_factory=list)
    extensions: list[tuple[dict[str, Any], Place, str, Held]] = field(default_factory=list)
    """Extensions, with the type of the element they stand on."""
    depth: int = 0

    def fault(self, level: Level, code: str, text: str, place: Place) -> None:
        """Note a fault."""
        if len(self.issues) < MOST_ISSUES:
            self.issues.append(Issue(level, code, text, path_of(place)))

    def resource(self, value: Any, place: Place, container: Held | None = None, bundle: Held | None = None) -> None:
        """Walk through a resource; `place` is where it stands, or its type at the root."""
        if value.__class__ is not dict:
            self.fault(Level.SHAPE, "structure", "A resource must be a JSON object.", place)
            return
        kind = resource_type(value.get("resourceType"))
        if kind is UNKNOWN or kind.name in {"Resource", "DomainResource"}:
            text = "FHIR R4 has no resource of this type." if "resourceType" in value else "resourceType is missing."
            self.fault(Level.SHAPE, "structure", text, place)
            return
        held = Held(value, kind, place or ((), kind.name, None), container, bundle)
        self.resources.append(held)
        shape = shape_of(kind)
        self.object(value, shape, held.place, held)
        if shape.invariants:
            self.tasks.append(Task(shape.invariants, value, kind, held.place, held))

    def object(self, value: Any, shape: Shape, place: Place, held: Held) -> None:
        """Walk through an element that has elements."""
        if value.__class__ is not dict:
            wanted = "not be a list" if value.__class__ is list else f"be an object of type {shape.kind.public_name}"
            self.fault(Level.SHAPE, "structure", f"This must {wanted}.", place)
            return
        self.depth += 1
        if self.depth > DEEPEST:
            self.fault(Level.SHAPE, "structure", f"The resource nests deeper than {DEEPEST} levels.", place)
            self.depth -= 1
            return
        properties = shape.properties
        for key, part in value.items():
            found = properties.get(key)
            if found is None:
                self._other(key, part, value, shape, place, held)
            elif found.many:
                self._list(part, found, place, held, value, shape)
            elif found.check is None:
                self._element(part, found, (place, found.label, None), held, shape)
            elif found.check(part) is not None or found.codes is not None or found.invariants:
                self._primitive(part, found, (place, found.label, None), held)
        self._complete(value, shape, place)
        self.depth -= 1

    def _list(
        self, parts: Any, found: Property, place: Place, held: Held, holder: dict[str, Any], shape: Shape
    ) -> None:
        if parts.__class__ is not list:
            self.fault(Level.SHAPE, "structure", "This must be a list.", (place, found.label, None))
            return
        if not parts:
            self.fault(Level.RULE, "structure", "A list must not be empty.", (place, found.label, None))
        label = found.label
        if found.check is None:
            for index, each in enumerate(parts):
                self._element(each, found, (place, label, index), held, shape)
            return
        beside = holder.get(f"_{found.key}")
        for index, each in enumerate(parts):
            if each is None:
                if not (beside.__class__ is list and index < len(beside) and beside[index]):
                    text = "A gap in a list needs an extension beside it."
                    self.fault(Level.RULE, "structure", text, (place, label, index))
            elif found.check(each) is not None or found.codes is not None or found.invariants:
                self._primitive(each, found, (place, label, index), held)

    def _complete(self, value: dict[str, Any], shape: Shape, place: Place) -> None:
        if not value or (len(value) == 1 and "id" in value and shape.kind.kind != "resource"):
            self.fault(Level.RULE, "structure", "An object must have some content (ele-1).", place)
        for name, keys in shape.required:
            for key in keys:
                if key in value:
                    break
            else:
                self.fault(Level.RULE, "required", f"{name} is required here, but missing.", place)
        for name, forms in shape.choices:
            if len(given := value.keys() & forms) > 1 and len({key.removeprefix("_") for key in given}) > 1:
                self.fault(Level.RULE, "structure", f"{name} may have one type only.", place)
        if (check := TYPE_CHECKS.get(shape.kind.name)) is not None:
            check(self.fault, value, place)

    def _element(self, value: Any, found: Property, place: Place, held: Held, shape: Shape) -> None:
        if found.kind.kind != "resource":
            self._complex(value, found, place, held, shape)
            if found.invariants:
                self.tasks.append(Task(found.invariants, value, found.kind, place, held))
        elif held.kind.name == "Bundle" and found.key == "resource":
            self.resource(value, place, None, held)
        else:
            self.resource(value, place, held if found.key == "contained" else None)

    def _primitive(self, value: Any, found: Property, place: Place, held: Held) -> None:
        assert found.check is not None  # noqa: S101 — told to the type checker
        name = found.kind.name
        if value.__class__ is list:
            self.fault(Level.SHAPE, "structure", "This must not be a list.", place)
        elif (fault := found.check(value)) is not None:
            level = Level.RULE if has_json_type(value, name) else Level.SHAPE
            if name == "id" and held.container is not None and value.__class__ is str:
                level = Level.HINT  # it never leaves its container
            level = Level.OPEN if fault is RELATIVE else level
            self.fault(level, "value", f"This {name} {fault}." if level is not Level.SHAPE else f"This {fault}.", place)
        elif found.codes is not None and value not in found.codes:
            text = f"This code is not in the required value set {found.rule.value_set}."
            self.fault(Level.RULE, "code-invalid", text, place)
        if found.invariants:
            self.tasks.append(Task(found.invariants, value, found.kind, place, held))

    def _complex(self, value: Any, found: Property, place: Place, held: Held, shape: Shape) -> None:
        kind = found.kind
        inner = shape_of(kind)
        self.object(value, inner, place, held)
        if value.__class__ is not dict:
            return
        if inner.invariants:
            self.tasks.append(Task(inner.invariants, value, kind, place, held))
        name = kind.name
        if name == "Reference":
            held.references.append((value, place, found))
        elif name == "Extension" and shape.kind is not _ELEMENT:  # those beside a primitive are noted there
            self.extensions.append((value, place, shape.kind.name, held))
        elif found.concept_codes is not None:
            check_concept(self.fault, value, found, place)
        if found.rule.no_comparator and "comparator" in value:
            self.fault(Level.RULE, "invariant", "A simple quantity has no comparator (sqty-1).", place)
        if (own := value.get("id")).__class__ is str and kind.kind != "resource":
            if kind.name == "ElementDefinition":
                own = f"{place[0][1]} {own}"  # snapshot and differential name the same elements
            if own in held.ids:
                self.fault(Level.RULE, "business-rule", "Another element of the resource has the same id.", place)
            held.ids[own] = place

    def _other(self, key: str, part: Any, value: dict[str, Any], shape: Shape, place: Place, held: Held) -> None:
        """`resourceType`, what stands beside a primitive, or an element that R4 does not know."""
        if key == "resourceType" and shape.kind.kind == "resource":
            return
        found = shape.properties.get(key[1:]) if key[:1] == "_" else None
        if found is None or found.check is None:
            self.fault(Level.RULE, "structure", "R4 has no element of this name here.", (place, _safe(key), None))
            return
        beside = shape_of(_ELEMENT)
        if found.many != (part.__class__ is list):
            wanted = "must be a list" if found.many else "must not be a list"
            self.fault(
                Level.SHAPE, "structure", f"What stands beside a primitive {wanted}.", (place, found.label, None)
            )
            return
        for index, each in enumerate(part if found.many else [part]):
            if each is None and found.many:
                continue
            at = (place, found.label, index if found.many else None)
            self.object(each, beside, at, held)
            if each.__class__ is dict and each.get("extension").__class__ is list:
                context = f"{shape.kind.name}.{found.key}"
                for number, extension in enumerate(each["extension"]):
                    if extension.__class__ is dict:
                        self.extensions.append((extension, (at, "extension", number), context, held))


def objects_of(value: Any) -> list[dict[str, Any]]:
    """The parts of a list, each as an object: an empty one for what is none, so that places stay right."""
    return [each if isinstance(each, dict) else {} for each in value] if isinstance(value, list) else []


def _safe(key: str) -> str:
    """The name of an unknown element, if it looks like one: it may be anything."""
    return key if key.isidentifier() and len(key) <= 64 else "(unknown)"
