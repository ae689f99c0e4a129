"""The suite `patient-matching`: records of persons in CSV files, matched within and across files.

    attending evaluate patient-matching --data ../shared/data/record-patient-matching-febrl/dataset3.csv

One row per pair: left, right, probability, match. Where the ids of FEBRL (`rec-12-org`, `rec-12-dup-0`) are there, the
truth is read from them, after the matching, for the numbers that are returned.
"""

import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from attending.errors import BadInput
from attending.record.matching.link import REVIEW, Pair, link
from attending.record.matching.person import Person, find_columns, person_of_row

Json = dict[str, Any]
_FEBRL = re.compile(r"rec-(\d+)-(?:org|dup)", re.ASCII)
_ID_COLUMNS = ("rec_id", "id", "record_id", "recid", "patient_id", "unique_id")


def run(data: Path, *, predictions: Path | None, progress: Callable[[int, int], None]) -> Json:
    """Match every record of the CSV files below `data`; one row per likely pair goes to `predictions`."""
    files = [data] if data.is_file() else sorted(data.rglob("*.csv"))
    persons = [person for path in files for person in _read(path)]
    if len(persons) < 2:
        raise BadInput("No persons were found.", hint="The folder must hold CSV files with a row per person.")
    twice = len({person.id for person in persons}) < len(persons)
    progress(0, 1)
    pairs = link(persons)
    progress(1, 1)
    rows: list[Json] = [
        {
            "left": _name(pair.left, qualified=twice),
            "right": _name(pair.right, qualified=twice),
            "probability": round(pair.probability, 6),
            "match": pair.match,
        }
        for pair in pairs
    ]
    if predictions is not None:
        predictions.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    report: Json = {"records": len(persons), "files": len(files), "pairs": len(rows)}
    report["matches"] = sum(row["match"] for row in rows)
    report["clerical_review"] = sum(REVIEW[0] <= row["probability"] <= REVIEW[1] for row in rows)
    return report | _against_truth(persons, pairs, apart=twice)


SUITES = {"patient-matching": run}


def _read(path: Path) -> list[Person]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, skipinitialspace=True)
            names = [name.strip() for name in reader.fieldnames or ()]
            reader.fieldnames = names
            rows = [
                {key: (value or "").strip() for key, value in row.items() if key and isinstance(value, str)}
                for row in reader
            ]
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadInput(f"{path.name} is no CSV file in UTF-8.") from error
    columns = find_columns(names)
    if not columns:
        return []
    id_column = next((name for name in names if name.lower() in _ID_COLUMNS), None)
    return [
        person_of_row(row, id=row.get(id_column or "") or f"{path.stem}-{number}", source=path.stem, columns=columns)
        for number, row in enumerate(rows, start=1)
    ]


def _name(person: Person, *, qualified: bool) -> str:
    return f"{person.source}:{person.id}" if qualified else person.id


def _truth(person: Person, *, apart: bool) -> str | None:
    """Who a record is about; files that use the same ids (`apart`) are about different people."""
    match = _FEBRL.match(person.id)
    return (f"{person.source}:{match[1]}" if apart else match[1]) if match else None


def _against_truth(persons: Sequence[Person], pairs: Sequence[Pair], *, apart: bool) -> Json:
    truths = [_truth(person, apart=apart) for person in persons]
    if None in truths:
        return {}
    sizes = Counter(truths)
    real = sum(number * (number - 1) // 2 for number in sizes.values())
    found = [pair for pair in pairs if pair.match]
    right = sum(_truth(pair.left, apart=apart) == _truth(pair.right, apart=apart) for pair in found)
    precision, recall = right / len(found) if found else 0.0, right / real if real else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"real_pairs": real, "precision": round(precision, 5), "recall": round(recall, 5), "f1": round(f1, 5)}
