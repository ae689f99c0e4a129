"""A compiled expression, and `compile`, which keeps what it compiled."""

from collections.abc import Mapping
from datetime import datetime
from decimal import DivisionByZero, InvalidOperation, Overflow
from functools import lru_cache
from typing import Any

from attending.record.fhirpath.checker import check
from attending.record.fhirpath.compiler import Compiler
from attending.record.fhirpath.engine import NO_SERVICES, Context, Services, Step, truth
from attending.record.fhirpath.faults import EvaluationFault
from attending.record.fhirpath.model import find_type
from attending.record.fhirpath.nodes import Collection, Node, resource_node
from attending.record.fhirpath.parser import parse

_LONGEST_KEPT = 8_000
"""Characters; the longest official expression of R4 has some 3,000, and what is longer shall not fill the memory."""
_NO_VARIABLES: Mapping[str, object] = {}
_NOTHING: Collection = []  # shared: no step changes a collection it was given
_NOTHING_DEFINED: Mapping[str, Collection] = {}


def begin(
    resource: dict[str, Any] | Node,
    *,
    variables: Mapping[str, object] = _NO_VARIABLES,
    now: datetime | None = None,
    services: Services = NO_SERVICES,
    within: Node | None = None,
    root: Node | None = None,
) -> Context:
    """What expressions need to know of one resource.

    Args:
        resource: a resource, or one of its elements as a `Node`.
        variables: values of `%name`; a dict is taken for a resource.
        now: the moment that `now()`, `today()` and `timeOfDay()` mean, with timezone.
        services: what `resolve()`, `memberOf()`, … ask.
        within: `%resource` where `resource` is an element of it.
        root: `%rootResource` where the resource is contained in another.
    """
    if not isinstance(resource, dict | Node):
        raise EvaluationFault("an expression is evaluated on a resource as a dict, or on a Node of one")
    node = resource_node(resource) if isinstance(resource, dict) else resource
    within = within or node
    focus: Collection = [node]
    return Context(focus, focus, within, root or within, variables, now, services, None, _NOTHING, _NOTHING_DEFINED)


class Expression:
    """A compiled FHIRPath expression; it holds no state, so that threads can share it."""

    __slots__ = ("_step", "text")

    def __init__(self, text: str, step: Step) -> None:
        self.text = text
        self._step = step

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    def select(self, resource: dict[str, Any] | Node, **given: Any) -> Collection:
        """Evaluate, and keep the FHIR types: items are `Node`s or System values. Arguments as of `begin`.

        Raises:
            EvaluationFault: the expression cannot be evaluated on this resource.
        """
        return self.answer(begin(resource, **given))

    def answer(self, context: Context) -> Collection:
        """As `select`, where several expressions are evaluated on one resource: `begin` is called once for them all."""
        try:
            return self._step(context, context.start)
        except (Overflow, InvalidOperation, DivisionByZero):
            raise EvaluationFault("a number is too large or too long") from None
        except RecursionError:
            raise EvaluationFault("the resource is nested too deeply") from None

    def evaluate(self, resource: dict[str, Any] | Node, **given: Any) -> list[Any]:
        """Evaluate to plain values: JSON of elements, Python values of System types. Arguments as of `select`."""
        return [item.value if isinstance(item, Node) else item for item in self.select(resource, **given)]

    def holds(self, resource: dict[str, Any] | Node, **given: Any) -> bool:
        """Whether the expression is true of the resource, as an invariant must be; empty is not true."""
        return truth(self.select(resource, **given)) is True


def compile(  # noqa: A001
    expression: str,
    *,
    context: str | None = None,
    start: str | None = None,
    many_as: bool = False,
) -> Expression:
    """Compile an expression; the same one again costs a look-up.

    Args:
        expression: FHIRPath N1 with the functions of R4 and of the later STU releases.
        context: the type that the expression starts from; if given, every element and function is checked against R4
            before anything is evaluated.
        start: the type of the resources to come, for speed: branches of a union that start from another are left out.
        many_as: `as` picks from several items, as the official search parameters and invariants of R4 expect.

    Raises:
        InvalidExpression: the text is no FHIRPath, or names an unknown function, type or (with `context`) element.
    """
    if len(expression) > _LONGEST_KEPT:
        return _compile(expression, context, start, many_as=many_as)
    return _compile_once(expression, context, start, many_as=many_as)


def _compile(expression: str, context: str | None, start: str | None, *, many_as: bool) -> Expression:
    found = parse(expression)
    if context is not None:
        check(found, context)
    return Expression(expression, Compiler(many_as=many_as, start=find_type(start) if start else None).step(found))


_compile_once = lru_cache(maxsize=8192)(_compile)
