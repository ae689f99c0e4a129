"""The invariants of R4, evaluated by our FHIRPath engine on the elements that a walk met."""

from functools import lru_cache

from attending.record.fhirpath import Expression, FHIRPathFault, Services, compile  # noqa: A004
from attending.record.fhirpath.engine import truth
from attending.record.fhirpath.nodes import Node, resource_node
from attending.record.validation.issues import Level
from attending.record.validation.walk import Held, Walk

_SERVICES = Services(resolve=lambda reference: None, member_of=lambda code, url: None)


@lru_cache(maxsize=1024)
def _compiled(expression: str) -> Expression:
    return compile(expression, many_as=True)


def check_invariants(walk: Walk) -> None:
    """Evaluate what the walk gathered; an invariant that cannot be evaluated says nothing."""
    nodes: dict[int, Node] = {}
    for task in walk.tasks:
        node = Node(task.value, task.kind)
        within = _node(task.held, nodes)
        root = _node(task.held.container, nodes) if task.held.container else within
        for invariant in task.invariants:
            try:
                found = _compiled(invariant.expression).select(node, within=within, root=root, services=_SERVICES)
                holds = truth(found)
            except FHIRPathFault:
                continue
            if holds is not True:  # an invariant must be true; what gives nothing cannot be said to hold
                broken = Level.RULE if holds is False else Level.OPEN
                level = broken if invariant.severity == "error" else Level.HINT
                walk.fault(level, "invariant", f"{invariant.key}: {invariant.text}", task.place)


def _node(held: Held, nodes: dict[int, Node]) -> Node:
    found = nodes.get(id(held))
    if found is None:
        found = nodes[id(held)] = resource_node(held.value)
    return found
