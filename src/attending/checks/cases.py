"""The cases of suite `note-verifier`: notes with their dialogues, from tables known by their columns, never by name.

Read by `verified`. There may be dialogue and note (visits), a note alone (somebody else's notes of the same visits,
joined by encounter_id), dialogue and automatic summary, and people's scores, row by row with the summaries.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from attending.checks.evaluate import dialogue_turns
from attending.errors import BadInput
from attending.terms.answers import Said

SCORES = {
    "factualprecision": "factual_precision",
    "hallucinationrate": "hallucination_rate",
    "omissionrate": "omission_rate",
}
"""Columns of people's scores, and what they are called in the report."""

Row = dict[str, str]


@dataclass
class Table:
    """One csv: its name in the report, and its rows with column names in small letters."""

    name: str
    rows: list[Row]

    def has(self, *columns: str) -> bool:
        """Whether it has these columns."""
        return bool(self.rows) and self.rows[0].keys() >= set(columns)


@dataclass(frozen=True)
class Case:
    """A note or summary with its dialogue, and people's scores of it, where there are any."""

    file: str
    id: str
    dialogue: str
    note: str
    scores: Mapping[str, float]
    beside: bool = False
    """Whether the note stands beside its dialogue in one table: a clinician's own, in which errors are planted."""
    reference: str = ""
    """What a clinician wrote of the same dialogue, where a summary stands beside it."""


def read_cases(data: Path) -> list[Case]:
    """Every note of a csv or of a folder of them.

    Raises:
        BadInput: no table holds notes whose dialogue is known.
    """
    tables = list(_tables(data))
    cases = [*_notes(tables), *_summaries(tables)]
    if not cases:
        raise BadInput("Expected csv files with dialogue and note, or Dialogue and Automatic Summary.")
    return cases


def _notes(tables: Sequence[Table]) -> Iterator[Case]:
    dialogues: dict[str, str] = {}
    for table in tables:
        if table.has("dialogue", "note"):
            dialogues.update({_id(row, number): row["dialogue"] for number, row in enumerate(table.rows)})
    for table in tables:
        if not table.has("note"):
            continue
        for number, row in enumerate(table.rows):
            dialogue = row.get("dialogue") or dialogues.get(_id(row, number))
            if dialogue and row.get("note"):
                yield Case(table.name, _id(row, number), dialogue, row["note"], {}, beside=bool(row.get("dialogue")))


def _summaries(tables: Sequence[Table]) -> Iterator[Case]:
    """Automatic summaries; scores stand in the same table, or in another of as many rows."""
    others = [table for table in tables if any(table.has(column) for column in SCORES)]
    for table in tables:
        if not table.has("dialogue", "automatic summary"):
            continue
        scores = table if table in others else next((o for o in others if len(o.rows) == len(table.rows)), None)
        for number, row in enumerate(table.rows):
            known = _numbers(scores.rows[number]) if scores else {}
            reference = row.get("reference summary", "")
            yield Case(table.name, str(number), row["dialogue"], row["automatic summary"], known, reference=reference)


def _numbers(row: Row) -> dict[str, float]:
    found = {}
    for column, name in SCORES.items():
        try:
            found[name] = float(row.get(column) or "")
        except ValueError:
            continue
    return found


def _id(row: Row, number: int) -> str:
    return row.get("encounter_id") or row.get("id") or str(number)


def said_in(dialogue: str) -> list[Said]:
    """Turns after "[doctor]" or "Doctor:"; a line without a speaker goes on with the one before."""
    if dialogue.lstrip().startswith("["):
        return dialogue_turns(dialogue)
    turns: list[Said] = []
    for line in dialogue.splitlines():
        speaker, colon, words = line.partition(":")
        if colon and 0 < len(speaker.split()) <= 2 and speaker.replace("_", " ").strip().replace(" ", "").isalpha():
            turns.append(Said("doctor" in speaker.lower() or "clinician" in speaker.lower(), words.strip()))
        elif line.strip() and turns:
            turns[-1] = Said(turns[-1].clinician, f"{turns[-1].text} {line.strip()}")
        elif line.strip():
            turns.append(Said(None, line.strip()))
    return turns


def _tables(data: Path) -> Iterator[Table]:
    csv.field_size_limit(1 << 27)
    for path in sorted(data.rglob("*.csv")) if data.is_dir() else [data]:
        text = path.read_bytes().decode("utf-8-sig", errors="replace")
        reader = csv.DictReader(io.StringIO(text))
        rows = [
            {(k or "").strip().lower(): v or "" for k, v in row.items() if isinstance(v, str | None)} for row in reader
        ]
        yield Table(str(path.relative_to(data)) if data.is_dir() else path.name, rows)
