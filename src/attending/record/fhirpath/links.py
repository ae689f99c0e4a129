"""The steps of a path: element names, the type name a path may start with, and indexes."""

from attending.record.fhirpath.engine import Context, Step, single_integer
from attending.record.fhirpath.model import find_type
from attending.record.fhirpath.nodes import Collection, Item, Node, TypeInfo, append_children


def names_step(names: tuple[str, ...]) -> Step:
    """Follow element names one after the other."""

    def follow(context: Context, focus: Collection) -> Collection:
        for name in names:
            found: Collection = []
            for item in focus:
                if isinstance(item, Node):
                    element = item.kind.elements.get(name)
                    value = item.value
                    if (
                        element is None
                        or element.only is None
                        or value.__class__ is not dict
                        or element.beside in value
                    ):
                        append_children(item, name, found)
                    else:
                        child = value.get(name)
                        if child.__class__ is list:
                            only = element.only
                            found += [Node(each, only) for each in child]
                        elif child is not None:
                            found.append(Node(child, element.only))
                elif isinstance(item, TypeInfo):
                    found.extend(_of_type_info(item, name))
            if not found:
                return found
            focus = found
        return focus

    return follow


def _of_type_info(item: TypeInfo, name: str) -> list[Item]:
    found = {"namespace": item.namespace, "name": item.name, "baseType": item.base_type}.get(name)
    return [] if found is None else [found]


def start_step(name: str) -> Step:
    """The first name of a path: an element, or the type of what is in focus."""
    follow = names_step((name,))
    if not name[:1].isupper():
        return follow
    known = find_type(name) is not None

    def start(context: Context, focus: Collection) -> Collection:
        if len(focus) == 1 and isinstance(focus[0], Node) and name in focus[0].kind.ancestry:
            return focus
        of_type: Collection = [item for item in focus if isinstance(item, Node) and _is_called(item, name)]
        return of_type if of_type or known else follow(context, focus)

    return start


def _is_called(node: Node, name: str) -> bool:
    return name in node.kind.ancestry or (isinstance(node.value, dict) and node.value.get("resourceType") == name)


def index_step(index: Step) -> Step:
    """`[n]`: the item at that position; the expression in brackets is evaluated where the chain stands."""

    def pick(context: Context, focus: Collection) -> Collection:
        position = single_integer(index(context, context.this), "[]")
        return [] if position is None or position < 0 else focus[position : position + 1]

    return pick
