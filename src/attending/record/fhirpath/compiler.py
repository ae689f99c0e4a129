"""A syntax tree to a step: closures that do at run time only what could not be decided before."""

from collections.abc import Iterator
from decimal import Decimal

from attending.record.fhirpath import tree
from attending.record.fhirpath.engine import Context, Step, wrap
from attending.record.fhirpath.faults import EvaluationFault, InvalidExpression
from attending.record.fhirpath.functions import FUNCTIONS
from attending.record.fhirpath.functions.fhir import target_type
from attending.record.fhirpath.links import index_step, names_step, start_step
from attending.record.fhirpath.logic import LOGIC
from attending.record.fhirpath.model import FHIRType, find_type
from attending.record.fhirpath.nodes import Collection, Item
from attending.record.fhirpath.operators import OPERATORS, equals_text, negate, union_step
from attending.record.fhirpath.quantity import Quantity
from attending.record.fhirpath.sorting import sort_step
from attending.record.fhirpath.temporal import parse_moment
from attending.record.fhirpath.type_tests import type_test

_URLS = {
    "sct": "http://snomed.info/sct",
    "loinc": "http://loinc.org",
    "ucum": "http://unitsofmeasure.org",
}
_NOT_SUPPORTED = frozenset({"elementDefinition", "slice", "hasTemplateIdOf"})
_FALLS_BACK: dict[str, str] = {
    "vs-": "http://hl7.org/fhir/ValueSet/",
    "ext-": "http://hl7.org/fhir/StructureDefinition/",
}


class Compiler:
    """Turns one tree into one step.

    Args:
        many_as: `as` picks from several items, as R4 search parameters expect, instead of refusing them.
        start: the type of the resources to come; branches of a union that start from another type are left out.
    """

    def __init__(self, *, many_as: bool = False, start: FHIRType | None = None) -> None:
        self.many_as = many_as
        self.start = start

    def step(self, node: tree.Node) -> Step:
        """The step of any expression; a variable defined inside is not seen outside."""
        if _defines(node):
            return _scoped(self._step(node))
        return self._step(node)

    def _step(self, node: tree.Node) -> Step:
        match node:
            case tree.Literal():
                return _constant(literal_item(node))
            case tree.Empty():
                return lambda context, focus: []
            case tree.Name(name):
                return start_step(name)
            case tree.Special(name):
                return _special(name)
            case tree.Variable(name):
                return _variable(name)
            case tree.Call():
                return self._call(node)
            case tree.Chain(links):
                return self._chain(links)
            case tree.Unary():
                return self._unary(node)
            case tree.Binary():
                return self._binary(node)
            case tree.TypeTest(operator, operand, type_name, position):
                return self._type_test(operator, operand, type_name, position)
            case tree.Index():
                raise InvalidExpression("an index needs something in front of it")

    def _chain(self, links: tuple[tree.Node, ...]) -> Step:
        steps = [self._step(links[0]), *self._links(links[1:])]
        if len(steps) == 2:
            first, second = steps
            return lambda context, focus: second(context, first(context, focus))

        def chain(context: Context, focus: Collection) -> Collection:
            for step in steps:
                focus = step(context, focus)
            return focus

        return chain

    def _links(self, links: tuple[tree.Node, ...]) -> Iterator[Step]:
        names: list[str] = []
        for link in links:
            if isinstance(link, tree.Name):
                names.append(link.name)
                continue
            if names:
                yield names_step(tuple(names))
                names = []
            yield index_step(self.step(link.index)) if isinstance(link, tree.Index) else self._step(link)
        if names:
            yield names_step(tuple(names))

    def _unary(self, node: tree.Unary) -> Step:
        if node.operator in {"asc", "desc"}:
            raise InvalidExpression("asc and desc belong into sort()")
        operand = self.step(node.operand)
        if node.operator == "-":
            return lambda context, focus: negate(operand(context, focus))

        def plus(context: Context, focus: Collection) -> Collection:
            found = operand(context, focus)
            negate(found)  # refuses what no sign can stand before
            return found

        return plus

    def _binary(self, node: tree.Binary) -> Step:
        if node.operator == "|":
            return union_step([self.step(branch) for branch in _branches(node) if not self._elsewhere(branch)])
        left, right = self.step(node.left), self.step(node.right)
        if node.operator in LOGIC:
            return LOGIC[node.operator](left, right)
        if node.operator == "=" and isinstance(node.right, tree.Literal) and node.right.kind == "String":
            return equals_text(left, str(node.right.value))
        operate = OPERATORS[node.operator]
        return lambda context, focus: operate(left(context, focus), right(context, focus))

    def _elsewhere(self, branch: tree.Node) -> bool:
        """Whether a branch of a union starts from a resource type that is not the one to come."""
        while not isinstance(branch, tree.Name):
            if isinstance(branch, tree.Chain):
                branch = branch.links[0]
            elif isinstance(branch, tree.TypeTest):
                branch = branch.operand
            else:
                return False
        named = find_type(branch.name)
        if self.start is None or named is None or named.kind != "resource":
            return False
        return not self.start.inherits(named.name)

    def _type_test(self, operator: str, operand: tree.Node, type_name: str, position: int) -> Step:
        resolved = _resolved(operand)
        if operator == "is" and resolved is not None:
            return self._target_test(resolved, type_name, position)
        return self._test_link(self.step(operand), operator, type_name, position)

    def _test_link(self, operand: Step, operator: str, type_name: str, position: int) -> Step:
        test = type_test(type_name, position, exact_primitives=operator != "is")
        many = operator == "ofType" or (operator == "as" and self.many_as)

        def pick(context: Context, focus: Collection) -> Collection:
            found = operand(context, focus)
            if len(found) > 1 and not many:
                raise EvaluationFault(f"{operator} expects one item, not several", hint="ofType() takes several.")
            if operator == "is":
                return [test(item) for item in found]
            return [item for item in found if test(item)]

        return pick

    def _target_test(self, operand: tree.Node, type_name: str, position: int) -> Step:
        """`resolve() is Patient`: the resource is fetched only if the reference does not say its type."""
        type_test(type_name, position)
        wanted = type_name.rpartition(".")[2]
        references = self.step(operand)

        def test(context: Context, focus: Collection) -> Collection:
            found = references(context, focus)
            if len(found) > 1:
                raise EvaluationFault("is expects one item, not several")
            names = [target_type(context, item) for item in found]
            kinds = [find_type(name) for name in names if name is not None]
            return [kind is not None and kind.inherits(wanted) for kind in kinds]

        return test

    def _call(self, node: tree.Call) -> Step:
        if node.name in {"is", "as", "ofType"}:
            return self._type_call(node)
        if node.name == "sort":
            return sort_step([_key(argument) for argument in node.arguments], self.step)
        function = FUNCTIONS.get(node.name)
        if function is None:
            known = "is not supported" if node.name in _NOT_SUPPORTED else "does not exist"
            raise InvalidExpression(f"the function {node.name[:60]}() {known}", position=node.position)
        if not function.least <= len(node.arguments) <= function.most:
            wanted = f"{function.least}" if function.least == function.most else f"{function.least} to {function.most}"
            raise InvalidExpression(f"{node.name}() takes {wanted} arguments", position=node.position)
        arguments = node.arguments
        if node.name == "getReferenceKey":  # its argument is the name of a type, not an element
            arguments = tuple(_type_literal(argument) for argument in arguments)
        run, steps = function.run, [self.step(argument) for argument in arguments]
        if not steps:
            return run
        if function.lazy:
            return lambda context, focus: run(context, focus, *steps)
        if len(steps) == 1:
            only = steps[0]
            return lambda context, focus: run(context, focus, only(context, context.this))
        return lambda context, focus: run(context, focus, *[step(context, context.this) for step in steps])

    def _type_call(self, node: tree.Call) -> Step:
        if len(node.arguments) != 1:
            raise InvalidExpression(f"{node.name}() takes 1 arguments", position=node.position)
        match node.arguments[0]:
            case tree.Name(name):
                type_name = name
            case tree.Chain((tree.Name(namespace), tree.Name(name))):
                type_name = f"{namespace}.{name}"
            case _:
                raise InvalidExpression(f"{node.name}() expects the name of a type", position=node.position)
        return self._test_link(lambda context, focus: focus, node.name, type_name, node.position)


def literal_item(node: tree.Literal) -> Item:
    """The System value of a literal."""
    if node.kind == "Quantity":
        return Quantity(Decimal(str(node.value)), node.unit or "1", node.calendar)
    if node.kind in {"Date", "DateTime", "Time"}:
        moment = parse_moment(str(node.value), node.kind)
        if moment is None:
            raise InvalidExpression(f"@{node.value} is no {node.kind} of the calendar")
        return moment
    return node.value


def _branches(node: tree.Node) -> list[tree.Node]:
    """The branches of a union of unions, in their order."""
    if isinstance(node, tree.Binary) and node.operator == "|":
        return [*_branches(node.left), *_branches(node.right)]
    return [node]


def _constant(item: Item) -> Step:
    return lambda context, focus: [item]


def _special(name: str) -> Step:
    if name == "$this":
        return lambda context, focus: context.this
    if name == "$total":
        return lambda context, focus: context.total
    return lambda context, focus: [] if context.index is None else [context.index]


def _variable(name: str) -> Step:
    if name == "context":
        return lambda context, focus: context.start
    if name == "resource":
        return lambda context, focus: [] if context.resource is None else [context.resource]
    if name == "rootResource":
        return lambda context, focus: [] if context.root is None else [context.root]
    fallback = _URLS.get(name) or next(
        (url + name[len(p) :] for p, url in _FALLS_BACK.items() if name.startswith(p)), None
    )

    def read(context: Context, focus: Collection) -> Collection:
        if name in context.defined:
            return context.defined[name]
        if name in context.variables:
            return wrap(context.variables[name])
        if fallback is None:
            raise EvaluationFault("a variable of the expression is not defined")
        return [fallback]

    return read


def _type_literal(node: tree.Node) -> tree.Node:
    match node:
        case tree.Name(name) | tree.Chain((tree.Name("FHIR"), tree.Name(name))):
            return tree.Literal("String", name)
        case _:
            return node


def _key(argument: tree.Node) -> tuple[tree.Node, bool]:
    """A sort key and whether it sorts downwards: `-name` or `name desc`."""
    if isinstance(argument, tree.Unary):
        return argument.operand, argument.operator in {"-", "desc"}
    return argument, False


def _resolved(node: tree.Node) -> tree.Node | None:
    """What stands before a final `resolve()`, or None where there is no such call."""
    if isinstance(node, tree.Call) and node.name == "resolve":
        return tree.Special("$this")
    if isinstance(node, tree.Chain) and isinstance(node.links[-1], tree.Call) and node.links[-1].name == "resolve":
        return tree.Chain(node.links[:-1])
    return None


def _defines(node: tree.Node) -> bool:
    links = node.links if isinstance(node, tree.Chain) else (node,)
    return any(isinstance(link, tree.Call) and link.name == "defineVariable" for link in links)


def _scoped(step: Step) -> Step:
    def run(context: Context, focus: Collection) -> Collection:
        defined = context.defined
        try:
            return step(context, focus)
        finally:
            context.defined = defined

    return run
