"""`_summary` and `_elements`: a resource with some of its elements, marked as SUBSETTED.

Source: HL7 FHIR R4, Search, 3.1.1.5.8 and 3.1.1.5.9.
"""

from functools import cache
from importlib.resources import files
from typing import Any

from attending.record.chart import Resource
from attending.record.fhirpath.model import find_type

_ALWAYS = frozenset({"resourceType", "id", "meta"})
_SUBSETTED = {"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "code": "SUBSETTED"}


def shorten(resource: Resource, summary: str, elements: tuple[str, ...] = ()) -> Resource:
    """The resource as `_summary` (true, text, data) or `_elements` want it."""
    resource_type = resource["resourceType"]
    shown, needed = _table().get(resource_type, (frozenset(), frozenset()))
    if elements:
        plain = {one.partition(".")[2] if one.startswith(f"{resource_type}.") else one for one in elements}
        keep = _keys(resource_type, frozenset(plain) | needed)
    elif summary == "true":
        keep = _keys(resource_type, shown | needed)
    elif summary == "text":
        keep = _keys(resource_type, frozenset({"text"}) | needed)
    elif summary == "data":
        keep = frozenset(resource) - {"text"}
    else:
        return resource
    found = {key: value for key, value in resource.items() if key in _ALWAYS or key.removeprefix("_") in keep}
    meta: dict[str, Any] = dict(found.get("meta") or {})
    tags = meta.get("tag")
    meta["tag"] = [*(tags if isinstance(tags, list) else []), _SUBSETTED]
    return {**found, "meta": meta}


def _keys(resource_type: str, names: frozenset[str]) -> frozenset[str]:
    """JSON keys of elements; a choice has one for each of its types."""
    kind = find_type(resource_type)
    if kind is None:
        return names
    plain = {name.removesuffix("[x]") for name in names}
    return frozenset(key for name, element in kind.elements.items() if name in plain for key in element.forms)


@cache
def _table() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    text = (files("attending.record.search") / "r4_summary.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines())
    return {name: (frozenset(shown.split()), frozenset(needed.split())) for name, shown, needed in rows}
