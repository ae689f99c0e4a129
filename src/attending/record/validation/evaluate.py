"""The suite `fhir-validator`: the official cases of the FHIR validator.

    attending evaluate fhir-validator --data ../shared/data/record-fhir-test-cases/validator-r4 --predictions v.jsonl

The folder, or one below it, holds a `manifest.json` whose `test-cases` name a file each; `errors` is the number of
errors that the reference validator finds, where it is known. A case is scored by error or no error.
"""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from attending.errors import BadInput
from attending.record.validation.issues import Issue, Strictness
from attending.record.validation.validate import is_valid, validate_text

Json = dict[str, Any]


def run(data: Path, *, predictions: Path | None, progress: Callable[[int, int], None]) -> Json:
    """Validate every case below `data`; one row per case goes to `predictions`, the shares found are returned."""
    cases = [(path.parent, case) for path in _manifests(data) for case in _cases(path)]
    if not cases:
        raise BadInput("No validator cases were found.", hint="The folder must hold a manifest.json with test-cases.")
    rows = []
    counts: Counter[str] = Counter()
    missed: list[str] = []
    alarms: list[str] = []
    for number, (folder, case) in enumerate(cases, start=1):
        row = _run_case(folder, case)
        rows.append(row)
        expected = case.get("errors")
        if isinstance(expected, int):
            counts[("faulty" if expected else "good") + ("_accepted" if row["valid"] else "_refused")] += 1
            if bool(expected) == row["valid"]:
                (missed if expected else alarms).append(row["test"])
        progress(number, len(cases))
    if predictions is not None:
        predictions.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    faulty = counts["faulty_refused"] + counts["faulty_accepted"]
    return {
        "cases": len(rows),
        "faulty": faulty,
        "caught": counts["faulty_refused"],
        "caught_rate": round(counts["faulty_refused"] / faulty, 4) if faulty else None,
        "good": counts["good_refused"] + counts["good_accepted"],
        "false_alarms": counts["good_refused"],
        "missed": missed,
        "alarms": alarms,
    }


SUITES = {"fhir-validator": run}


def _manifests(data: Path) -> list[Path]:
    return [data] if data.is_file() else sorted(data.rglob("manifest.json"))


def _cases(path: Path) -> list[Json]:
    try:
        content = json.loads(path.read_bytes())
    except ValueError as error:
        raise BadInput(f"{path.name} is not valid JSON.") from error
    cases = content.get("test-cases") if isinstance(content, dict) else content
    if not isinstance(cases, list):
        raise BadInput(f"{path.name} has no list `test-cases`.")
    return [case for case in cases if isinstance(case, dict) and isinstance(case.get("file"), str)]


def _run_case(folder: Path, case: Json) -> Json:
    row: Json = {"test": case.get("name") or case["file"], "valid": False, "issues": []}
    try:
        text = (folder / case["file"]).read_bytes()
    except OSError:
        row["issues"] = [{"severity": "fatal", "code": "not-found", "text": "The file cannot be read."}]
        return row
    issues = validate_text(text, Strictness.STRICT)
    row["valid"] = is_valid(issues)
    row["issues"] = [issue_row(issue) for issue in issues]
    return row


def issue_row(issue: Issue) -> Json:
    """A fault for JSON."""
    return {
        "severity": issue.severity,
        "code": issue.code,
        "expression": issue.expression,
        "text": issue.text,
    }
