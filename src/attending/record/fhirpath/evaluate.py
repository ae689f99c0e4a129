"""The suite `fhirpath`: the official FHIRPath tests for R4.

    attending evaluate fhirpath --data ../shared/data/record-fhir-test-cases/fhirpath-r4 --predictions fhirpath.jsonl

The folder, or one below it, holds XML files of `<tests>` with `<group>` and `<test>`, and the resources they name, as
XML or JSON. A test passes if its outputs are the expected ones in number, order (unless `ordered="false"`), type and
value; one marked `invalid` passes if the expression is refused.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from attending.errors import AttendingError, BadInput
from attending.record.fhirpath.conversions import to_text
from attending.record.fhirpath.engine import Services, truth
from attending.record.fhirpath.expression import compile as compile_expression
from attending.record.fhirpath.faults import FHIRPathFault
from attending.record.fhirpath.nodes import Item, Node, system_value
from attending.record.fhirpath.read_xml import parse_xml, read_xml
from attending.record.fhirpath.temporal import Moment
from attending.record.fhirpath.type_tests import type_of

NOW = datetime(2026, 1, 31, 12, 30, 15, 250_000, tzinfo=UTC)
"""The moment of `now()`: fixed, so that two runs agree."""

Json = dict[str, Any]
Output = dict[str, str]


@dataclass(frozen=True, slots=True)
class Case:
    """One official test."""

    group: str
    name: str
    expression: str
    input_file: str | None
    invalid: bool
    predicate: bool
    ordered: bool
    strict: bool
    expected: tuple[Output, ...]


def run(data: Path, *, predictions: Path | None, progress: Callable[[int, int], None]) -> Json:
    """Run every test below `data`; one row per test goes to `predictions`, the shares that passed are returned."""
    cases = list(read_cases(data))
    if not cases:
        raise BadInput("No FHIRPath tests were found.", hint="The folder must hold XML files with <tests>.")
    inputs = Inputs(data)
    rows = []
    for number, case in enumerate(cases, start=1):
        rows.append(run_case(case, inputs))
        progress(number, len(cases))
    if predictions is not None:
        predictions.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return _metrics(rows)


SUITES = {"fhirpath": run}


def _metrics(rows: list[Json]) -> Json:
    groups: dict[str, list[bool]] = {}
    for row in rows:
        groups.setdefault(row["group"], []).append(row["passed"])
    passed = sum(row["passed"] for row in rows)
    return {
        "tests": len(rows),
        "passed": passed,
        "pass_rate": round(passed / len(rows), 4),
        "groups": {name: {"tests": len(of), "passed": sum(of)} for name, of in groups.items()},
        "failed": [row["test"] for row in rows if not row["passed"]],
    }


def read_cases(data: Path) -> Iterator[Case]:
    """The tests of every XML file below a folder whose root is `<tests>`."""
    for path in sorted(data.rglob("*.xml")):
        text = path.read_bytes()
        if b"<tests" not in text[:5000]:
            continue
        root = parse_xml(text)
        if root.tag.rpartition("}")[2] != "tests":
            continue
        for group in root.iter("group"):
            for test in group.iter("test"):
                found = _case(group.get("name", ""), test)
                if found is not None:
                    yield found


def _case(group: str, test: ElementTree.Element) -> Case | None:
    expression = test.find("expression")
    if expression is None:
        return None
    return Case(
        group=group,
        name=test.get("name", ""),
        expression=expression.text or "",
        input_file=test.get("inputfile"),
        invalid=expression.get("invalid") not in {None, "", "false"} or test.get("invalid") not in {None, "", "false"},
        predicate=test.get("predicate") == "true",
        ordered=test.get("ordered") != "false",
        strict=test.get("mode") == "strict" or test.get("checkOrderedFunctions") == "true",
        expected=tuple({"type": out.get("type", ""), "value": out.text or ""} for out in test.iter("output")),
    )


class Inputs:
    """The resources that tests name, read once."""

    def __init__(self, data: Path) -> None:
        self._paths: dict[str, Path] = {}
        for suffix in ("*.json", "*.xml"):  # a file of the very name wins; XML before its JSON twin
            self._paths.update({path.name: path for path in data.rglob(suffix)})
        self._read: dict[str, Json] = {}

    def resource(self, name: str | None) -> Json:
        """The resource of an input file; without a name, an empty Patient."""
        if not name:
            return {"resourceType": "Patient"}
        name = Path(name).name
        if name not in self._read:
            twin = str(Path(name).with_suffix(".json" if name.endswith(".xml") else ".xml"))
            path = self._paths.get(name) or self._paths.get(twin)
            if path is None:
                raise BadInput("A test names an input file that is not there.")
            self._read[name] = read_resource(path)
        return self._read[name]


def read_resource(path: Path) -> Json:
    """A resource from XML or JSON, decimals as written."""
    if path.suffix == ".xml":
        return read_xml(path.read_bytes())
    found = json.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    if not isinstance(found, dict):
        raise BadInput("The JSON is no resource.")
    return found


def run_case(case: Case, inputs: Inputs) -> Json:
    """Run one test; the row says what came out, or why the expression was refused."""
    row: Json = {"suite": "fhirpath", "group": case.group, "test": case.name, "passed": False, "outputs": []}
    try:
        resource = inputs.resource(case.input_file)
        context = str(resource.get("resourceType")) if case.strict else None
        found = compile_expression(case.expression, context=context).select(resource, now=NOW, services=_SERVICES)
        if case.predicate:
            found = [bool(truth(found[:1]))] if found else [False]
        row["outputs"] = [_output(item) for item in found]
        row["passed"] = not case.invalid and _as_expected(case, row["outputs"])
    except FHIRPathFault as fault:
        row["error"] = str(fault)
        row["passed"] = case.invalid
    except AttendingError as fault:
        row["error"] = str(fault)
    return row


_SERVICES = Services(resolve=lambda reference: None)


def _output(item: Item) -> Output:
    value = system_value(item)
    info = type_of(item)
    name = info.name if info.namespace == "FHIR" else info.name[0].lower() + info.name[1:]
    if isinstance(value, Moment):
        return {"type": name, "value": f"@{'T' if value.kind == 'Time' else ''}{value}"}
    text = to_text(value)
    if text is None:
        content: Any = item.value if isinstance(item, Node) else str(item)
        text = json.dumps(content, ensure_ascii=False, default=str)
    return {"type": name if name != "quantity" else "Quantity", "value": text}


def _as_expected(case: Case, outputs: list[Output]) -> bool:
    if len(outputs) != len(case.expected):
        return False
    if case.ordered:
        return all(map(_same, outputs, case.expected))
    rest = list(outputs)
    for wanted in case.expected:
        place = next((index for index, output in enumerate(rest) if _same(output, wanted)), None)
        if place is None:
            return False
        del rest[place]
    return True


def _same(output: Output, wanted: Output) -> bool:
    if wanted["type"] and wanted["type"].lower() != output["type"].lower():
        return False
    return _text(output["value"]) == _text(wanted["value"]) or _same_number(output["value"], wanted["value"])


def _text(value: str) -> str:
    return value.strip().removeprefix("@").removeprefix("T")


def _same_number(value: str, wanted: str) -> bool:
    try:
        one, other = Decimal(value), Decimal(wanted)
    except InvalidOperation:
        return False
    return one == other and one.as_tuple().exponent == other.as_tuple().exponent
