"""What a comparison of `_filter` means: the criterion that a search parameter would be, with its prefix or modifier.

Source: HL7 FHIR R4, Filter, table of the operations.
"""

from attending.record.index.parameters import Parameter
from attending.record.search.criteria import InvalidSearch, Simple
from attending.record.search.filter_text import Comparison

_ORDERED = frozenset({"date", "number", "quantity"})
_PREFIXES = frozenset("eq ne gt lt ge le ap sa eb".split())  # noqa: SIM905
_MODIFIERS = {
    "string": {"eq": "=eq", "ne": "=ne", "co": "contains", "sw": "", "ew": "=ew"},
    "token": {"eq": "", "ne": "=ne", "ss": "below", "sb": "above", "in": "in", "ni": "not-in"},
    "reference": {"eq": "", "ne": "=ne", "re": "", "ss": "below", "sb": "above"},
    "uri": {"eq": "", "ne": "=ne", "co": "contains", "sw": "below", "ss": "below", "sb": "above"},
    "composite": {"eq": ""},
    "date": {"po": "=po"},
}
"""Kind of parameter → operation → modifier. Where a value subsumes a concept, that concept lies below it."""


def compared(parameter: Parameter, stated: Comparison) -> Simple:
    """The criterion of one comparison; raises `InvalidSearch` where the operation says nothing about the parameter."""
    operator, value = stated.operator, stated.value.replace("\\", "\\\\")
    if not value:
        raise InvalidSearch(f"_filter: {parameter.code} {operator} takes a value.")
    if parameter.code == "_id" and operator in {"eq", "ne"}:
        return Simple(parameter, "not" if operator == "ne" else "", (value,))
    if operator == "pr" and parameter.kind not in {"composite", "special", "words"} and parameter.code != "_id":
        if value not in {"true", "false"}:
            raise InvalidSearch(f"_filter: {parameter.code} pr is true or false.")
        return Simple(parameter, "missing", ("false" if value == "true" else "true",))
    if operator in _PREFIXES and parameter.kind in _ORDERED:
        return Simple(parameter, "", (f"{operator}{value}",))
    modifier = _MODIFIERS.get(parameter.kind, {}).get(operator)
    if modifier is None or parameter.code in {"_id", "phonetic"}:
        raise InvalidSearch(
            f"_filter: {operator} is not answered for {parameter.code}, which is a {parameter.kind}.",
            hint=f"Answered are: {' '.join(sorted(_answered(parameter)))}.",
        )
    return Simple(parameter, modifier, (value,))


def _answered(parameter: Parameter) -> set[str]:
    if parameter.code == "_id":
        return {"eq", "ne"}
    named = set(_MODIFIERS.get(parameter.kind, {})) | (_PREFIXES if parameter.kind in _ORDERED else set())
    return named if parameter.kind in {"composite", "special", "words"} else named | {"pr"}
