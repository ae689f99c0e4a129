"""The checks' suite: false alarms on notes that clinicians wrote, and how many seeded errors are found.

Each sentence of a reference note is compared with its whole dialogue, the hardest case: a draft's sentence cites a few
turns only. Reference notes do hold facts that nobody said (ages, dates), so a false alarm here is an upper bound.
"""

import csv
import json
import math
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from attending.checks.note import sentences_of
from attending.checks.problem import Problem
from attending.checks.seeded import CODES, SEEDS
from attending.checks.sentence import examine_sentence
from attending.checks.source import Source
from attending.errors import BadInput
from attending.terms.answers import Said

_COLUMNS = frozenset({"encounter_id", "dialogue", "note"})
_TURN = re.compile(r"^\s*\[(doctor|patient|patient_guest|[a-z_]+)\]\s*", re.MULTILINE)
_SEED = 20_260_504


def score_checks(
    data: Path,
    *,
    predictions: Path | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
    notes: Path | None = None,
) -> dict[str, Any]:
    """False alarms per check and the share of seeded errors found, on visits with notes.

    Args:
        data: a csv with the columns encounter_id, dialogue and note, or a folder of such files.
        predictions: where to write each sentence with its findings, one JSON object a line.
        progress: called with (visits done, visits in all).
        notes: a csv with encounter_id and note: somebody else's notes of the same visits, examined instead.
    """
    visits = list(_visits(data))
    others = {row["encounter_id"]: row["note"] for row in _rows(notes)} if notes else {}
    lines: list[str] = []
    rng = random.Random(_SEED)  # noqa: S311 - seeded errors, not secrets
    alarms: Counter[str] = Counter()
    seeded: Counter[tuple[str, bool]] = Counter()
    sentences: Counter[str] = Counter()
    flagged: Counter[str] = Counter()
    for done, visit in enumerate(visits, start=1):
        source = Source.of_turns(dialogue_turns(visit["dialogue"]))
        for sentence in sentences_of(others.get(visit["encounter_id"], visit["note"])):
            problems = examine_sentence(sentence, source)
            alarms.update({problem.code for problem in problems})
            lines.append(_line(visit["encounter_id"], sentence, problems))
            sentences[visit.get("dataset", "")] += 1
            flagged[visit.get("dataset", "")] += bool(problems)
            if not problems:
                seeded.update(_seed(sentence, source, rng))
        progress(done, len(visits))
    if predictions:
        predictions.write_text("".join(lines), encoding="utf-8")
    return {
        "visits": len(visits),
        "sentences": sentences.total(),
        "flagged": flagged.total(),
        "flagged_share": _share(flagged.total(), sentences.total()),
        "flagged_share_by_dataset": {name: _share(flagged[name], sentences[name]) for name in sorted(sentences)},
        "findings_by_code": dict(alarms.most_common()),
        "seeded_errors_found": {
            name: _share(seeded[name, True], seeded[name, True] + seeded[name, False]) for name in SEEDS
        },
    }


def dialogue_turns(dialogue: str) -> list[Said]:
    """The turns of a dialogue with "[doctor]" and "[patient]" at the beginning of lines."""
    starts = list(_TURN.finditer(dialogue))
    ends = [match.start() for match in starts[1:]] + [len(dialogue)]
    return [
        Said(match[1] == "doctor", dialogue[match.end() : end].strip()) for match, end in zip(starts, ends, strict=True)
    ]


def _line(visit: str, sentence: str, problems: Sequence[Problem]) -> str:
    findings = [{"code": problem.code, "message": problem.message} for problem in problems]
    return json.dumps({"id": visit, "sentence": sentence, "findings": findings}, ensure_ascii=False) + "\n"


def _seed(sentence: str, source: Source, rng: random.Random) -> Iterator[tuple[str, bool]]:
    for name, spoil in SEEDS.items():
        wrong = spoil(sentence, rng)
        if wrong is not None:
            yield name, any(problem.code in CODES[name] for problem in examine_sentence(wrong, source))


def _share(part: int, whole: int) -> dict[str, float | int]:
    """A share with its 95 % Wilson interval."""
    if not whole:
        return {"n": 0}
    share, z = part / whole, 1.96
    middle = (share + z * z / (2 * whole)) / (1 + z * z / whole)
    half = z / (1 + z * z / whole) * math.sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole))
    return {"n": whole, "share": round(share, 4), "low": round(middle - half, 4), "high": round(middle + half, 4)}


def _visits(data: Path) -> Iterator[dict[str, str]]:
    files = sorted(data.glob("*.csv")) if data.is_dir() else [data]
    seen = False
    for file in files:
        rows = _rows(file)
        if rows and rows[0].keys() >= _COLUMNS:
            seen = True
            yield from rows
    if not seen:
        raise BadInput("Expected a csv with the columns encounter_id, dialogue and note.")


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))
