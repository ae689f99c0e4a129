"""`sort()`: by the items themselves or by keys, each upwards or, with `-` before or `desc` behind it, downwards.

Source: FHIRPath 3.0 (STU), "sort". An empty key comes before every value.
"""

from collections.abc import Callable
from functools import cmp_to_key

from attending.record.fhirpath.engine import Context, Step, each
from attending.record.fhirpath.equality import compare
from attending.record.fhirpath.faults import EvaluationFault
from attending.record.fhirpath.nodes import Collection, Item
from attending.record.fhirpath.tree import Node as Tree


def sort_step(keys: list[tuple[Tree, bool]], compile_step: Callable[[Tree], Step]) -> Step:
    """The step of `sort(keys)`; each key is an expression and whether it sorts downwards."""
    steps = [(compile_step(key), downwards) for key, downwards in keys]

    def sort(context: Context, focus: Collection) -> Collection:
        directions = [downwards for _, downwards in steps] or [False]
        columns = [[found for _, found in each(context, focus, step)] for step, _ in steps]
        keys: list[tuple[Collection, ...]] = (
            list(zip(*columns, strict=True)) if steps else [([item],) for item in focus]
        )

        def by_keys(one: int, other: int) -> int:
            return _order(keys[one], keys[other], directions)

        return [focus[place] for place in sorted(range(len(focus)), key=cmp_to_key(by_keys))]

    return sort


def _order(one: tuple[Collection, ...], other: tuple[Collection, ...], directions: list[bool]) -> int:
    for left, right, downwards in zip(one, other, directions, strict=True):
        order = _order_keys(left, right)
        if order:
            return -order if downwards else order
    return 0


def _order_keys(left: list[Item], right: list[Item]) -> int:
    if len(left) > 1 or len(right) > 1:
        raise EvaluationFault("a key of sort gives one item at most")
    if not left or not right:
        return len(left) - len(right)
    return compare(left[0], right[0]) or 0
