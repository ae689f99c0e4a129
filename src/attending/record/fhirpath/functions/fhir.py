"""The functions that FHIR R4 adds: extension, hasValue, getValue, resolve, memberOf, conformsTo, htmlChecks, …"""

import re
from typing import Any

from attending.record.fhirpath.engine import Context, single_text
from attending.record.fhirpath.faults import EvaluationFault
from attending.record.fhirpath.functions.registry import plain
from attending.record.fhirpath.model import find_type
from attending.record.fhirpath.narrative import is_safe_narrative
from attending.record.fhirpath.nodes import Collection, Item, Node, append_children, resource_node, system_value

_BASE_PROFILE = "http://hl7.org/fhir/StructureDefinition/"


@plain("extension", 1)
def extension(_: Context, focus: Collection, url: Collection) -> Collection:
    """The extensions with that URL."""
    wanted = single_text(url, "extension")
    found: Collection = []
    if wanted is None:
        return found
    for item in focus:
        if isinstance(item, Node):
            append_children(item, "extension", found)
    return [each for each in found if _url(each) == wanted]


def _url(item: Item) -> object:
    return item.value.get("url") if isinstance(item, Node) and isinstance(item.value, dict) else None


@plain("hasValue")
def has_value(_: Context, focus: Collection) -> Collection:
    """Whether there is exactly one item and it is a primitive with a value, not only with extensions."""
    return [len(focus) == 1 and (not isinstance(focus[0], Node) or _is_filled(focus[0]))]


def _is_filled(node: Node) -> bool:
    return node.kind.primitive and node.value is not None


@plain("getValue")
def get_value(_: Context, focus: Collection) -> Collection:
    """The System value of a single primitive."""
    if len(focus) != 1:
        return []
    item = focus[0]
    return [system_value(item)] if not isinstance(item, Node) or _is_filled(item) else []


@plain("htmlChecks")
def html_checks(_: Context, focus: Collection) -> Collection:
    """Whether each narrative holds only the XHTML that FHIR allows."""
    return [all(is_safe_narrative(str(system_value(item))) for item in focus)]


@plain("resolve")
def resolve(context: Context, focus: Collection) -> Collection:
    """The resources that references point to: contained, in the same Bundle, or found by the resolver passed in."""
    found: Collection = []
    for item in focus:
        reference = reference_text(item)
        target = None if reference is None else find_target(context, reference)
        if target is not None:
            found.append(target)
    return found


def reference_text(item: Item) -> str | None:
    """The text of a Reference, canonical or uri."""
    if isinstance(item, Node) and isinstance(item.value, dict):
        text = item.value.get("reference")
        return text if isinstance(text, str) else None
    value = system_value(item)
    return value if isinstance(value, str) else None


def find_local(context: Context, reference: str) -> Node | None:
    """A resource inside the one that is evaluated: contained, or an entry of the Bundle."""
    roots = [node for node in (context.resource, context.root) if node is not None and isinstance(node.value, dict)]
    for root in roots:
        if reference == "#":
            return roots[-1]
        if reference.startswith("#"):
            for contained in _dicts(root.value.get("contained")):
                if contained.get("id") == reference[1:]:
                    return resource_node(contained)
        elif root.value.get("resourceType") == "Bundle":
            for entry in _dicts(root.value.get("entry")):
                url = str(entry.get("fullUrl", ""))
                if isinstance(entry.get("resource"), dict) and (url == reference or url.endswith("/" + reference)):
                    return resource_node(entry["resource"])
    return None


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def find_target(context: Context, reference: str) -> Node | None:
    """The resource a reference points to, or None where there is none.

    Raises:
        EvaluationFault: the reference leads outside, and no resolver was passed in.
    """
    local = find_local(context, reference)
    if local is not None or reference.startswith("#"):
        return local
    if context.services.resolve is None:
        raise EvaluationFault("resolve() needs a resolver", hint="Pass services=Services(resolve=…) to evaluate.")
    found = context.services.resolve(reference)
    return None if found is None else resource_node(found)


def target_type(context: Context, item: Item) -> str | None:
    """The type of the resource a reference points to, by looking at the reference first."""
    if isinstance(item, Node) and isinstance(item.value, dict) and isinstance(item.value.get("type"), str):
        return str(item.value["type"])
    reference = reference_text(item)
    if reference is None:
        return None
    parts = reference.partition("/_history/")[0].split("/")
    if len(parts) > 1 and parts[-2][:1].isupper():
        return parts[-2]
    local = find_local(context, reference)
    if local is None and context.services.resolve is not None and not reference.startswith("#"):
        local = find_target(context, reference)
    return None if local is None else str(local.value.get("resourceType"))


@plain("conformsTo", 1)
def conforms_to(context: Context, focus: Collection, profile: Collection) -> Collection:
    """Whether an item conforms to a profile: the base types are known, others are asked of the service passed in."""
    url = single_text(profile, "conformsTo")
    if url is None or not focus:
        return []
    if len(focus) > 1:
        raise EvaluationFault("conformsTo expects one item, not several")
    node = focus[0]
    name = url.partition("|")[0].removeprefix(_BASE_PROFILE)
    if find_type(name) is not None and url.startswith(_BASE_PROFILE):
        return [isinstance(node, Node) and node.kind.inherits(name)]
    if context.services.conforms is None:
        raise EvaluationFault("conformsTo knows the base types of R4 only", hint="Pass services=Services(conforms=…).")
    answer = context.services.conforms(node.value if isinstance(node, Node) else node, url)
    return [] if answer is None else [answer]


@plain("memberOf", 1)
def member_of(context: Context, focus: Collection, value_set: Collection) -> Collection:
    """Whether a code is in a value set, as the terminology service passed in says."""
    url = single_text(value_set, "memberOf")
    if url is None or not focus:
        return []
    if len(focus) > 1:
        raise EvaluationFault("memberOf expects one item, not several")
    if context.services.member_of is None:
        raise EvaluationFault("memberOf needs a terminology service", hint="Pass services=Services(member_of=…).")
    item = focus[0]
    answer = context.services.member_of(item.value if isinstance(item, Node) else item, url)
    return [] if answer is None else [answer]


def _subsumption(context: Context, general: Collection, special: Collection) -> Collection:
    if len(general) != 1 or len(special) != 1:
        return []
    if context.services.subsumes is None:
        raise EvaluationFault("subsumes needs a terminology service", hint="Pass services=Services(subsumes=…).")
    pair = [item.value if isinstance(item, Node) else item for item in (general[0], special[0])]
    answer = context.services.subsumes(*pair)
    return [] if answer is None else [answer]


@plain("subsumes", 1)
def subsumes(context: Context, focus: Collection, other: Collection) -> Collection:
    """Whether this code is the other one or more general."""
    return _subsumption(context, focus, other)


@plain("subsumedBy", 1)
def subsumed_by(context: Context, focus: Collection, other: Collection) -> Collection:
    """Whether this code is the other one or more special."""
    return _subsumption(context, other, focus)


@plain("checkModifiers", 0, 50)
def check_modifiers(_: Context, focus: Collection, *known: Collection) -> Collection:
    """The items, if they carry no modifier extension but the known ones."""
    urls = {single_text(items, "checkModifiers") for items in known}
    found: Collection = []
    for item in focus:
        if isinstance(item, Node):
            append_children(item, "modifierExtension", found)
    if any(_url(each) not in urls for each in found):
        raise EvaluationFault("an element carries a modifier extension that the expression does not know")
    return focus


@plain("getResourceKey")
def get_resource_key(_: Context, focus: Collection) -> Collection:
    """The key of a resource, as SQL on FHIR joins tables by it: its id."""
    found: Collection = []
    for item in focus:
        if isinstance(item, Node) and item.kind.kind == "resource":
            append_children(item, "id", found)
    return [system_value(item) for item in found]


_REFERENCE = re.compile(r"(?:^|/)([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})(?:/_history/[^/]+)?$")


@plain("getReferenceKey", 0, 1)
def get_reference_key(_: Context, focus: Collection, *types: Collection) -> Collection:
    """The key of the resource that a reference points to, if it is of the type asked for."""
    wanted = single_text(types[0], "getReferenceKey") if types else None
    found: Collection = []
    for item in focus:
        text = reference_text(item) or ""
        match = _REFERENCE.search(text)
        if match and wanted in {None, match[1]}:
            found.append(match[2])
        elif wanted is None and text.startswith("urn:uuid:"):
            found.append(text.removeprefix("urn:uuid:"))
    return found
