"""Functions that DuckDB calls for what SQL cannot say: our FHIRPath engine, dates, boundaries."""

import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import duckdb
import msgspec

from attending.record.analytics.view import ViewFault
from attending.record.fhirpath import Expression, compile  # noqa: A004
from attending.record.fhirpath.boundaries import boundary
from attending.record.fhirpath.compiler import literal_item
from attending.record.fhirpath.conversions import to_text
from attending.record.fhirpath.engine import MOST_ITEMS, truth
from attending.record.fhirpath.model import UNKNOWN, all_types
from attending.record.fhirpath.nodes import MOMENTS, Collection, Item, Node, resource_node, system_value
from attending.record.fhirpath.temporal import compare_moments, parse_fhir_moment
from attending.record.fhirpath.tree import Literal

_DECODER = msgspec.json.Decoder(float_hook=Decimal)
_TESTS: dict[str, Callable[[int], bool]] = {
    "=": lambda order: order == 0,
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}


class Fallback:
    """The expressions that the engine evaluates for the views of one connection, by number."""

    def __init__(self) -> None:
        self.compiled: dict[int, tuple[tuple[Expression, ...], str, Mapping[str, object]]] = {}

    def add(self, expressions: Mapping[int, tuple[tuple[str, ...], str]], constants: Mapping[str, Literal]) -> None:
        """Take the expressions of a view: number → texts and the type they start from."""
        values = {name: literal_item(literal) for name, literal in constants.items()}
        for number, (texts, kind) in expressions.items():
            self.compiled[number] = (tuple(map(compile, texts)), kind, values)

    def select(self, number: int, this: str | None, resource: str, row_index: int | None) -> list[str]:
        """The items an expression finds, each as JSON."""
        return [_json_of(item) for item in self._answer(number, this, resource, row_index)]

    def true(self, number: int, this: str | None, resource: str, row_index: int | None) -> bool | None:
        """Whether a criterion holds."""
        found = self._answer(number, this, resource, row_index)
        if found and not isinstance(system_value(found[0]), bool):
            raise ViewFault("A path of ViewDefinition.where must give true or false.")
        return truth(found)

    def repeat(self, number: int, this: str | None, resource: str, row_index: int | None) -> list[str]:
        """What the expressions find, and find again below what they found, depth first; each as JSON."""
        found: list[str] = []

        def descend(
            node: Item, within: Node, variables: Mapping[str, object], expressions: Sequence[Expression]
        ) -> None:
            for expression in expressions:
                for item in expression.select(_as_node(node), variables=variables, within=within):
                    found.append(_json_of(item))
                    if len(found) > MOST_ITEMS:
                        raise ViewFault("repeat finds too many items.")
                    descend(item, within, variables, expressions)

        if this is not None:
            expressions, node, within, variables = self._place(number, this, resource, row_index)
            descend(node, within, variables, expressions)
        return found

    def _answer(self, number: int, this: str | None, resource: str, row_index: int | None) -> Collection:
        if this is None:
            return []
        expressions, node, within, variables = self._place(number, this, resource, row_index)
        return expressions[0].select(node, variables=variables, within=within)

    def _place(
        self, number: int, this: str, resource: str, row_index: int | None
    ) -> tuple[tuple[Expression, ...], Node, Node, Mapping[str, object]]:
        expressions, kind_name, constants = self.compiled[number]
        value = _DECODER.decode(this)
        kind = all_types().get(kind_name, UNKNOWN)
        if kind.kind == "resource" or (isinstance(value, dict) and "resourceType" in value):
            node = resource_node(value)
        else:
            node = Node(value, kind)
        return expressions, node, resource_node(_DECODER.decode(resource)), {**constants, "rowIndex": row_index or 0}


def _as_node(item: Item) -> Node:
    if not isinstance(item, Node):
        raise ViewFault("repeat follows elements only.")
    return item


def register(connection: duckdb.DuckDBPyConnection, fallback: Fallback) -> None:
    """Make the functions known to a connection."""
    text = "VARCHAR"
    row: list[Any] = ["BIGINT", text, text, "BIGINT"]
    special: dict[str, Any] = {"null_handling": "special"}
    connection.create_function("fhirpath_select", fallback.select, row, "VARCHAR[]", **special)
    connection.create_function("fhirpath_repeat", fallback.repeat, row, "VARCHAR[]", **special)
    connection.create_function("fhirpath_true", fallback.true, row, "BOOLEAN", **special)
    connection.create_function("fhirpath_compare", _compare, [text] * 5, "BOOLEAN", **special)
    connection.create_function("fhirpath_low", _boundary(high=False), [text, text], text, **special)
    connection.create_function("fhirpath_high", _boundary(high=True), [text, text], text, **special)


def _json_of(item: Item) -> str:
    if isinstance(item, Node) and not item.kind.primitive:
        return msgspec.json.Encoder(decimal_format="number").encode(item.value).decode()
    value = system_value(item)
    if isinstance(value, bool | int):
        return json.dumps(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return json.dumps(to_text(value) or "", ensure_ascii=False)


def _compare(left: str | None, right: str | None, left_kind: str, right_kind: str, operator: str) -> bool | None:
    if left is None or right is None:
        return None
    one = parse_fhir_moment(left, MOMENTS[left_kind])
    other = parse_fhir_moment(right, MOMENTS[right_kind])
    if (one.kind == "Time") != (other.kind == "Time"):
        raise ViewFault("A time cannot be compared with a date.")
    order = compare_moments(one, other)
    return None if order is None else _TESTS[operator](order)


def _boundary(*, high: bool) -> Callable[[str | None, str], str | None]:
    def find(text: str | None, kind: str) -> str | None:
        if text is None:
            return None
        value: Item = Decimal(text) if kind == "decimal" else parse_fhir_moment(text, MOMENTS[kind])
        found = boundary(value, None, high=high)
        return None if found is None else to_text(found)

    return find
