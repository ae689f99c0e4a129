"""The suite `sql-on-fhir`: the official ViewDefinition tests of SQL on FHIR v2.

    attending evaluate sql-on-fhir --data ../shared/data/record-sql-on-fhir --predictions views.jsonl

Each JSON file of the folder holds `resources` and `tests`. A test passes if the view gives the expected rows in any
order (and, where stated, the expected columns in their order), or is refused where an error is expected.
"""

import json
import math
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from attending.errors import AttendingError, BadInput

Json = dict[str, Any]
_DECODER = msgspec.json.Decoder(float_hook=Decimal)
_ENCODER = msgspec.json.Encoder(decimal_format="number")


def run(data: Path, *, predictions: Path | None, progress: Callable[[int, int], None]) -> Json:
    """Run every test below `data`; one row per test goes to `predictions`, the shares that passed are returned."""
    files = list(_test_files(data))
    if not files:
        raise BadInput("No tests of ViewDefinitions were found.", hint="The folder must hold JSON files with `tests`.")
    total = sum(len(content["tests"]) for _, content in files)
    rows: list[Json] = []
    for name, content in files:
        for row in _run_file(name, content):
            rows.append(row)
            progress(len(rows), total)
    if predictions is not None:
        predictions.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    passed = sum(row["passed"] for row in rows)
    failed = [f"{row['suite']}: {row['test']}" for row in rows if not row["passed"]]
    return {"tests": total, "passed": passed, "pass_rate": round(passed / total, 4), "failed": failed}


SUITES = {"sql-on-fhir": run}


def _test_files(data: Path) -> Iterator[tuple[str, Json]]:
    for path in [data] if data.is_file() else sorted(data.rglob("*.json")):
        try:
            content = _DECODER.decode(path.read_bytes())
        except (msgspec.DecodeError, OSError) as error:
            raise BadInput(f"{path.name} is not valid JSON.") from error
        if isinstance(content, dict) and isinstance(content.get("tests"), list) and "resources" in content:
            yield str(content.get("title") or path.stem), content


def _run_file(suite: str, content: Json) -> Iterator[Json]:
    from attending.record.analytics.warehouse import Warehouse

    with Warehouse() as warehouse:
        warehouse.hold(_ENCODER.encode(resource).decode() for resource in content["resources"])
        for test in content["tests"]:
            yield _run_test(suite, test, warehouse)


def _run_test(suite: str, test: Json, warehouse: Any) -> Json:
    from attending.record.analytics.view import parse_view

    row: Json = {"suite": suite, "test": test.get("title", ""), "passed": False, "rows": None}
    try:
        view = parse_view(test.get("view"))
        rows = list(warehouse.rows(view))
    except AttendingError as error:
        row["error"] = str(error)
        row["passed"] = bool(test.get("expectError"))
        return row
    row["rows"] = rows
    if test.get("expectError"):
        return row
    columns_fit = "expectColumns" not in test or list(view.select.names()) == test["expectColumns"]
    columns_fit = columns_fit and len(rows) == test.get("expectCount", len(rows))
    row["passed"] = columns_fit and ("expect" not in test or _same_rows(rows, test["expect"]))
    return row


def _same_rows(rows: list[Json], expected: list[Json]) -> bool:
    rest = list(rows)
    for wanted in expected:
        place = next((number for number, row in enumerate(rest) if _same(row, wanted)), None)
        if place is None:
            return False
        del rest[place]
    return not rest


def _same(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict):
        return isinstance(value, dict) and all(_same(value.get(key), wanted.get(key)) for key in value | wanted)
    if isinstance(wanted, list):
        return isinstance(value, list) and len(value) == len(wanted) and all(map(_same, value, wanted))
    if isinstance(wanted, bool) or isinstance(value, bool) or not isinstance(wanted, int | float | Decimal):
        return value is wanted or (type(value) is type(wanted) and value == wanted)
    return isinstance(value, int | float | Decimal) and math.isclose(value, wanted, rel_tol=1e-12)
