"""Rules of what others are checked with: definitions of structures, search parameters, questionnaires.

Source: FHIR R4, ElementDefinition (fixed[x], pattern[x], minValue[x], maxValue[x], constraint), SearchParameter,
Questionnaire (enableWhen).
"""

from typing import Any

from attending.record.fhirpath import FHIRPathFault
from attending.record.fhirpath.parser import parse
from attending.record.validation.issues import Level, Place
from attending.record.validation.walk import Held, Walk, objects_of

_VALUES = ("defaultValue", "fixed", "pattern", "minValue", "maxValue")


def check_definitions(walk: Walk) -> None:
    """Check the definitions that the walk met."""
    for held in walk.resources:
        match held.kind.name:
            case "StructureDefinition":
                _check_structure(walk, held)
            case "SearchParameter":
                _check_expression(walk, held.value.get("expression"), (held.place, "expression", None))
            case "Questionnaire":
                _check_questionnaire(walk, held)


def _check_structure(walk: Walk, held: Held) -> None:
    for part in ("snapshot", "differential"):
        of = held.value.get(part)
        elements = of.get("element") if isinstance(of, dict) else None
        for number, element in enumerate(objects_of(elements)):
            place = ((held.place, part, None), "element", number)
            codes = {str(each.get("code")) for each in objects_of(element.get("type"))}
            for key in element:
                name = next((name for name in _VALUES if key.startswith(name)), None)
                if name is not None and codes and not _is_a_type(key.removeprefix(name), codes):
                    text = f"{name}[x] must have a type that the element itself has."
                    walk.fault(Level.RULE, "structure", text, (place, name, None))
            for index, each in enumerate(objects_of(element.get("constraint"))):
                _check_expression(walk, each.get("expression"), ((place, "constraint", index), "expression", None))


def _is_a_type(form: str, codes: set[str]) -> bool:
    """Whether `fixedUri` may stand on an element of these types; types named by a URL are left alone."""
    return any("/" in code or code[:1].upper() + code[1:] == form for code in codes) or not form


def _check_expression(walk: Walk, expression: Any, place: Place) -> None:
    if not isinstance(expression, str):
        return
    try:
        parse(expression)
    except FHIRPathFault:
        walk.fault(Level.RULE, "invalid", "This breaks the grammar of FHIRPath.", place)


def _check_questionnaire(walk: Walk, held: Held) -> None:
    items = list(_items(held.value, held.place))
    names = {each.get("linkId") for each, _ in items if isinstance(each.get("linkId"), str)}
    for item, place in items:
        for number, when in enumerate(objects_of(item.get("enableWhen"))):
            asked = when.get("question")
            at = ((place, "enableWhen", number), "question", None)
            if isinstance(asked, str) and asked not in names:
                walk.fault(Level.RULE, "business-rule", "No item of the questionnaire has this linkId.", at)
            elif isinstance(asked, str) and asked == item.get("linkId"):
                walk.fault(Level.RULE, "business-rule", "An item cannot depend on its own answer.", at)


def _items(value: dict[str, Any], place: Place) -> list[tuple[dict[str, Any], Place]]:
    found: list[tuple[dict[str, Any], Place]] = []
    waiting = [(value, place)]
    while waiting:
        holder, at = waiting.pop()
        below = [(each, (at, "item", number)) for number, each in enumerate(objects_of(holder.get("item")))]
        found += below
        waiting += below
    return found
