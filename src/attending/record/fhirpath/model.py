"""The types of FHIR R4: which elements each has, of which type, and what inherits from what.

Read by `compiler` (polymorphic elements, `is`, `as`, `ofType`), `checker` and `read_xml`. The table `r4_elements.tsv`
is derived by `derive_model` from the official definitions.
"""

from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, eq=False)
class Element:
    """One element of a type."""

    name: str
    """As FHIRPath names it: `value`, not `value[x]`."""
    types: tuple[str, ...]
    many: bool
    choice: bool
    forms: dict[str, "FHIRType"]
    """JSON property → type; a choice has one form for each of its types."""
    only: "FHIRType | None"
    """The type of an element that is neither a choice nor a resource: its children need no second look."""
    beside: str
    """The JSON property of a primitive's extensions, else an empty string."""


@dataclass(slots=True, eq=False)
class FHIRType:
    """A type, a resource or a backbone element; two are the same only if they are the same object."""

    name: str
    kind: str
    """primitive, complex, resource, backbone, or unknown."""
    parent: "FHIRType | None"
    elements: dict[str, Element] = field(default_factory=dict)
    ancestry: frozenset[str] = frozenset()
    primitive: bool = False
    properties: dict[str, tuple[Element, "FHIRType"]] = field(default_factory=dict)
    """JSON property → its element and type."""

    def inherits(self, name: str) -> bool:
        """Whether this is the type of that name or derived from it."""
        return name in self.ancestry

    @property
    def public_name(self) -> str:
        """What `type().name` says: a backbone element has no name of its own."""
        return self.name if self.kind != "backbone" or self.parent is None else self.parent.name


UNKNOWN = FHIRType("Unknown", "unknown", None)
"""Content that R4 does not define: its children are found by their JSON names, their types guessed from JSON."""


@cache
def all_types() -> dict[str, FHIRType]:
    """Every type of R4 by name; backbone elements by path (`Patient.contact`)."""
    text = (files("attending.record.fhirpath") / "r4_elements.tsv").read_text(encoding="utf-8")
    rows = {cells[0]: cells[1:] for cells in (line.split("\t") for line in text.splitlines())}
    types: dict[str, FHIRType] = {}
    for name in rows:
        _declare(name, rows, types)
    for name in rows:
        _complete(types[name], rows, types)
    return types


def find_type(name: str) -> FHIRType | None:
    """The FHIR type of that name, or None."""
    return all_types().get(name)


def resource_type(name: object) -> FHIRType:
    """The type of a resource by its `resourceType`; UNKNOWN for one that R4 does not define."""
    found = all_types().get(name) if isinstance(name, str) else None
    return found if found is not None and found.kind == "resource" else UNKNOWN


def _declare(name: str, rows: dict[str, list[str]], types: dict[str, FHIRType]) -> FHIRType:
    if name not in types:
        parent_name, kind = rows[name][:2]
        parent = _declare(parent_name, rows, types) if parent_name else None
        ancestry = frozenset({name}) | (parent.ancestry if parent else frozenset())
        types[name] = FHIRType(name, kind, parent, ancestry=ancestry, primitive=kind == "primitive")
    return types[name]


def _complete(kind: FHIRType, rows: dict[str, list[str]], types: dict[str, FHIRType]) -> None:
    if kind.elements:
        return
    if kind.parent is not None:
        _complete(kind.parent, rows, types)
        kind.elements.update(kind.parent.elements)
    for cell in rows[kind.name][2:]:
        element = _element(cell, types)
        kind.elements[element.name] = element
    for element in kind.elements.values():
        for key, form in element.forms.items():
            kind.properties[key] = (element, form)


def _element(cell: str, types: dict[str, FHIRType]) -> Element:
    written, _, type_names = cell.partition(":")
    many = type_names.endswith("*")
    names = tuple(type_names.rstrip("*").split("|"))
    choice = written.endswith("[x]")
    name = written.removesuffix("[x]")
    if choice:
        forms = {name + type_name[0].upper() + type_name[1:]: types[type_name] for type_name in names}
    else:
        forms = {name: types[names[0]]}
    only = None if choice or types[names[0]].kind == "resource" else types[names[0]]
    beside = f"_{name}" if only is not None and only.primitive else ""
    return Element(name, names, many, choice, forms, only, beside)
