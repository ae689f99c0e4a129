"""The FHIRPath functions that SQL says: (focus, arguments) → value."""

from collections.abc import Callable

from attending.record.analytics.value import Unsupported, Value, quote, system
from attending.record.fhirpath.model import FHIRType, all_types

Function = Callable[[Value, list[Value]], Value]
_MOMENTS = frozenset({"date", "dateTime", "instant", "time"})
_NUMBERS = frozenset({"integer", "positiveInt", "unsignedInt", "decimal"})


def family(kind: FHIRType) -> str:
    """text, number, boolean or moment: what may be compared with each other."""
    if kind.name in _MOMENTS:
        return "moment"
    if kind.name in _NUMBERS:
        return "number"
    if not kind.primitive:
        raise Unsupported
    return "boolean" if kind.name == "boolean" else "text"


def moments(left: Value, operator: str, right: Value) -> str:
    """SQL that compares dates and times as FHIRPath does: open where the precision leaves it open."""
    one, other = left.sql, right.sql
    sign = quote(operator)
    kinds = f"{quote(left.kind.name)}, {quote(right.kind.name)}"
    plain = f"length({one}) = length({other}) AND length({one}) <= 10 AND {quote(left.kind.name)} <> 'time'"
    slow = f"fhirpath_compare({one}, {other}, {kinds}, {sign})"
    missing = f"({one}) IS NULL OR ({other}) IS NULL"
    return f"CASE WHEN {missing} THEN NULL WHEN {plain} THEN {one} {operator} {other} ELSE {slow} END"


def text_of(value: Value) -> str:
    """SQL of a string, as `&` needs it."""
    if family(value.kind) != "text":
        raise Unsupported
    return value.sql


def first(focus: Value, arguments: list[Value]) -> Value:
    """`first()`."""
    _none(arguments)
    return Value(f"({focus.sql})[1]", focus.kind, json=focus.json) if focus.many else _picked(focus)


def _last(focus: Value, arguments: list[Value]) -> Value:
    _none(arguments)
    return Value(f"({focus.sql})[-1]", focus.kind, json=focus.json) if focus.many else _picked(focus)


def _picked(focus: Value) -> Value:
    if focus.choice is not None and focus.choice.many:
        raise Unsupported
    return focus


def _single(focus: Value, arguments: list[Value]) -> Value:
    _none(arguments)
    return focus.one()


def _empty(focus: Value, arguments: list[Value]) -> Value:
    _none(arguments)
    return system(f"(NOT {focus.exists()})", "boolean")


def _exists(focus: Value, arguments: list[Value]) -> Value:
    _none(arguments)
    return system(focus.exists(), "boolean")


def _count(focus: Value, arguments: list[Value]) -> Value:
    _none(arguments)
    return system(f"len({focus.listed()})", "integer")


def _not(focus: Value, arguments: list[Value]) -> Value:
    _none(arguments)
    if focus.kind.name != "boolean":
        raise Unsupported
    return system(f"(NOT {focus.system().one().sql})", "boolean")


def _join(focus: Value, arguments: list[Value]) -> Value:
    items = focus.system()
    if family(items.kind) != "text" or len(arguments) > 1:
        raise Unsupported
    between = _text(arguments[0]) if arguments else "''"
    return system(f"coalesce(array_to_string({items.listed()}, {between}), '')", "string")


def _extension(focus: Value, arguments: list[Value]) -> Value:
    if len(arguments) != 1:
        raise Unsupported
    extensions = focus.child("extension")
    kept = f"list_filter({extensions.sql}, lambda e: (e ->> '$.url') = {_text(arguments[0])})"
    return Value(kept, all_types()["Extension"], base_many=True)


def _boundary(function: str) -> Function:
    def boundary(focus: Value, arguments: list[Value]) -> Value:
        _none(arguments)
        item = focus.one()
        if item.kind.name == "decimal" and item.json:
            text = f"({item.sql} ->> '$')"  # as written: a boundary depends on the digits given
            return system(f"CAST({function}({text}, 'decimal') AS DOUBLE)", "decimal")
        if family(item.kind) != "moment":
            raise Unsupported
        value = item.system()
        return system(f"{function}({value.sql}, {quote(item.kind.name)})", item.kind.name)

    return boundary


def _text_function(template: str, result: str, *, arguments: int = 0) -> Function:
    def call(focus: Value, given: list[Value]) -> Value:
        if len(given) != arguments:
            raise Unsupported
        item = focus.system().one()
        if family(item.kind) != "text":
            raise Unsupported
        return system(template.format(item.sql, *map(_text, given)), result)

    return call


def _text(value: Value) -> str:
    single = value.system().one()
    if family(single.kind) != "text":
        raise Unsupported
    return single.sql


def _distinct(focus: Value, arguments: list[Value]) -> Value:
    _none(arguments)
    items = focus.system()
    kept = f"list_filter({items.listed()}, lambda e, i: list_position({items.listed()}, e) = i)"
    return Value(kept, items.kind, base_many=True, json=False)


def _none(arguments: list[Value]) -> None:
    if arguments:
        raise Unsupported


FUNCTIONS: dict[str, Function] = {
    "first": first,
    "last": _last,
    "single": _single,
    "empty": _empty,
    "exists": _exists,
    "count": _count,
    "not": _not,
    "join": _join,
    "extension": _extension,
    "lowBoundary": _boundary("fhirpath_low"),
    "highBoundary": _boundary("fhirpath_high"),
    "distinct": _distinct,
    "startsWith": _text_function("starts_with({0}, {1})", "boolean", arguments=1),
    "endsWith": _text_function("ends_with({0}, {1})", "boolean", arguments=1),
    "contains": _text_function("contains({0}, {1})", "boolean", arguments=1),
    "upper": _text_function("upper({0})", "string"),
    "lower": _text_function("lower({0})", "string"),
    "trim": _text_function("trim({0})", "string"),
    "length": _text_function("length({0})", "integer"),
}
