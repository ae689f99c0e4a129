"""How fast the R4 search parameters are evaluated: `python -m bench.fhirpath ../shared/data [resources]`, one core."""

import bz2
import json
import sys
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from attending.record.fhirpath import Expression, Services, begin, compile  # noqa: A004

EXPRESSIONS = (
    "Patient.name.given",
    "Patient.name.where(use = 'official').family",
    "Patient.birthDate",
    "Patient.telecom.where(system = 'phone').value",
    "Patient.identifier.where(system.exists()).value",
    "Patient.deceased.exists() and Patient.deceased != false",
    "name.exists() or telecom.exists()",
    "Patient.contact.all(name.exists() or telecom.exists() or address.exists() or organization.exists())",
    "Patient.birthDate < @2000-01-01",
    "Patient.descendants().count()",
    "contained.contained.empty()",
    "text.`div`.exists()",
)
SERVICES = Services(resolve=lambda reference: None)


def main(data: Path, wanted: int = 4000) -> None:
    """Measure and print."""
    parameters = read_parameters(data / "record-fhir-definitions" / "search-parameters.json")
    resources = read_resources(data / "record-synthea-bundles", wanted)
    compiled = {kind: compile_for(kind, parameters) for kind in {each["resourceType"] for each in resources}}
    seconds = min(evaluate(resources, compiled) for _ in range(3))
    count = sum(len(compiled[each["resourceType"]]) for each in resources)
    print(
        f"{len(resources):,} resources, {count:,} evaluations: {count / seconds:,.0f} evaluations/s of CPU time,",
        end=" ",
    )
    print(f"{len(resources) / seconds:,.0f} resources/s with all search parameters")


def compare(data: Path) -> None:
    """Measure against fhirpathpy, where it is installed, on the official Patient; best of 25, in the same process."""
    try:
        import fhirpathpy
        from fhirpathpy.models import models
    except ImportError:
        print("fhirpathpy is not installed: no comparison")
        return
    path = data / "record-fhir-test-cases" / "fhirpath-r4" / "input" / "patient-example.json"
    patient = json.loads(path.read_text(encoding="utf-8"))
    for text in EXPRESSIONS:
        ours, theirs = compile(text).evaluate, fhirpathpy.compile(text, models["r4"])
        fast, slow = seconds_of(ours, patient, 200), seconds_of(theirs, patient, 20)
        print(f"{fast * 1e6:7.1f} µs, fhirpathpy {slow * 1e6:7.1f} µs, {slow / fast:5.1f} times: {text}")


def seconds_of(run: Callable[[Any], object], resource: dict[str, Any], times: int) -> float:
    measured = []
    for _ in range(25):
        start = time.process_time()
        for _ in range(times):
            run(resource)
        measured.append((time.process_time() - start) / times)
    return min(measured)


def read_parameters(path: Path) -> list[dict[str, Any]]:
    found = [entry["resource"] for entry in json.loads(path.read_text(encoding="utf-8"))["entry"]]
    return [each for each in found if each.get("expression")]


def read_resources(folder: Path, wanted: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for bundle in bundles(folder):
        found.extend(entry["resource"] for entry in bundle["entry"])
        if len(found) >= wanted:
            break
    return found


def bundles(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("*.json.bz2")):
        yield json.loads(bz2.decompress(path.read_bytes()), parse_float=Decimal)


def compile_for(kind: str, parameters: list[dict[str, Any]]) -> list[Expression]:
    bases = {kind, "Resource", "DomainResource"}
    return [compile(each["expression"], start=kind, many_as=True) for each in parameters if bases & set(each["base"])]


def evaluate(resources: list[dict[str, Any]], compiled: dict[str, list[Expression]]) -> float:
    start = time.process_time()
    for resource in resources:
        context = begin(resource, services=SERVICES)
        for expression in compiled[resource["resourceType"]]:
            expression.answer(context)
    return time.process_time() - start


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
    compare(Path(sys.argv[1]))
