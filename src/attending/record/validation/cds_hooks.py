"""The three messages of CDS Hooks 2.0: what a service offers, what it is asked, what it answers.

Source: CDS Hooks 2.0 (HL7), "Discovery", "Calling a CDS Service", "CDS Service Response", and its hook library.
"""

import re
from collections.abc import Iterable
from typing import Any

from attending.record.validation.issues import Level, Place
from attending.record.validation.walk import Walk

_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}", re.ASCII)
_REFERENCE = re.compile(r"[A-Z][A-Za-z]+/[A-Za-z0-9\-.]{1,64}", re.ASCII)
_SERVICE = ("hook", "title", "description", "id", "prefetch", "usageRequirements", "extension")
_REQUEST = ("hook", "hookInstance", "fhirServer", "fhirAuthorization", "context", "prefetch", "extension")
_CARD = (
    "uuid",
    "summary",
    "detail",
    "indicator",
    "source",
    "suggestions",
    "selectionBehavior",
    "overrideReasons",
    "links",
    "extension",
)
_TEXTS = frozenset(
    """hook title description id usageRequirements hookInstance fhirServer uuid summary detail indicator label url icon
    selectionBehavior type appContext resourceId access_token token_type scope subject patient""".split()  # noqa: SIM905
)
"""Fields that hold a text wherever they stand."""
_IDS = frozenset({"patientId", "encounterId"})
_CONTEXTS = {
    "patient-view": ("userId", "patientId"),
    "order-select": ("userId", "patientId", "selections", "draftOrders"),
    "order-sign": ("userId", "patientId", "draftOrders"),
    "order-dispatch": ("patientId",),
    "encounter-start": ("userId", "patientId", "encounterId"),
    "encounter-discharge": ("userId", "patientId", "encounterId"),
    "appointment-book": ("userId", "patientId", "appointments"),
}
"""Hook → what its context must hold."""


def message_name(value: Any) -> str | None:
    """Which message a JSON value is, or None: it is no message of CDS Hooks."""
    if not isinstance(value, dict) or "resourceType" in value:
        return None
    if "hookInstance" in value or ("hook" in value and "context" in value):
        return "CDSHooksRequest"
    if "services" in value:
        return "CDSHooksServices"
    return "CDSHooksResponse" if "cards" in value or "systemActions" in value else None


def check_message(walk: Walk, value: dict[str, Any], name: str) -> None:
    """Check a message; the resources in it are walked through like any other."""
    place: Place = ((), name, None)
    if name == "CDSHooksServices":
        for at, service in _objects(walk, value.get("services"), (place, "services")):
            _has(walk, service, at, needed=("hook", "description", "id"), known=_SERVICE)
            _extension(walk, service, at)
            _prefetch_templates(walk, service, at)
    elif name == "CDSHooksRequest":
        _request(walk, value, place)
    else:
        _has(walk, value, place, needed=("cards",), known=("cards", "systemActions", "extension"))
        for at, card in _objects(walk, value.get("cards", []), (place, "cards")):
            _card(walk, card, at)
        _actions(walk, value.get("systemActions", []), (place, "systemActions"), needed=("type",))


def _prefetch_templates(walk: Walk, service: dict[str, Any], place: Place) -> None:
    asked = service.get("prefetch", {})
    if not isinstance(asked, dict) or any(not isinstance(query, str) for query in asked.values()):
        text = "prefetch must be an object whose values are queries."
        walk.fault(Level.SHAPE, "structure", text, (place, "prefetch", None))


def _request(walk: Walk, value: dict[str, Any], place: Place) -> None:
    _has(walk, value, place, needed=("hook", "hookInstance", "context"), known=_REQUEST)
    context = value.get("context")
    at = (place, "context", None)
    if isinstance(context, dict):
        _has(walk, context, at, needed=_CONTEXTS.get(str(value.get("hook")), ()), known=None)
        for name in _IDS & context.keys():
            if not (isinstance(context[name], str) and _ID.fullmatch(context[name])):
                walk.fault(Level.RULE, "invalid", f"{name} must be the id of a resource.", (at, name, None))
        _references(walk, [context["userId"]] if "userId" in context else [], (at, "userId"))
        _references(walk, context.get("selections", []), (at, "selections"))
        for name in ("draftOrders", "appointments"):
            if name in context:
                walk.resource(context[name], (at, name, None))
                if isinstance(context[name], dict) and context[name].get("resourceType") != "Bundle":
                    walk.fault(Level.RULE, "structure", f"{name} must be a Bundle.", (at, name, None))
    prefetch = value.get("prefetch")
    if isinstance(prefetch, dict):
        for number, resource in enumerate(prefetch.values()):
            if resource is not None:
                walk.resource(resource, (place, "prefetch", number))
    if "fhirAuthorization" in value:
        needed = ("access_token", "token_type", "expires_in", "scope", "subject")
        at = (place, "fhirAuthorization", None)
        _has(walk, value["fhirAuthorization"], at, needed=needed, known=None)
        if "fhirServer" not in value:
            walk.fault(Level.RULE, "required", "fhirServer is required beside fhirAuthorization.", place)
        if isinstance(value["fhirAuthorization"], dict):
            _one_of(walk, value["fhirAuthorization"], "token_type", ("Bearer",), at)
    _extension(walk, value, place)


def _references(walk: Walk, values: Any, holder: tuple[Place, str]) -> None:
    for number, each in enumerate(values if isinstance(values, list) else []):
        if not (isinstance(each, str) and _REFERENCE.fullmatch(each)):
            walk.fault(Level.RULE, "invariant", "This must be written {type}/{id}.", (*holder, number))


def _card(walk: Walk, card: dict[str, Any], place: Place) -> None:
    _has(walk, card, place, needed=("summary", "indicator", "source"), known=_CARD)
    if "source" in card:
        known = ("label", "url", "icon", "topic", "extension")
        _has(walk, card["source"], (place, "source", None), needed=("label",), known=known)
    _one_of(walk, card, "indicator", ("info", "warning", "critical"), place)
    _one_of(walk, card, "selectionBehavior", ("at-most-one", "any"), place)
    if len(str(card.get("summary", ""))) > 140:
        walk.fault(Level.HINT, "value", "A summary has fewer than 140 characters.", (place, "summary", None))
    for at, link in _objects(walk, card.get("links", []), (place, "links")):
        _has(walk, link, at, needed=("label", "url"), known=None)
        _one_of(walk, link, "type", ("absolute", "smart"), at)
    for at, suggestion in _objects(walk, card.get("suggestions", []), (place, "suggestions")):
        _has(walk, suggestion, at, needed=("label",), known=None)
        _actions(walk, suggestion.get("actions", []), (at, "actions"), needed=("type", "description"))
    if card.get("suggestions") and "selectionBehavior" not in card:
        walk.fault(Level.RULE, "required", "selectionBehavior is required beside suggestions.", place)


def _actions(walk: Walk, values: Any, holder: tuple[Place, str], *, needed: tuple[str, ...]) -> None:
    """Of a suggestion, or done at once: those the specification itself does not describe in its examples."""
    for spot, action in _objects(walk, values, holder):
        _has(walk, action, spot, needed=needed, known=None)
        _one_of(walk, action, "type", ("create", "update", "delete"), spot)
        if action.get("type") in {"create", "update"} and "resource" not in action:
            walk.fault(Level.RULE, "required", "resource is required to create or update.", spot)
        if isinstance(action.get("resource"), dict):
            walk.resource(action["resource"], (spot, "resource", None))


def _one_of(walk: Walk, holder: dict[str, Any], name: str, allowed: tuple[str, ...], place: Place) -> None:
    if name in holder and holder[name] not in allowed:
        walk.fault(Level.RULE, "code-invalid", f"This must be one of {', '.join(allowed)}.", (place, name, None))


def _has(walk: Walk, value: Any, place: Place, *, needed: Iterable[str], known: tuple[str, ...] | None) -> None:
    if not isinstance(value, dict):
        walk.fault(Level.SHAPE, "structure", "This must be a JSON object.", place)
        return
    if not value:
        walk.fault(Level.RULE, "structure", "An object must have some content.", place)
    for name in needed:
        if name not in value:
            walk.fault(Level.RULE, "required", f"{name} is required here, but missing.", place)
    for name in _TEXTS & value.keys():
        if not isinstance(value[name], str) or not value[name]:
            walk.fault(Level.SHAPE, "structure", "This must be a text that is not empty.", (place, name, None))
    if known is not None and any(name not in known for name in value):
        walk.fault(Level.RULE, "structure", "CDS Hooks has no field of this name here.", place)


def _extension(walk: Walk, holder: dict[str, Any], place: Place) -> None:
    if holder.get("extension"):
        walk.fault(Level.OPEN, "structure", "This extension is not known here.", (place, "extension", None))


def _objects(walk: Walk, values: Any, holder: tuple[Place, str]) -> list[tuple[Place, dict[str, Any]]]:
    if not isinstance(values, list):
        walk.fault(Level.SHAPE, "structure", "This must be a list.", (*holder, None))
        return []
    found = []
    for number, each in enumerate(values):
        if isinstance(each, dict):
            found.append(((*holder, number), each))
        else:
            walk.fault(Level.SHAPE, "structure", "This must be a JSON object.", (*holder, number))
    return found
