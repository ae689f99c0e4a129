"""Extensions: their URL, where they may stand, and the type of their value, as far as R4 defines them."""

from typing import Any

from attending.record.fhirpath.model import all_types
from attending.record.validation.issues import Level, Place
from attending.record.validation.tables import KnownExtension, extensions
from attending.record.validation.walk import Walk

_ELSEWHERE = (
    "http://hl7.org/fhir/StructureDefinition/",
    "http://hl7.org/fhir/5.0/",
    "http://hl7.org/fhir/tools/",
    "http://hl7.org/fhir/test/",
    "http://terminology.hl7.org/",
)
"""Defined by HL7 after R4, or for every version of FHIR: not unknown, only not here."""
_CLINICAL_REASONING = "http://hl7.org/fhir/StructureDefinition/cqf-"
_EXAMPLES = ("example.org", "example.com", "acme.com", "acme.org", "nema.org")


def check_extensions(walk: Walk) -> None:
    """Check every extension that the walk met, but not those inside another extension."""
    for value, place, context, _ in walk.extensions:
        url = value.get("url")
        if context.partition(".")[0] == "Extension" or not isinstance(url, str):
            continue
        at = (place, "url", None)
        if ":" not in url:
            walk.fault(Level.RULE, "invalid", "The URL of an extension must be absolute.", at)
        elif "|" in url:
            walk.fault(Level.RULE, "invalid", "The URL of an extension must not hold a version.", at)
        elif (known := extensions().get(url)) is None:
            if not url.startswith(_ELSEWHERE) and not any(example in url for example in _EXAMPLES):
                walk.fault(Level.OPEN, "structure", "This extension is not known here.", place)
        else:
            _check_known(walk, value, place, known, context)


def _check_known(walk: Walk, value: dict[str, Any], place: Place, known: KnownExtension, context: str) -> None:
    forms = [key[5:] for key in value if key.startswith("value")]
    types = {kind[:1].upper() + kind[1:] for kind in known.types}
    if forms and types and forms[0] not in types:
        text = f"The value of this extension must be of type {', '.join(sorted(known.types))}."
        walk.fault(Level.RULE, "structure", text, place)
    elif forms and not types:
        walk.fault(Level.RULE, "structure", "This extension consists of extensions and has no value.", place)
    elif types and "extension" in value and not any(key.startswith(("value", "_value")) for key in value):
        walk.fault(Level.RULE, "structure", "This extension must have a value.", place)
    if (place[1] == "modifierExtension") != known.is_modifier:
        wanted = "must stand among the modifierExtensions" if known.is_modifier else "is no modifierExtension"
        walk.fault(Level.RULE, "structure", f"This extension {wanted}.", place)
    if known.contexts and not known.contexts & _contexts(context, place[0]):
        text = f"This extension belongs to {', '.join(sorted(known.contexts))}."
        walk.fault(_weight(str(value.get("url")), known.contexts), "structure", text, place)


def _weight(url: str, contexts: frozenset[str]) -> Level:
    """Where an extension of a data type belongs is settled; those of resources were allowed on more later."""
    if url.startswith(_CLINICAL_REASONING):
        return Level.HINT  # published apart from R4, and since then allowed on the actions of a plan
    kinds = [all_types().get(context.partition(".")[0]) for context in contexts]
    return Level.HINT if any(kind is None or kind.kind == "resource" for kind in kinds) else Level.RULE


def _contexts(context: str, holder: Place) -> frozenset[str]:
    """Every name under which a definition may speak of the element that an extension stands on."""
    names: list[str] = []
    at = holder
    while at:
        at, name, _ = at
        if name == "resource" or name == "contained":
            break
        names.append(name)
    parts = [name.partition(".ofType(")[0] for name in reversed(names)]
    found = {context, "Element", *_path_forms(parts)}
    kind = all_types().get(context)
    if kind is not None:
        found |= kind.ancestry
    else:  # beside a primitive: HumanName.family
        owner, _, field = context.rpartition(".")
        element = all_types()[owner].elements.get(field) if owner in all_types() else None
        owner_kind = all_types().get(owner)
        if owner_kind is not None:
            prop = owner_kind.properties.get(field)
            if prop is not None:
                found |= prop[1].ancestry | {f"{name}.{prop[0].name}" for name in owner_kind.ancestry}
                found |= {f"{name}.{prop[0].name}[x]" for name in owner_kind.ancestry if prop[0].choice}
        if element is not None:
            found.add(f"{owner}.{element.name}")
    return frozenset(found)


def _path_forms(parts: list[str]) -> set[str]:
    if not parts:
        return set()
    plain = ".".join(parts)
    return {plain, f"{plain}[x]"}
