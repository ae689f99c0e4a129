"""The suites of the checks over public data sets, by name; the command line lists and runs them."""

from collections.abc import Callable, Mapping
from typing import Any

from attending.checks.evaluate import score_checks
from attending.checks.verified import score_verifier

SUITES: Mapping[str, Callable[..., dict[str, Any]]] = {"note-checks": score_checks, "note-verifier": score_verifier}
