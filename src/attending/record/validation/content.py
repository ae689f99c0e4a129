"""Rules of single resource types that no invariant of R4 states: code systems, value sets, canonical URLs."""

from typing import Any

from attending.record.validation.code_forms import cannot_exist
from attending.record.validation.datatypes import is_value_set_of_hl7
from attending.record.validation.issues import Level, Place
from attending.record.validation.tables import code_systems
from attending.record.validation.walk import Walk, objects_of

_CONCEPT_PROPERTIES = {
    "inactive": "boolean",
    "deprecated": "dateTime",
    "deprecationDate": "dateTime",
    "retirementDate": "dateTime",
    "notSelectable": "boolean",
    "parent": "code",
    "child": "code",
    "partOf": "code",
    "synonym": "code",
    "comment": "string",
    "itemWeight": "decimal",
}
"""http://hl7.org/fhir/concept-properties, with the types stated there."""
_PROPERTY_URL = "http://hl7.org/fhir/concept-properties#"


def check_content(walk: Walk) -> None:
    """Check the definitional resources that the walk met."""
    for held in walk.resources:
        if held.kind.name == "CodeSystem":
            _check_code_system(walk, held.value, held.place)
        elif held.kind.name == "ValueSet":
            _check_value_set(walk, held.value, held.place)


def _check_code_system(walk: Walk, value: dict[str, Any], place: Place) -> None:
    if "supplements" in value and value.get("content") != "supplement":
        walk.fault(Level.RULE, "business-rule", "A supplement must say so in its content.", (place, "content", None))
    declared: dict[str, str] = {}
    urls: set[str] = set()
    for number, each in enumerate(objects_of(value.get("property"))):
        at = (place, "property", number)
        code, kind, url = each.get("code"), each.get("type"), each.get("uri")
        if isinstance(code, str):
            if code in declared:
                walk.fault(Level.RULE, "business-rule", "Another property has the same code.", at)
            if isinstance(kind, str):
                declared.setdefault(code, kind)
        if isinstance(url, str):
            if url in urls:
                walk.fault(Level.RULE, "business-rule", "Another property has the same URI.", at)
            urls.add(url)
            wanted = _CONCEPT_PROPERTIES.get(url.removeprefix(_PROPERTY_URL)) if url.startswith(_PROPERTY_URL) else None
            if wanted is not None and isinstance(kind, str) and kind != wanted:
                walk.fault(Level.RULE, "business-rule", f"The property of this URI has the type {wanted}.", at)
    _check_concepts(walk, objects_of(value.get("concept")), (place, "concept"), declared)


def _check_concepts(
    walk: Walk, concepts: list[dict[str, Any]], holder: tuple[Place, str], declared: dict[str, str]
) -> None:
    waiting = [(concept, (*holder, number)) for number, concept in enumerate(concepts)]
    while waiting:
        concept, place = waiting.pop()
        for number, each in enumerate(objects_of(concept.get("property"))):
            kind = declared.get(str(each.get("code")))
            forms = [key[5:] for key in each if key.startswith("value")]
            if kind is not None and forms and forms[0].lower() != kind.lower():
                text = f"This property is declared with the type {kind}."
                walk.fault(Level.RULE, "business-rule", text, (place, "property", number))
        below = objects_of(concept.get("concept"))
        waiting += [(each, (place, "concept", number)) for number, each in enumerate(below)]


def _check_value_set(walk: Walk, value: dict[str, Any], place: Place) -> None:
    compose = value.get("compose")
    if not isinstance(compose, dict):
        return
    for part in ("include", "exclude"):
        for number, include in enumerate(objects_of(compose.get(part))):
            at = ((place, "compose", None), part, number)
            system = include.get("system")
            if isinstance(system, str) and ":" not in system:
                walk.fault(Level.RULE, "invalid", "The system of a value set must be an absolute URI.", at)
            elif isinstance(system, str) and is_value_set_of_hl7(system):
                walk.fault(Level.RULE, "invalid", "This names a value set, not a code system.", at)
            known = code_systems().get(str(system)) if "version" not in include else None
            for index, each in enumerate(objects_of(include.get("concept"))):
                code = str(each.get("code"))
                if cannot_exist(str(system), code):
                    text = f"No code of {system} has this form."
                    walk.fault(Level.RULE, "code-invalid", text, (at, "concept", index))
                elif known is not None and "code" in each and code not in known:
                    text = f"The code system {system} has no such code."
                    walk.fault(Level.RULE, "code-invalid", text, (at, "concept", index))
            for index, each in enumerate(objects_of(include.get("filter"))):
                boolean = _CONCEPT_PROPERTIES.get(str(each.get("property"))) == "boolean"
                if boolean and each.get("op") == "=" and each.get("value") not in {"true", "false"}:
                    text = "The value of a filter on this property must be true or false."
                    walk.fault(Level.RULE, "invalid", text, (at, "filter", index))
