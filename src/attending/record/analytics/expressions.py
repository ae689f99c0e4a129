"""A FHIRPath tree to a typed SQL expression, where SQL says the same; `Unsupported` where it does not.

The functions and operators that the shareable profile of SQL on FHIR asks for, and the commonest beyond it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import count

from attending.record.analytics.functions import FUNCTIONS, family, first, moments, text_of
from attending.record.analytics.value import Unsupported, Value, nothing, quote, system
from attending.record.fhirpath import tree
from attending.record.fhirpath.model import FHIRType, all_types

_NAMES = count()
_COMPARISONS = frozenset({"<", "<=", ">", ">="})
_ARITHMETIC = frozenset({"+", "-", "*", "/", "div", "mod"})
_LITERALS = {"String": "string", "Boolean": "boolean", "Integer": "integer", "Decimal": "decimal"}
_MOMENTS = {"Date": "date", "DateTime": "dateTime", "Time": "time"}


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an expression stands."""

    this: Value
    resource: str
    """SQL of the resource as JSON."""
    resource_kind: FHIRType
    row_index: str
    """SQL of `%rowIndex`."""
    constants: Mapping[str, tree.Literal]

    def over(self, this: Value) -> "Scope":
        """The same place with another focus."""
        return replace(self, this=this)


def compile_sql(node: tree.Node, scope: Scope) -> Value:
    """The SQL of an expression.

    Raises:
        Unsupported: SQL cannot say it.
    """
    match node:
        case tree.Literal():
            return _literal(node)
        case tree.Empty():
            return nothing(all_types()["string"])
        case tree.Special("$this"):
            return scope.this
        case tree.Variable(name):
            return _variable(name, scope)
        case tree.Name(name):
            return _start(name, scope)
        case tree.Chain(links):
            return _chain(links, scope)
        case tree.Call():
            return _call(node, scope.this, scope)
        case tree.Unary("-", operand):
            value = compile_sql(operand, scope).system().one()
            if family(value.kind) != "number":
                raise Unsupported
            return replace(value, base=f"(-{value.base})")
        case tree.Binary():
            return _binary(node, scope)
        case tree.TypeTest("as", operand, type_name):
            return _of_type(compile_sql(operand, scope), type_name).one()
        case _:
            raise Unsupported


def _literal(node: tree.Literal) -> Value:
    if node.kind in _MOMENTS:
        return system(quote(str(node.value).removeprefix("T")), _MOMENTS[node.kind])
    if node.kind not in _LITERALS:
        raise Unsupported
    if isinstance(node.value, bool):
        return system(str(node.value).upper(), "boolean")
    if isinstance(node.value, Decimal):
        return system(f"CAST({node.value:f} AS DOUBLE)", "decimal")
    if isinstance(node.value, int):
        return system(f"CAST({node.value} AS BIGINT)", "integer")
    return system(quote(str(node.value)), "string")


def _variable(name: str, scope: Scope) -> Value:
    if name in scope.constants:
        return _literal(scope.constants[name])
    if name == "rowIndex":
        return system(scope.row_index, "integer")
    if name in {"resource", "rootResource"}:
        return Value(scope.resource, scope.resource_kind)
    raise Unsupported


def _start(name: str, scope: Scope) -> Value:
    if name[:1].isupper():
        if name == scope.this.kind.name and not scope.this.many:
            return scope.this
        raise Unsupported
    return scope.this.child(name)


def _chain(links: tuple[tree.Node, ...], scope: Scope) -> Value:
    value = compile_sql(links[0], scope)
    for link in links[1:]:
        match link:
            case tree.Name(name):
                value = value.child(name)
            case tree.Call():
                value = _call(link, value, scope)
            case tree.Index(index):
                value = _at(value, index, scope)
            case _:
                raise Unsupported
    return value


def _at(value: Value, index: tree.Node, scope: Scope) -> Value:
    position = compile_sql(index, scope).system().one()
    if position.kind.name not in {"integer", "unsignedInt", "positiveInt"}:
        raise Unsupported
    found = f"({value.listed()})[({position.sql}) + 1]"
    return Value(f"CASE WHEN ({position.sql}) >= 0 THEN {found} END", value.kind, json=value.json)


def _call(node: tree.Call, focus: Value, scope: Scope) -> Value:
    name, arguments = node.name, node.arguments
    if name in {"ofType", "as"} and len(arguments) == 1:
        return _of_type(focus, tree.render(arguments[0]).replace("`", ""))
    if name in {"where", "exists", "all", "select"} and len(arguments) == 1:
        return _with_criteria(name, arguments[0], focus, scope)
    if name == "iif" and len(arguments) in {2, 3}:
        return _iif(arguments, scope)
    if name == "getReferenceKey" and len(arguments) <= 1:
        wanted = tree.render(arguments[0]).replace("`", "").removeprefix("FHIR.") if arguments else None
        return _reference_key(focus, wanted)
    if name == "getResourceKey" and not arguments:
        if focus.kind.kind != "resource":
            raise Unsupported
        return focus.child("id").system()
    function = FUNCTIONS.get(name)
    if function is None:
        raise Unsupported
    return function(focus, [compile_sql(argument, scope) for argument in arguments])


def _of_type(value: Value, type_name: str) -> Value:
    kind = all_types().get(type_name.removeprefix("FHIR."))
    if kind is None:
        raise Unsupported
    return value.typed(kind)


def _with_criteria(name: str, criteria: tree.Node, focus: Value, scope: Scope) -> Value:
    if focus.choice is not None:
        raise Unsupported
    variable = f"x{next(_NAMES)}"
    item = Value(variable, focus.kind, json=focus.json)
    if name == "select":
        return _select(criteria, focus, item, scope)
    test = truth(compile_sql(criteria, scope.over(item)))
    items = focus.listed()
    if name == "all":
        failing = f"list_filter({items}, lambda {variable}: ({test}) IS NOT TRUE)"
        return system(f"(len({failing}) = 0)", "boolean")
    kept = f"list_filter({items}, lambda {variable}: coalesce({test}, FALSE))"
    if name == "exists":
        return system(f"(len({kept}) > 0)", "boolean")
    if not focus.many:
        return Value(f"({kept})[1]", focus.kind, json=focus.json)
    return Value(kept, focus.kind, base_many=True, json=focus.json)


def _select(projection: tree.Node, focus: Value, item: Value, scope: Scope) -> Value:
    found = compile_sql(projection, scope.over(item))
    if found.choice is not None:
        raise Unsupported
    mapped = f"flatten(list_transform({focus.listed()}, lambda {item.base}: {found.listed()}))"
    return Value(mapped, found.kind, base_many=True, json=found.json)


def _iif(arguments: tuple[tree.Node, ...], scope: Scope) -> Value:
    test = truth(compile_sql(arguments[0], scope))
    branches = [compile_sql(argument, scope).system() for argument in arguments[1:]]
    if any(branch.many for branch in branches) or len({branch.kind for branch in branches}) > 1:
        raise Unsupported
    otherwise = branches[1].sql if len(branches) == 2 else "NULL"
    return replace(branches[0], base=f"CASE WHEN {test} THEN {branches[0].sql} ELSE {otherwise} END")


def truth(value: Value) -> str:
    """SQL of a criterion: a single item that is no Boolean counts as true."""
    if value.kind.name == "boolean":
        return value.system().one().sql
    single = value.one()
    return f"CASE WHEN {single.sql} IS NOT NULL THEN TRUE END"


_KEY = r"'(?:^|/)([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})(?:/_history/[^/]+)?$'"


def _reference_key(focus: Value, wanted: str | None) -> Value:
    if focus.kind.name == "Reference":
        focus = focus.child("reference")
    text = focus.system()
    if family(text.kind) != "text":
        raise Unsupported

    def key(item: str) -> str:
        matches = f"regexp_matches({item}, {_KEY})"
        if wanted is not None:
            matches += f" AND regexp_extract({item}, {_KEY}, 1) = {quote(wanted)}"
        found = f"WHEN {matches} THEN regexp_extract({item}, {_KEY}, 2)"
        plain = "" if wanted is not None else f" WHEN starts_with({item}, 'urn:uuid:') THEN substr({item}, 10)"
        return f"CASE {found}{plain} END"

    if text.many:
        keys = f"list_filter(list_transform({text.sql}, lambda e: {key('e')}), lambda e: e IS NOT NULL)"
        return system(keys, "string", many=True)
    return system(key(text.sql), "string")


def _binary(node: tree.Binary, scope: Scope) -> Value:
    operator = node.operator
    left, right = compile_sql(node.left, scope), compile_sql(node.right, scope)
    if operator in {"and", "or", "xor", "implies"}:
        one, other = truth(left), truth(right)
        sql = {
            "and": f"({one} AND {other})",
            "or": f"({one} OR {other})",
            "xor": f"(({one}) <> ({other}))",
            "implies": f"((NOT {one}) OR {other})",
        }[operator]
        return system(sql, "boolean")
    left, right = left.system(), right.system()
    if operator in {"=", "!="}:
        equal = _equal(left, right)
        return system(equal if operator == "=" else f"(NOT {equal})", "boolean")
    if operator == "in":
        item = left.one()
        _alike(item, right)
        found = f"list_contains({right.listed()}, {item.sql})"
        return system(f"CASE WHEN {item.sql} IS NOT NULL THEN {found} END", "boolean")
    left, right = left.one(), right.one()
    if operator == "&":
        return system(f"(coalesce({text_of(left)}, '') || coalesce({text_of(right)}, ''))", "string")
    kind = _alike(left, right)
    if operator in _COMPARISONS:
        if kind == "moment":
            return system(moments(left, operator, right), "boolean")
        return system(f"({left.sql} {operator} {right.sql})", "boolean")
    if operator == "+" and kind == "text":
        return system(f"({left.sql} || {right.sql})", "string")
    if operator in _ARITHMETIC and kind == "number":
        return _arithmetic(left, operator, right)
    raise Unsupported


def _equal(left: Value, right: Value) -> str:
    kind = _alike(left, right)
    if left.many or right.many:
        if kind == "moment":
            raise Unsupported
        one, other = left.listed(), right.listed()
        return f"CASE WHEN len({one}) > 0 AND len({other}) > 0 THEN {one} = {other} END"
    return moments(left, "=", right) if kind == "moment" else f"({left.sql} = {right.sql})"


def _alike(left: Value, right: Value) -> str:
    kind = family(left.kind)
    if kind != family(right.kind):
        raise Unsupported
    return kind


def _arithmetic(left: Value, operator: str, right: Value) -> Value:
    whole = {left.kind.name, right.kind.name}.isdisjoint({"decimal"})
    one, other = left.sql, right.sql
    if operator in {"/", "div", "mod"}:
        sign = {"/": "/", "div": "//", "mod": "%"}[operator]
        if operator == "div":
            sql = f"CASE WHEN ({other}) <> 0 THEN CAST(trunc(CAST({one} AS DOUBLE) / {other}) AS BIGINT) END"
            return system(sql, "integer")
        kind = "decimal" if operator == "/" or not whole else "integer"
        quotient = f"({one}) {sign} ({other})"
        return system(f"CASE WHEN ({other}) <> 0 THEN {quotient} END", kind)
    if whole:
        return system(f"(({one}) {operator} ({other}))", "integer")
    return system(f"round(({one}) {operator} ({other}), 12)", "decimal")


__all__ = ["Scope", "compile_sql", "first", "truth"]
