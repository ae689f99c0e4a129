"""How fast resources are validated: `python -m bench.validation ../shared/data [resources]`, one core."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.fhirpath import read_resources

from attending.record.validation import find_shape_fault, validate


def main(data: Path, wanted: int = 4000) -> None:
    """Measure and print."""
    resources = read_resources(data / "record-synthea-bundles", wanted)
    for name, check in (("shape", find_shape_fault), ("standard", validate)):
        seconds = min(timed(check, resources) for _ in range(3))
        print(f"{name}: {len(resources) / seconds:,.0f} resources/s of CPU time, {len(resources):,} resources")


def timed(check: Callable[[Any], object], resources: list[dict[str, Any]]) -> float:
    """Seconds of CPU time for all."""
    begun = time.process_time()
    for resource in resources:
        check(resource)
    return time.process_time() - begun


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:3]))
