"""One criterion as it stands in a URL: a parameter with its modifier, a chain, `_has`, `_filter`, words.

Source: HL7 FHIR R4, Search, 3.1.1.4.5 Modifiers, 3.1.1.4.17 Chaining (hl7.org/fhir/R4/search.html).
"""

from collections.abc import Callable, Iterable

from attending.record.index.parameters import Parameter, find_parameter, resource_types
from attending.record.search.criteria import (
    Chained,
    Criterion,
    InvalidSearch,
    Negated,
    Reverse,
    Simple,
    UnknownParameter,
    join,
    split_escaped,
    unescape,
)
from attending.record.search.filter_text import Comparison, Not, Stated, parse_filter
from attending.record.search.filters import compared
from attending.record.search.word_query import read_words

_DEEPEST = 5
_MOST_VALUES = 2000
_MODIFIERS = {
    "token": frozenset({"not", "text", "in", "not-in", "above", "below", "of-type"}),
    "string": frozenset({"exact", "contains"}),
    "reference": frozenset({"identifier", "above", "below"}),
    "uri": frozenset({"above", "below", "contains"}),
}
_NEVER_MISSING = frozenset({"composite", "special", "words"})


def read_criterion(resource_type: str, name: str, value: str, depth: int = 0) -> Criterion:
    """One criterion of a type; raises `InvalidSearch`."""
    if depth > _DEEPEST:
        raise InvalidSearch(f"A chain has at most {_DEEPEST} links.")
    if name == "_filter":
        return _filtered(resource_type, parse_filter(value))
    if name == "_list":
        if value.startswith("$"):
            raise InvalidSearch(
                "_list takes the id of a List; functional lists such as $current-problems are not kept."
            )
        return _read_reverse(resource_type, "_has:List:item:_id", value, depth)
    if name.startswith("_has:"):
        return _read_reverse(resource_type, name, value, depth)
    head, dot, rest = name.partition(".")
    if dot:
        return _chain(resource_type, head, rest, lambda kind, inner: read_criterion(kind, inner, value, depth + 1))
    code, _, modifier = head.partition(":")
    parameter = _known(resource_type, code)
    _check_modifier(parameter, modifier)
    values = tuple(split_escaped(value, ","))
    if len(values) > _MOST_VALUES:
        raise InvalidSearch(f"{code} takes at most {_MOST_VALUES} values.")
    if parameter.kind == "words":
        return join("or", (read_words(parameter, unescape(one)) for one in values))
    return Simple(parameter, modifier, values)


def modifiers_of(parameter: Parameter) -> frozenset[str]:
    """The modifiers that a parameter takes, `:[type]` of references aside."""
    found = _MODIFIERS.get(parameter.kind, frozenset())
    if parameter.code == "_id":
        return frozenset({"not"})
    if not any(path.endswith(":Identifier") for path in parameter.paths):
        found -= {"of-type"}
    return found if parameter.kind in _NEVER_MISSING else found | {"missing"}


def _known(resource_type: str, code: str) -> Parameter:
    parameter = find_parameter(resource_type, code)
    if parameter is None:
        raise UnknownParameter(resource_type, code)
    return parameter


def _check_modifier(parameter: Parameter, modifier: str) -> None:
    known = modifiers_of(parameter)
    typed = parameter.kind == "reference" and modifier in resource_types()
    if modifier and modifier not in known and not typed:
        hint = f"Known: {_listed(known)}" if known else "It takes none."
        raise InvalidSearch(f"{parameter.code} has no modifier :{modifier[:30]}.", hint=hint)


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f":{word}" for word in sorted(words)) + "."


def _chain(resource_type: str, head: str, rest: str, read: Callable[[str, str], Criterion]) -> Chained:
    """A reference and what `read` makes of the rest in each type that it may lead to."""
    code, _, modifier = head.partition(":")
    parameter = _known(resource_type, code)
    if parameter.kind != "reference":
        raise InvalidSearch(f"{parameter.code} is no reference and cannot be chained.")
    if modifier and modifier not in resource_types():
        raise InvalidSearch(f"A chain names a type after the colon, not :{modifier[:30]}.")
    found = []
    for target in (modifier,) if modifier else parameter.targets or resource_types():
        try:
            found.append((target, read(target, rest)))
        except UnknownParameter:
            if modifier:
                raise
    if not found:
        raise UnknownParameter(parameter.code, rest)
    return Chained(parameter, tuple(found))


def _read_reverse(resource_type: str, name: str, value: str, depth: int) -> Reverse:
    _, source, code, *rest = [*name.split(":", 3), "", ""]
    parameter = find_parameter(source, code)
    if parameter is None or parameter.kind != "reference" or not rest[0]:
        raise UnknownParameter(resource_type, name)
    if parameter.targets and resource_type not in parameter.targets:
        raise InvalidSearch(f"{source}.{code} never refers to {resource_type}.")
    return Reverse(source, parameter, read_criterion(source, rest[0], value, depth + 1))


def _filtered(resource_type: str, stated: Stated) -> Criterion:
    """What `_filter` states, of a type."""
    match stated:
        case Comparison(path):
            return _compared(resource_type, ".".join(path), stated)
        case Not(inner):
            return Negated(_filtered(resource_type, inner))
        case _:
            return join(stated.word, (_filtered(resource_type, part) for part in stated.parts))


def _compared(resource_type: str, path: str, stated: Comparison, depth: int = 0) -> Criterion:
    if depth > _DEEPEST:
        raise InvalidSearch(f"A chain has at most {_DEEPEST} links.")
    head, dot, rest = path.partition(".")
    if dot:
        return _chain(resource_type, head, rest, lambda kind, inner: _compared(kind, inner, stated, depth + 1))
    return compared(_known(resource_type, head), stated)
