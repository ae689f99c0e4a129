"""A View to one SQL statement: iterations become lateral joins, `unionAll` UNION ALL, `repeat` a recursive query.

What `expressions` cannot say in SQL is handed to the FHIRPath engine through the functions of `engine`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count

from attending.record.analytics.expressions import Scope, compile_sql, truth
from attending.record.analytics.value import Unsupported, Value, quote
from attending.record.analytics.view import Column, Path, Select, View, ViewFault
from attending.record.fhirpath import FHIRPathFault, tree
from attending.record.fhirpath.checker import check
from attending.record.fhirpath.model import UNKNOWN, FHIRType, all_types

_KNOWN = frozenset({"resource", "rootResource", "context", "rowIndex", "ucum", "sct", "loinc"})
_SQL_TYPES = {
    "boolean": "BOOLEAN",
    "integer": "BIGINT",
    "positiveInt": "BIGINT",
    "unsignedInt": "BIGINT",
    "integer64": "BIGINT",
    "decimal": "DOUBLE",
}


@dataclass(slots=True)
class Query:
    """One statement in the making."""

    view: View
    numbers: "count[int]" = field(default_factory=count)
    fallback: dict[int, tuple[tuple[str, ...], str]] = field(default_factory=dict)
    """What the engine evaluates: number → expressions and the type they start from."""

    def sql(self) -> str:
        """The SELECT over the relation `resources(resource JSON)`."""
        kind = all_types()[self.view.resource]
        scope = Scope(Value("r.resource", kind), "r.resource", kind, "0", self.view.constants)
        tests = [f"(r.resource ->> '$.resourceType') = {quote(kind.name)}"]
        tests += [self._test(path, scope) for path in self.view.where]
        columns, joins = self._select(self.view.select, scope)
        named = ", ".join(f'{sql} AS "{name}"' for name, sql in columns)
        return f"SELECT {named} FROM resources AS r{''.join(joins)} WHERE {' AND '.join(tests)}"

    def _select(self, select: Select, scope: Scope) -> tuple[list[tuple[str, str]], list[str]]:
        """The columns of a selection, and the joins they need."""
        joins: list[str] = []
        if select.for_each is not None or select.repeat:
            join, scope = self._iteration(select, scope)
            joins.append(join)
        columns = [(column.name, self._column(column, scope)) for column in select.columns]
        for nested in select.selects:
            more, their_joins = self._select(nested, scope)
            columns += more
            joins += their_joins
        if select.unions:
            more, join = self._union(select.unions, scope)
            columns += more
            joins.append(join)
        return columns, joins

    def _union(self, branches: tuple[Select, ...], scope: Scope) -> tuple[list[tuple[str, str]], str]:
        alias = f"u{next(self.numbers)}"
        queries = []
        for branch in branches:
            columns, joins = self._select(branch, scope)
            named = ", ".join(f'{sql} AS "{name}"' for name, sql in columns)
            queries.append(f"SELECT {named} FROM (SELECT 1) AS s{next(self.numbers)}{''.join(joins)}")
        columns = [(name, f'{alias}."{name}"') for name in branches[0].names()]
        return columns, f" CROSS JOIN LATERAL ({' UNION ALL '.join(queries)}) AS {alias}"

    def _iteration(self, select: Select, scope: Scope) -> tuple[str, Scope]:
        alias = f"n{next(self.numbers)}"
        if select.repeat:
            rows, item = self._repeated(select.repeat, scope)
        else:
            assert select.for_each is not None  # noqa: S101 — told to the type checker
            items = self._value(select.for_each, scope)
            item = Value("", items.kind, json=items.json)
            listed = items.listed()
            rows = f"SELECT unnest({listed}) AS v, unnest(range(len({listed}))) AS i"
        inner = Scope(
            Value(f"{alias}.v", item.kind, json=item.json),
            scope.resource,
            scope.resource_kind,
            f"coalesce({alias}.i, 0)",
            scope.constants,
        )
        if select.or_null:
            return f" LEFT JOIN LATERAL ({rows}) AS {alias} ON TRUE", inner
        return f" CROSS JOIN LATERAL ({rows}) AS {alias}", inner

    def _repeated(self, paths: tuple[Path, ...], scope: Scope) -> tuple[str, Value]:
        """Depth first, as deep as the data go; `i` is the position in the flattened order."""
        for path in paths:
            self._check_variables(path, scope)
        try:
            return self._repeated_in_sql(paths, scope)
        except Unsupported:
            number = next(self.numbers)
            self.fallback[number] = (tuple(path.text for path in paths), scope.this.kind.name)
            listed = f"CAST(fhirpath_repeat({self._place(number, scope)}) AS JSON[])"
            kinds = {kind for path in paths for kind in _kinds(path, scope)}
            return f"SELECT unnest({listed}) AS v, unnest(range(len({listed}))) AS i", Value("", one_of(kinds))

    def _repeated_in_sql(self, paths: tuple[Path, ...], scope: Scope) -> tuple[str, Value]:
        name = f"w{next(self.numbers)}"
        starts = [compile_sql(path.tree, scope) for path in paths if _kinds(path, scope)]
        if not starts:
            raise Unsupported
        kind = starts[0].kind
        below = Scope(Value(f"{name}.v", kind), scope.resource, scope.resource_kind, "0", scope.constants)
        nexts = [compile_sql(path.tree, below) for path in paths if _kinds(path, below)]
        if {value.kind for value in starts + nexts} != {kind} or kind.primitive or kind is UNKNOWN:
            raise Unsupported
        first = f"list_concat({', '.join(value.listed() for value in starts)}, [])"
        deeper = f"list_concat({', '.join(value.listed() for value in nexts)}, [])"
        rows = (
            f"WITH RECURSIVE {name} AS (SELECT v, [i] AS place FROM (SELECT unnest(a.l) AS v,"
            f" unnest(range(len(a.l))) AS i FROM (SELECT {first} AS l) AS a) UNION ALL"
            f" SELECT unnest(b.l), list_append(b.place, unnest(range(len(b.l)))) FROM"
            f" (SELECT place, {deeper} AS l FROM {name}) AS b)"
            f" SELECT v, row_number() OVER (ORDER BY place) - 1 AS i FROM {name}"
        )
        return rows, Value("", kind)

    def _column(self, column: Column, scope: Scope) -> str:
        value = self._value(column.path, scope)
        if value.json and value.kind.primitive and value.choice is None:
            value = value.system()
        cast = _SQL_TYPES.get(column.type or "")
        if column.type is None:
            cast = _SQL_TYPES.get(value.kind.name) if value.kind.primitive else None
        cast = cast or "VARCHAR"
        if value.kind is UNKNOWN or value.choice is not None:
            listed = f"list_transform({value.listed()}, lambda e: CAST((e ->> '$') AS {cast}))"
            value = Value(listed, UNKNOWN, base_many=True, json=False)
        if column.collection:
            return f"CAST({value.listed()} AS {cast}[])"
        sql = value.sql
        if value.many:
            fault = f"error({quote(f'the column {column.name} is no collection, but its path found several items')})"
            sql = f"CASE WHEN len({sql}) > 1 THEN {fault} ELSE ({sql})[1] END"
        return f"CAST({sql} AS {cast})"

    def _test(self, path: Path, scope: Scope) -> str:
        value = self._value(path, scope)
        if "fhirpath_select" in value.base:
            return f"coalesce(fhirpath_true({self._arguments(path, scope)}), FALSE)"
        if value.kind.name != "boolean":
            raise ViewFault("A path of ViewDefinition.where must give true or false.")
        return f"coalesce({truth(value)}, FALSE)"

    def _value(self, path: Path, scope: Scope) -> Value:
        self._check_variables(path, scope)
        try:
            return compile_sql(path.tree, scope)
        except Unsupported:
            sql = f"CAST(fhirpath_select({self._arguments(path, scope)}) AS JSON[])"
            return Value(sql, one_of(_kinds(path, scope)), base_many=True)

    def _arguments(self, path: Path, scope: Scope) -> str:
        number = next(self.numbers)
        self.fallback[number] = ((path.text,), scope.this.kind.name)
        return self._place(number, scope)

    @staticmethod
    def _place(number: int, scope: Scope) -> str:
        this = scope.this.sql if scope.this.json else f"to_json({scope.this.sql})"
        return f"{number}, CAST({this} AS VARCHAR), CAST({scope.resource} AS VARCHAR), {scope.row_index}"

    def _check_variables(self, path: Path, scope: Scope) -> None:
        for name in _variables(path.tree):
            if name not in _KNOWN and name not in scope.constants and not name.startswith(("vs-", "ext-")):
                raise ViewFault(f"The constant %{name[:60]} is not defined.")


def _kinds(path: Path, scope: Scope) -> frozenset[FHIRType]:
    """The types of what a path finds, as far as they can be known before; none where R4 has no such element here."""
    if scope.this.kind is UNKNOWN:
        return frozenset({UNKNOWN})
    try:
        return check(path.tree, scope.this.kind.name) or frozenset({UNKNOWN})
    except FHIRPathFault:
        return frozenset()


def one_of(kinds: Iterable[FHIRType]) -> FHIRType:
    """The only type of several, or UNKNOWN."""
    found = set(kinds)
    return found.pop() if len(found) == 1 else UNKNOWN


def _variables(node: tree.Node) -> list[str]:
    match node:
        case tree.Variable(name):
            return [name]
        case tree.Call(_, parts) | tree.Chain(parts):
            return [name for part in parts for name in _variables(part)]
        case tree.Index(part) | tree.Unary(_, part) | tree.TypeTest(_, part, _):
            return _variables(part)
        case tree.Binary(_, left, right):
            return _variables(left) + _variables(right)
        case _:
            return []
