"""`and`, `or`, `xor` and `implies`: three-valued, the right side evaluated only where it matters."""

from attending.record.fhirpath.engine import Context, Step, truth
from attending.record.fhirpath.nodes import Collection


def _and(left: Step, right: Step) -> Step:
    def operate(context: Context, focus: Collection) -> Collection:
        one = truth(left(context, focus))
        if one is False:
            return [False]
        other = truth(right(context, focus))
        return [False] if other is False else [] if one is None or other is None else [True]

    return operate


def _or(left: Step, right: Step) -> Step:
    def operate(context: Context, focus: Collection) -> Collection:
        one = truth(left(context, focus))
        if one:
            return [True]
        other = truth(right(context, focus))
        return [True] if other else [] if one is None or other is None else [False]

    return operate


def _xor(left: Step, right: Step) -> Step:
    def operate(context: Context, focus: Collection) -> Collection:
        one, other = truth(left(context, focus)), truth(right(context, focus))
        return [] if one is None or other is None else [one != other]

    return operate


def _implies(left: Step, right: Step) -> Step:
    def operate(context: Context, focus: Collection) -> Collection:
        one = truth(left(context, focus))
        if one is False:
            return [True]
        other = truth(right(context, focus))
        return [True] if other else [] if one is None or other is None else [False]

    return operate


LOGIC = {"and": _and, "or": _or, "xor": _xor, "implies": _implies}
"""Operator → what makes its step of the steps of both sides."""
