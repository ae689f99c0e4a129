"""The syntax tree of a FHIRPath expression, and its text.

Made by `parser`, read by `compiler` and `checker`.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Literal:
    """A value as written; `kind` is its System type."""

    kind: str
    value: bool | int | Decimal | str
    unit: str | None = None
    """Of a quantity: the UCUM code or, with `calendar`, the word for a duration."""
    calendar: bool = False


@dataclass(frozen=True, slots=True)
class Empty:
    """`{}`."""


@dataclass(frozen=True, slots=True)
class Name:
    """An element, or at the start of an expression a type."""

    name: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Special:
    """`$this`, `$index` or `$total`."""

    name: str


@dataclass(frozen=True, slots=True)
class Variable:
    """`%resource`."""

    name: str
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """`where(use = 'official')`."""

    name: str
    arguments: "tuple[Node, ...]"
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Index:
    """`[0]`, a link of a chain."""

    index: "Node"


@dataclass(frozen=True, slots=True)
class Chain:
    """`name.given.first()`: a start and the links that follow it."""

    links: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Unary:
    """`-3`; as an argument of `sort`, `asc` and `desc` too."""

    operator: str
    operand: "Node"


@dataclass(frozen=True, slots=True)
class Binary:
    """`1 + 2`."""

    operator: str
    left: "Node"
    right: "Node"
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class TypeTest:
    """`value is FHIR.Quantity`, `value as Quantity`."""

    operator: str
    operand: "Node"
    type_name: str
    position: int = field(default=0, compare=False)


Node: TypeAlias = Literal | Empty | Name | Special | Variable | Call | Chain | Index | Unary | Binary | TypeTest


def render(node: Node) -> str:
    """A canonical text of the tree: parsing it gives the tree again."""
    match node:
        case Literal():
            return _literal(node)
        case Empty():
            return "{}"
        case Name(name):
            return f"`{_escape(name, '`')}`"
        case Special(name):
            return name
        case Variable(name):
            return f"%`{_escape(name, '`')}`"
        case Call(name, arguments):
            return f"`{_escape(name, '`')}`({', '.join(map(render, arguments))})"
        case Index(index):
            return f"[{render(index)}]"
        case Chain(links):
            first, *rest = links
            start = f"({render(first)})" if isinstance(first, Unary | Binary | TypeTest | Chain) else render(first)
            return start + "".join(render(link) if isinstance(link, Index) else f".{render(link)}" for link in rest)
        case Unary(operator, operand):
            return f"{operator}({render(operand)})" if operator in "+-" else f"({render(operand)}) {operator}"
        case Binary(operator, left, right):
            return f"({render(left)}) {operator} ({render(right)})"
        case TypeTest(operator, operand, type_name):
            return f"({render(operand)}) {operator} {type_name}"


def _literal(literal: Literal) -> str:
    match literal.kind:
        case "String":
            return f"'{_escape(str(literal.value), chr(39))}'"
        case "Date" | "DateTime" | "Time":
            return f"@{literal.value}"
        case "Boolean":
            return "true" if literal.value else "false"
        case "Quantity":
            unit = literal.unit or ""
            return f"{literal.value:f} {unit}" if literal.calendar else f"{literal.value:f} '{_escape(unit, chr(39))}'"
        case "Decimal":
            return f"{literal.value:f}"
        case _:
            return str(literal.value)


def _escape(text: str, quote: str) -> str:
    escaped = text.replace("\\", "\\\\").replace(quote, "\\" + quote)
    for character, code in (("\f", "\\f"), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        escaped = escaped.replace(character, code)
    return escaped
