"""References and contained resources: do they lead anywhere, and to what they may lead to?

Source: FHIR R4, "References" and the invariants dom-2 to dom-5 and ref-1.
"""

import re
from collections.abc import Iterator
from typing import Any

from attending.record.fhirpath.model import UNKNOWN, FHIRType, resource_type
from attending.record.validation.issues import Level, Place
from attending.record.validation.shapes import Property
from attending.record.validation.walk import Held, Walk

_RELATIVE = re.compile(r"([A-Za-z]+)/([A-Za-z0-9\-.]{1,64})(?:/_history/[A-Za-z0-9\-.]{1,64})?(?:#.*)?", re.ASCII)
_CONDITIONAL = re.compile(r"([A-Za-z]+)\?.+", re.ASCII)
_URL = re.compile(
    r"https?://.*?/([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})(?:/_history/[A-Za-z0-9\-.]{1,64})?(?:#.*)?", re.ASCII
)


def check_references(walk: Walk) -> None:
    """Check every reference that the walk met, and every contained resource."""
    for held in walk.resources:
        for value, place, found in held.references:
            _check(walk, held, value, place, found)
        if held.container is None and "contained" in held.value:
            _check_contained(walk, held)


def _check(walk: Walk, held: Held, value: dict[str, Any], place: Place, found: Property | None) -> None:
    reference = value.get("reference")
    kind: FHIRType | None = None
    if isinstance(reference, str) and reference:
        kind = _leads_to(walk, held, reference, place)
    inside = isinstance(reference, str) and reference.startswith("#")
    stated = value.get("type")
    if isinstance(stated, str) and ":" not in stated:
        named = resource_type(stated)
        if kind is not None and named is not UNKNOWN and not kind.inherits(stated):
            walk.fault(Level.RULE, "structure", "The type of the reference is not the type of its target.", place)
        kind = kind or (named if named is not UNKNOWN else None)
    targets = found.rule.targets if found is not None else frozenset()
    if targets and kind is not None and not any(kind.inherits(target) for target in targets):
        text = f"This may not refer to a {kind.name}, only to {', '.join(sorted(targets))}."
        # what only the reference says about a target that is not here is a hint
        walk.fault(Level.RULE if inside else Level.HINT, "structure", text, place)


def _leads_to(walk: Walk, held: Held, reference: str, place: Place) -> FHIRType | None:
    """The type of the target, as far as it can be told; a reference that cannot lead anywhere is a fault."""
    if reference.startswith("#"):
        return _local(walk, held, reference, place)
    match = _URL.fullmatch(reference) if reference.startswith("http") else _RELATIVE.fullmatch(reference)
    if match is not None:
        kind = resource_type(match[1])
        if kind is not UNKNOWN:
            return kind
        if not reference.startswith("http"):
            walk.fault(Level.RULE, "invalid", "A relative reference must begin with a resource type of R4.", place)
        return None
    conditional = _CONDITIONAL.fullmatch(reference)
    if conditional is not None and _in_transaction(held):
        kind = resource_type(conditional[1])
        return kind if kind is not UNKNOWN else None
    if ":" not in reference:
        walk.fault(Level.RULE, "invalid", "A relative reference must be written Type/id.", place)
    return None


def _in_transaction(held: Held) -> bool:
    return held.bundle is not None and held.bundle.value.get("type") in {"transaction", "batch"}


def _local(walk: Walk, held: Held, reference: str, place: Place) -> FHIRType | None:
    root = held.container or held
    if reference == "#":
        return root.kind
    for contained in _dicts(root.value.get("contained")):
        if contained.get("id") == reference[1:]:
            kind = resource_type(contained.get("resourceType"))
            return kind if kind is not UNKNOWN else None
    walk.fault(Level.RULE, "invariant", "There is no contained resource with this id (ref-1).", place)
    return None


def _check_contained(walk: Walk, held: Held) -> None:
    contained = [each for each in walk.resources if each.container is held]
    mentioned = set(_fragments(held.value))
    names: set[str | None] = set()
    for each in contained:
        value = each.value
        if "contained" in value:
            walk.fault(Level.RULE, "invariant", "A contained resource must not contain resources (dom-2).", each.place)
        meta = value.get("meta")
        if isinstance(meta, dict):
            if "versionId" in meta or "lastUpdated" in meta:
                text = "A contained resource has no version and no time of update (dom-4)."
                walk.fault(Level.RULE, "invariant", text, each.place)
            if "security" in meta:
                walk.fault(Level.RULE, "invariant", "A contained resource has no security label (dom-5).", each.place)
        name = value.get("id")
        if isinstance(name, str) and name in names:
            text = "Another contained resource has the same id."
            walk.fault(Level.RULE, "business-rule", text, (each.place, "id", None))
        names.add(name if isinstance(name, str) else None)
        if not isinstance(name, str):
            walk.fault(Level.RULE, "required", "A contained resource must have an id.", each.place)
        elif f"#{name}" not in mentioned and "#" not in set(_fragments(value)):
            # dom-3 is an error in R4; but such a resource is common and harmless (docs/readings.md)
            walk.fault(Level.HINT, "invariant", "Nothing refers to this contained resource (dom-3).", each.place)


def _fragments(value: Any) -> Iterator[str]:
    """Every string that begins with # in a resource."""
    waiting = [value]
    while waiting:
        at = waiting.pop()
        if isinstance(at, dict):
            waiting.extend(at.values())
        elif isinstance(at, list):
            waiting.extend(at)
        elif isinstance(at, str) and at.startswith("#"):
            yield at


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
