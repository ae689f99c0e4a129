"""A FHIR resource in XML to the same resource in JSON, by the types of R4.

Read by `evaluate`. Decimals keep their digits; extensions and ids of primitives go to `_name`; narrative stays XHTML
text.
"""

from decimal import Decimal, InvalidOperation
from typing import Any
from xml.etree import ElementTree
from xml.parsers.expat import ExpatError, ParserCreate

from attending.errors import BadInput
from attending.record.fhirpath.model import Element, FHIRType, resource_type

_FHIR = "{http://hl7.org/fhir}"
_XHTML = "http://www.w3.org/1999/xhtml"
_DEEPEST = 200
_WHOLE = frozenset({"integer", "positiveInt", "unsignedInt"})

Json = dict[str, Any]


def read_xml(data: bytes) -> Json:
    """Read one resource.

    Raises:
        BadInput: the text is not well-formed, declares a document type, or holds what R4 does not define.
    """
    root = parse_xml(data)
    name = root.tag.removeprefix(_FHIR)
    kind = resource_type(name)
    if not root.tag.startswith(_FHIR) or kind.kind != "resource":
        raise BadInput("The XML is no FHIR R4 resource.", hint="Its root must be in the namespace http://hl7.org/fhir.")
    return {"resourceType": name, **_complex(root, kind, 0)}


def parse_xml(data: bytes) -> ElementTree.Element:
    """Well-formed XML without a document type: entities that expand are refused before anything is built."""

    def refuse(*_: object) -> None:
        raise BadInput("The XML declares a document type, which FHIR does not allow.")

    parser = ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
        return ElementTree.fromstring(data)  # noqa: S314 — the pass before has refused every document type
    except (ElementTree.ParseError, ExpatError, ValueError) as fault:
        raise BadInput("The XML is not well-formed.") from fault


def _complex(holder: ElementTree.Element, kind: FHIRType, depth: int) -> Json:
    if depth > _DEEPEST:
        raise BadInput(f"The XML is nested deeper than {_DEEPEST} levels.")
    found: Json = {key: value for key, value in holder.attrib.items() if key in {"id", "url"}}
    for part in holder:
        if not isinstance(part.tag, str):
            continue  # a comment
        key = "div" if part.tag == f"{{{_XHTML}}}div" else part.tag.removeprefix(_FHIR)
        if key not in kind.properties:
            raise BadInput(f"{kind.name} has no element {key[:60]}.")
        element, form = kind.properties[key]
        _add(found, key, element, *_value(part, form, depth))
    return found


def _add(found: Json, key: str, element: Element, value: Any, beside: Json | None) -> None:
    if not element.many:
        if value is not None:
            found[key] = value
        if beside:
            found["_" + key] = beside
        return
    values, extras = found.setdefault(key, []), found.get("_" + key)
    if beside and extras is None:
        extras = found["_" + key] = [None] * len(values)
    values.append(value)
    if extras is not None:
        extras.append(beside or None)


def _value(part: ElementTree.Element, kind: FHIRType, depth: int) -> tuple[Any, Json | None]:
    if kind.name == "xhtml":
        return _narrative(part), None
    if kind.primitive:
        beside = _complex(part, kind, depth + 1)
        written = part.get("value")
        return (None if written is None else _primitive(written, kind.name)), beside or None
    if kind.kind == "resource":
        inner = _elements(part)
        if len(inner) != 1:
            raise BadInput("An element that holds a resource holds exactly one.")
        name = inner[0].tag.removeprefix(_FHIR)
        if resource_type(name).kind != "resource":
            raise BadInput(f"{name[:60]} is no resource of FHIR R4.")
        return {"resourceType": name, **_complex(inner[0], resource_type(name), depth + 1)}, None
    return _complex(part, kind, depth + 1), None


def _elements(part: ElementTree.Element) -> list[ElementTree.Element]:
    return [child for child in part if isinstance(child.tag, str)]


def _primitive(written: str, name: str) -> Any:
    try:
        if name == "boolean":
            return {"true": True, "false": False}[written]
        if name in _WHOLE:
            return int(written)
        return Decimal(written) if name == "decimal" else written
    except (KeyError, ValueError, InvalidOperation):
        raise BadInput(f"An element of type {name} does not hold a valid {name}.") from None


def _narrative(part: ElementTree.Element) -> str:
    for element in part.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.removeprefix(f"{{{_XHTML}}}")
    part.set("xmlns", _XHTML)
    part.tail = None
    return ElementTree.tostring(part, encoding="unicode")
