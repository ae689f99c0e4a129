"""A search as it is asked: parameters, modifiers, chains, and what shall come back.

Read by `select`, which makes SQL of it. Source: HL7 FHIR R4, Search (hl7.org/fhir/R4/search.html).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from attending.errors import BadInput
from attending.record.index.parameters import Parameter, find_parameter, parameters_of, resource_types

DEFAULT_COUNT, MOST_COUNT = 50, 1000
_DEEPEST = 5
_MOST_CRITERIA = 60
_MOST_VALUES = 2000
_MODIFIERS = {
    "token": frozenset({"not", "text", "in", "not-in"}),
    "string": frozenset({"exact", "contains"}),
    "reference": frozenset({"identifier"}),
    "uri": frozenset({"above", "below", "contains"}),
}
_SUMMARIES = frozenset({"true", "text", "data", "count", "false"})
_TOTALS = frozenset({"none", "estimate", "accurate"})
_IGNORED = frozenset({"_format", "_pretty"})
_SPLIT = {separator: re.compile(rf"(?<!\\){re.escape(separator)}") for separator in ",|$"}


class InvalidSearch(BadInput):
    """A query that cannot be answered as it is asked."""

    status = 400


@dataclass(frozen=True)
class Simple:
    """One parameter; its values are alternatives."""

    parameter: Parameter
    modifier: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Chained:
    """`subject:Patient.name=peter`: the reference leads to a resource of one of the types that matches."""

    parameter: Parameter
    inner: "tuple[tuple[str, Criterion], ...]"
    """Type of the target and what must hold there."""


@dataclass(frozen=True)
class Reverse:
    """`_has:Observation:patient:code=1234-5`: a resource of that type refers here and matches."""

    type: str
    parameter: Parameter
    inner: "Criterion"


Criterion: TypeAlias = Simple | Chained | Reverse


@dataclass(frozen=True)
class Include:
    """`_include=Observation:subject:Patient`; `_revinclude` looks the other way."""

    type: str
    parameters: tuple[Parameter, ...]
    target: str
    iterate: bool
    reverse: bool


@dataclass(frozen=True)
class Order:
    """One key of `_sort`."""

    parameter: Parameter
    descending: bool


@dataclass
class Query:
    """One search of a type."""

    type: str
    criteria: list[Criterion] = field(default_factory=list)
    order: list[Order] = field(default_factory=list)
    includes: list[Include] = field(default_factory=list)
    summary: str = "false"
    elements: tuple[str, ...] = ()
    total: str = ""
    """none, estimate, accurate, or not asked for: then it is given where it costs nothing."""
    count: int = DEFAULT_COUNT
    applied: list[tuple[str, str]] = field(default_factory=list)
    """What was understood, for the self link."""
    ignored: list[str] = field(default_factory=list)
    """Names of parameters that were not."""


def read_query(resource_type: str, pairs: Iterable[tuple[str, str]], *, strict: bool = True) -> Query:
    """Read a query.

    Args:
        resource_type: the type that is searched.
        pairs: names with their modifiers, and values, as in the URL, decoded.
        strict: refuse a parameter that is not known (`Prefer: handling=strict`) instead of leaving it out.

    Raises:
        InvalidSearch: an unknown parameter, a modifier or value that makes no sense; names the parameter.
    """
    query = Query(resource_type)
    for name, value in pairs:
        if "\x00" in name or "\x00" in value:
            raise InvalidSearch("A search holds no NUL characters.")
        if name in _IGNORED or not value:
            continue
        if _read_result_parameter(query, name, value, strict=strict):
            query.applied.append((name, value))
            continue
        try:
            query.criteria.append(read_criterion(resource_type, name, value))
            query.applied.append((name, value))
        except UnknownParameter:
            if strict:
                raise
            query.ignored.append(name)
    if len(query.criteria) > _MOST_CRITERIA:
        raise InvalidSearch(f"A search takes at most {_MOST_CRITERIA} criteria.")
    return query


class UnknownParameter(InvalidSearch):
    """This type cannot be searched by that."""

    code = "not-supported"

    def __init__(self, resource_type: str, name: str) -> None:
        super().__init__(
            f"{resource_type} cannot be searched by {name[:60]!r}.",
            hint="The CapabilityStatement (/fhir/metadata) lists what each type can be searched by.",
        )


def read_criterion(resource_type: str, name: str, value: str, depth: int = 0) -> Criterion:
    """One criterion of a type; raises `InvalidSearch`."""
    if depth > _DEEPEST:
        raise InvalidSearch(f"A chain has at most {_DEEPEST} links.")
    if name.startswith("_has:"):
        return _read_reverse(resource_type, name, value, depth)
    head, dot, rest = name.partition(".")
    code, _, modifier = head.partition(":")
    parameter = find_parameter(resource_type, code)
    if parameter is None:
        raise UnknownParameter(resource_type, code)
    if dot:
        return _read_chain(parameter, modifier, rest, value, depth)
    _check_modifier(parameter, modifier)
    values = tuple(_SPLIT[","].split(value))
    if len(values) > _MOST_VALUES:
        raise InvalidSearch(f"{code} takes at most {_MOST_VALUES} values.")
    return Simple(parameter, modifier, values)


def _check_modifier(parameter: Parameter, modifier: str) -> None:
    known = {"", "missing"} | _MODIFIERS.get(parameter.kind, frozenset())
    typed = parameter.kind == "reference" and modifier in resource_types()
    if modifier not in known and not typed:
        raise InvalidSearch(f"{parameter.code} has no modifier :{modifier[:30]}.", hint=f"Known: {_listed(known)}")
    if modifier == "missing" and parameter.code in {"_id", "near"}:
        raise InvalidSearch(f"{parameter.code} has no modifier :missing.")


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f":{word}" for word in sorted(words) if word) + "."


def _read_chain(parameter: Parameter, modifier: str, rest: str, value: str, depth: int) -> Chained:
    if parameter.kind != "reference":
        raise InvalidSearch(f"{parameter.code} is no reference and cannot be chained.")
    if modifier and modifier not in resource_types():
        raise InvalidSearch(f"A chain names a type after the colon, not :{modifier[:30]}.")
    found = []
    for target in (modifier,) if modifier else parameter.targets or resource_types():
        try:
            found.append((target, read_criterion(target, rest, value, depth + 1)))
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


def _read_result_parameter(query: Query, name: str, value: str, *, strict: bool) -> bool:
    """Whether this is one of the parameters that say what comes back."""
    head, _, modifier = name.partition(":")
    match head:
        case "_count":
            if not value.isdigit():
                raise InvalidSearch("_count is a whole number.")
            query.count = min(int(value[:6]), MOST_COUNT)
        case "_sort":
            query.order += [found for key in value.split(",") if (found := _read_order(query, key, strict=strict))]
        case "_include" | "_revinclude":
            query.includes.append(_read_include(query, value, modifier, reverse=head == "_revinclude"))
        case "_summary":
            query.summary = _one_of(_SUMMARIES, name, value)
        case "_total":
            query.total = _one_of(_TOTALS, name, value)
        case "_elements":
            query.elements += tuple(part.strip() for part in value.split(",") if part.strip())
        case _:
            return False
    return True


def _one_of(known: frozenset[str], name: str, value: str) -> str:
    if value not in known:
        raise InvalidSearch(f"{name} is one of {', '.join(sorted(known))}.")
    return value


def _read_order(query: Query, key: str, *, strict: bool) -> Order | None:
    code = key.strip().removeprefix("-")
    parameter = find_parameter(query.type, code)
    if parameter is None or parameter.kind in {"composite", "special"}:
        if strict:
            raise UnknownParameter(query.type, code)
        query.ignored.append(f"_sort={code}")
        return None
    return Order(parameter, key.strip().startswith("-"))


def _read_include(query: Query, value: str, modifier: str, *, reverse: bool) -> Include:
    source, _, rest = value.partition(":")
    code, _, target = rest.partition(":")
    word = "_revinclude" if reverse else "_include"
    if source not in resource_types() or (target and target not in resource_types()):
        raise InvalidSearch(f"{word} reads Type:parameter, or Type:parameter:TargetType.")
    known = [parameter for parameter in _references(source) if code in (parameter.code, "*")]
    if not known:
        raise InvalidSearch(f"{source} has no reference parameter {code[:60]!r}.")
    return Include(source, tuple(known), target, modifier in {"iterate", "recurse"}, reverse)


def _references(resource_type: str) -> list[Parameter]:
    return [parameter for parameter in parameters_of(resource_type).values() if parameter.kind == "reference"]


def split_value(value: str, separator: str) -> list[str]:
    """The parts of a value between separators that are not escaped; the parts are unescaped."""
    return [unescape(part) for part in _SPLIT[separator].split(value)]


def split_escaped(value: str, separator: str) -> list[str]:
    """The parts of a value between separators that are not escaped; the parts keep their escapes."""
    return _SPLIT[separator].split(value)


def unescape(value: str) -> str:
    r"""A value without its escapes: `\,` `\|` `\$` `\\`."""
    return re.sub(r"\\([,|$\\])", r"\1", value) if "\\" in value else value
