"""Every suite that measures a capability on public data, by name, for `attending evaluate`."""

from collections.abc import Callable, Mapping
from typing import Any

from attending.checks import suites as checks
from attending.imaging import evaluate as imaging
from attending.record.analytics import evaluate as analytics
from attending.record.fhirpath import evaluate as fhirpath
from attending.record.matching import evaluate as matching
from attending.record.validation import evaluate as validation
from attending.risk import evaluate as risk
from attending.scribe.evaluation import suites as scribe

Suite = Callable[..., dict[str, Any]]
"""`(data: Path, *, predictions: Path | None, progress: Callable[[int, int], None]) -> dict`, ready for JSON."""

SUITES: Mapping[str, Suite] = {
    **scribe.SUITES,
    **fhirpath.SUITES,
    **analytics.SUITES,
    **validation.SUITES,
    **matching.SUITES,
    **checks.SUITES,
    **risk.SUITES,
    **imaging.SUITES,
}
