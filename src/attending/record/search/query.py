"""A search as it is asked: its criteria, and what shall come back in which order.

Read by `select`, which makes SQL of it. Source: HL7 FHIR R4, Search (hl7.org/fhir/R4/search.html).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from attending.record.index.parameters import Parameter, find_parameter, parameters_of, resource_types
from attending.record.search.criteria import Criterion, InvalidSearch, UnknownParameter, size
from attending.record.search.criterion import read_criterion

DEFAULT_COUNT, MOST_COUNT = 50, 1000
_MOST_CRITERIA = 60
_SUMMARIES = frozenset({"true", "text", "data", "count", "false"})
_TOTALS = frozenset({"none", "estimate", "accurate"})
_IGNORED = frozenset({"_format", "_pretty"})


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
            obeyed = _known_keys(value, query.ignored) if name == "_sort" else value
            query.applied += [(name, obeyed)] if obeyed else []
            continue
        try:
            query.criteria.append(read_criterion(resource_type, name, value))
            query.applied.append((name, value))
        except UnknownParameter:
            if strict:
                raise
            query.ignored.append(name)
    if sum(map(size, query.criteria)) > _MOST_CRITERIA:
        raise InvalidSearch(f"A search takes at most {_MOST_CRITERIA} criteria.")
    return query


def _known_keys(value: str, ignored: Iterable[str]) -> str:
    """The keys of `_sort` that are obeyed."""
    return ",".join(key for key in value.split(",") if f"_sort={key.strip().removeprefix('-')}" not in set(ignored))


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
    if parameter is None or parameter.kind in {"composite", "special", "words"}:
        if strict:
            raise UnknownParameter(query.type, code)
        query.ignored.append(f"_sort={code}")
        return None
    return Order(parameter, key.strip().startswith("-"))


def _read_include(query: Query, value: str, modifier: str, *, reverse: bool) -> Include:
    whole = f"{query.type}:*" if value == "*" and not reverse else value
    source, _, rest = whole.partition(":")
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
