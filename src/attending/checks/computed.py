"""Checks of a draft that a model computed from the chart, such as a risk: its numbers are not words somebody said.

What can be compared: the number on record with the number of the model, and each entry it rests on with the chart.
"""

from collections.abc import Iterable
from decimal import Decimal

from attending.checks.problem import Problem
from attending.drafts import Claim, Draft, Element, ModelOutput
from attending.record.chart import Chart
from attending.record.summary import version_of

COMPUTED = frozenset({"risk"})
"""Kinds of drafts whose claims are computed."""
_DIGITS = Decimal("0.001")


def check_computed(claim: Claim, draft: Draft, chart: Chart) -> Iterable[Problem]:
    """Problems of one computed claim."""
    for one in claim.evidence:
        if isinstance(one, ModelOutput):
            yield from _number(one, draft)
        elif isinstance(one, Element):
            yield from _changed(one, chart)


def _number(output: ModelOutput, draft: Draft) -> Iterable[Problem]:
    told = [
        Decimal(str(prediction["probabilityDecimal"]))
        for resource in draft.resources
        for prediction in resource.get("prediction", [])
        if "probabilityDecimal" in prediction
    ]
    if not any(abs(value - Decimal(output.value)) <= _DIGITS for value in told):
        message = "The risk on record is not the one that the model computed."
        yield Problem("number-mismatch", output.name, message)


def _changed(element: Element, chart: Chart) -> Iterable[Problem]:
    resource_type, _, logical_id = element.reference.partition("/")
    known = [chart.patient] if resource_type == "Patient" else chart.all(resource_type)
    for resource in known:
        if resource.get("id") == logical_id and version_of(resource) != element.version:
            message = f"“{element.text}” has changed in the chart since this was computed: score again."
            yield Problem("stale-evidence", element.reference, message)
