"""Functions that evaluate an expression on each item: where, select, all, exists, repeat, aggregate, iif, trace."""

from attending.record.fhirpath.engine import Context, Step, bounded, each, single_text, truth
from attending.record.fhirpath.equality import Distinct
from attending.record.fhirpath.faults import EvaluationFault
from attending.record.fhirpath.functions.registry import lazy
from attending.record.fhirpath.nodes import Collection, system_value

_MOST_REPEATED = 100_000


@lazy("where", 1)
def where(context: Context, focus: Collection, criteria: Step) -> Collection:
    """The items for which the criteria are true."""
    return [item for item, found in each(context, focus, criteria) if found and truth(found)]


@lazy("select", 1)
def select(context: Context, focus: Collection, projection: Step) -> Collection:
    """What the projection gives for each item, in one flat collection."""
    found: Collection = []
    for _, part in each(context, focus, projection):
        found.extend(part)
        bounded(found)
    return found


@lazy("all", 1)
def every(context: Context, focus: Collection, criteria: Step) -> Collection:
    """Whether the criteria are true for each item."""
    return [all(truth(found) is True for _, found in each(context, focus, criteria))]


@lazy("exists", 0, 1)
def exists(context: Context, focus: Collection, criteria: Step | None = None) -> Collection:
    """Whether there is an item, or one for which the criteria are true."""
    if criteria is None:
        return [bool(focus)]
    return [any(truth(found) is True for _, found in each(context, focus, criteria))]


@lazy("repeat", 1)
def repeat(context: Context, focus: Collection, projection: Step) -> Collection:
    """The projection of the items, of what that gives, and so on, each item once."""
    found = Distinct()
    level = focus
    while level:
        level = [item for _, part in each(context, level, projection) for item in part if found.add(item)]
        _bound(found.items)
    return found.items


@lazy("repeatAll", 1)
def repeat_all(context: Context, focus: Collection, projection: Step) -> Collection:
    """As `repeat`, but equal items are kept."""
    items: Collection = []
    level = focus
    while level:
        level = [item for _, part in each(context, level, projection) for item in part]
        items.extend(level)
        _bound(items)
    return items


def _bound(items: Collection) -> None:
    if len(items) > _MOST_REPEATED:
        raise EvaluationFault(f"repeat gave more than {_MOST_REPEATED:,} items")


@lazy("aggregate", 1, 2)
def aggregate(context: Context, focus: Collection, aggregator: Step, start: Step | None = None) -> Collection:
    """Fold the items; `$total` is what the fold gave so far."""
    outer = context.total
    context.total = start(context, context.this) if start else []
    try:
        for _, total in each(context, focus, aggregator):
            context.total = total
        return context.total
    finally:
        context.total = outer


@lazy("iif", 2, 3)
def iif(context: Context, focus: Collection, test: Step, then: Step, otherwise: Step | None = None) -> Collection:
    """One of two expressions; the other is not evaluated."""
    if len(focus) > 1:
        raise EvaluationFault("iif expects one item as its input, not several")
    this = context.this
    context.this = focus or this
    try:
        answer = test(context, focus)
        if answer and not (len(answer) == 1 and isinstance(system_value(answer[0]), bool)):
            raise EvaluationFault("the criterion of iif must be a Boolean")
        if truth(answer):
            return then(context, focus)
        return otherwise(context, focus) if otherwise else []
    finally:
        context.this = this


@lazy("trace", 1, 2)
def trace(context: Context, focus: Collection, name: Step, projection: Step | None = None) -> Collection:
    """The items as they are: a trace would carry patient data into a log, so nothing is written."""
    single_text(name(context, context.this), "trace")
    if projection is not None:
        for _ in each(context, focus, projection):
            pass
    return focus


@lazy("defineVariable", 1, 2)
def define_variable(context: Context, focus: Collection, name: Step, value: Step | None = None) -> Collection:
    """Name a value for the rest of the chain; the items stay as they are."""
    key = single_text(name(context, context.this), "defineVariable")
    if not key:
        raise EvaluationFault("defineVariable expects the name of the variable")
    if key in context.defined or key in context.variables or key in RESERVED:
        raise EvaluationFault("a variable can be defined once only")
    context.defined = {**context.defined, key: focus if value is None else value(context, focus)}
    return focus


RESERVED = frozenset({"context", "resource", "rootResource", "sct", "loinc", "ucum"})


@lazy("coalesce", 1, 20)
def coalesce(context: Context, focus: Collection, *choices: Step) -> Collection:
    """The first of the expressions that is not empty."""
    return next((found for found in (choice(context, focus) for choice in choices) if found), [])
