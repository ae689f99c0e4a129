"""Static check of an expression against R4: do its elements exist, can its functions work on what they get?

`compile(expression, context="Patient")` runs it. The types of a step are a set of FHIR type names (backbone elements by
path), or None where they cannot be known before the evaluation.
"""

from attending.record.fhirpath import tree
from attending.record.fhirpath.faults import InvalidExpression
from attending.record.fhirpath.model import FHIRType, find_type

Types = frozenset[FHIRType] | None

_KEEP = frozenset(
    """
    where first last tail skip take single distinct trace exclude intersect sort defineVariable checkModifiers
    repeat repeatAll
    """.split()  # noqa: SIM905
)
_ORDERED = frozenset({"first", "last", "tail", "skip", "take"})
_UNORDERED = frozenset({"children", "descendants"})
_LAMBDAS = frozenset(["where", "select", "all", "exists", "repeat", "repeatAll", "sort", "aggregate", "iif"])
_STRING_ONLY = frozenset(
    """
    length upper lower trim startsWith endsWith contains indexOf lastIndexOf matches matchesFull replace
    replaceMatches substring toChars split encode decode escape unescape
    """.split()  # noqa: SIM905
)


def check(node: tree.Node, context: str) -> Types:
    """Check an expression that starts from a type; returns the types of what it finds, or None where they stay open.

    Raises:
        InvalidExpression: an element that the type does not have, a string function on a complex element, or a
        function that
            depends on the order of `children()`.
    """
    start = find_type(context)
    if start is None:
        raise InvalidExpression(f"{context[:60]} is no type of FHIR R4")
    return _Checker(frozenset({start})).types(node, frozenset({start}))


class _Checker:
    def __init__(self, start: Types) -> None:
        self.start = start
        self.starts_from_a_resource = start is not None and all(kind.kind == "resource" for kind in start)

    def types(self, node: tree.Node, this: Types) -> Types:
        """The types of an expression in which `$this` has the types `this`."""
        match node:
            case tree.Name():
                return self._start(node, this)
            case tree.Special("$this"):
                return this
            case tree.Variable("context"):
                return self.start
            case tree.Variable("resource" | "rootResource"):
                return self.start if self.starts_from_a_resource else None
            case tree.Call():
                return self._call(node, this, this)
            case tree.Chain(links):
                return self._chain(links, this)
            case tree.Unary(_, operand):
                self.types(operand, this)
            case tree.Binary(operator, left, right):
                return self._binary(operator, self.types(left, this), self.types(right, this))
            case tree.TypeTest(operator, operand, type_name, position):
                found = self.types(operand, this)
                return self._typed(found, type_name, position) if operator == "as" else None
            case tree.Index(index):
                self.types(index, this)
        return None

    @staticmethod
    def _binary(operator: str, left: Types, right: Types) -> Types:
        return left | right if operator == "|" and left is not None and right is not None else None

    def _start(self, node: tree.Name, this: Types) -> Types:
        if this is None:
            return None
        named = find_type(node.name) if node.name[:1].isupper() else None
        if named is not None:
            matching = frozenset(kind for kind in this if kind.inherits(node.name) or named.inherits(kind.name))
            if not matching:
                raise InvalidExpression(
                    f"{node.name} is not the type this expression starts from", position=node.position
                )
            return frozenset({named}) if any(named.inherits(kind.name) for kind in this) else matching
        return self._element(node, this)

    def _chain(self, links: tuple[tree.Node, ...], this: Types) -> Types:
        found = self.types(links[0], this)
        unordered = _unordered(links[0])
        for link in links[1:]:
            match link:
                case tree.Name():
                    found = self._element(link, found)
                case tree.Call():
                    if unordered and link.name in _ORDERED:
                        raise InvalidExpression(
                            f"{link.name}() needs an order; children have none", position=link.position
                        )
                    found = self._call(link, found, this)
                case tree.Index(index):
                    self.types(index, this)
                    if unordered:
                        raise InvalidExpression("an index needs an order; children have none")
                case _:
                    found = None
            unordered = _unordered(link)
        return found

    def _element(self, node: tree.Name, of: Types) -> Types:
        if of is None:
            return None
        found: set[FHIRType] = set()
        open_question = False
        for kind in of:
            element = kind.elements.get(node.name)
            if element is not None:
                found.update(element.forms.values())
            elif kind.name in {"Resource", "DomainResource", "Element", "BackboneElement"} or kind.primitive:
                open_question = True  # what is really there may be a derived type; a primitive has a System value
        if not found and not open_question:
            raise InvalidExpression(f"there is no element {node.name[:60]} here", position=node.position)
        return None if open_question else frozenset(found)

    def _typed(self, of: Types, type_name: str, position: int) -> Types:
        named = find_type(type_name.removeprefix("FHIR."))
        if named is None or of is None:
            return frozenset({named}) if named else None
        if not any(named.inherits(kind.name) or kind.inherits(named.name) for kind in of):
            raise InvalidExpression(f"this element is never of type {type_name}", position=position)
        return frozenset({named})

    def _call(self, node: tree.Call, of: Types, this: Types) -> Types:
        if node.name in {"as", "ofType"}:
            return (
                self._typed(of, tree.render(node.arguments[0]).replace("`", ""), node.position)
                if node.arguments
                else None
            )
        if node.name == "is":
            return None
        if node.name in _STRING_ONLY and of and not any(kind.primitive for kind in of):
            raise InvalidExpression(f"{node.name}() works on strings only", position=node.position)
        inner = of if node.name in _LAMBDAS else this
        if node.name in {"repeat", "repeatAll"}:
            return self._repeat(node, of)
        results = [self.types(argument, inner) for argument in node.arguments]
        if node.name == "select":
            return results[0] if results else None
        if node.name == "extension":
            extension = find_type("Extension")
            return frozenset({extension}) if extension else None
        return of if node.name in _KEEP else None

    def _repeat(self, node: tree.Call, of: Types) -> Types:
        found: Types = frozenset()
        level = of
        while level is not None and not level <= (found or frozenset()):
            found = (found or frozenset()) | level
            level = self.types(node.arguments[0], level) if node.arguments else None
        return None if level is None else found


def _unordered(link: tree.Node) -> bool:
    return isinstance(link, tree.Call) and link.name in _UNORDERED
