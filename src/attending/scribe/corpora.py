"""Read the public data sets that the engine is trained and measured on: dialogues, notes, sections.

Read by `training` and `evaluation`. Nothing here goes by the name of a file: a table is known by its columns.
"""

import csv
import gzip
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from attending.drafts import Conversation, Role, Turn
from attending.errors import BadInput
from attending.scribe.transcripts.read import read_conversation


@dataclass(frozen=True)
class Visit:
    """One row of an ACI-BENCH-like table: a dialogue and the note a clinician wrote of it."""

    id: str
    dataset: str
    conversation: Conversation
    note: str


@dataclass(frozen=True)
class Excerpt:
    """One row of an MTS-Dialog-like table: a short dialogue and the section text it became."""

    id: str
    header: str
    conversation: Conversation
    text: str


def read_visits(data: Path) -> list[Visit]:
    """Read every visit of a csv or of all csv files of a folder that have the columns dialogue and note."""
    visits: dict[str, Visit] = {}
    for row in _rows(data):
        if "dialogue" not in row or "note" not in row:
            continue
        name = row.get("encounter_id") or row.get("id") or str(len(visits))
        if name not in visits:
            conversation = _conversation(row["dialogue"], name)
            visits[name] = Visit(name, row.get("dataset", ""), conversation, row["note"].replace("\r\n", "\n"))
    if not visits:
        raise BadInput("Expected a csv, or a folder of csv files, with the columns encounter_id, dialogue and note.")
    return list(visits.values())


def read_excerpts(data: Path) -> list[Excerpt]:
    """Read every short dialogue of csv files with the columns section_header, section_text and dialogue."""
    tables = [rows for _, rows in _tables(data) if {"section_header", "section_text", "dialogue"} <= rows[0].keys()]
    return [excerpt for rows in tables for excerpt in _excerpts(rows)]


def read_excerpt_files(data: Path) -> list[tuple[str, list[Excerpt]]]:
    """Read the short dialogues of each csv that has the column dialogue and no whole notes, with the file's name."""
    return [(name, list(_excerpts(rows))) for name, rows in _tables(data) if rows and "note" not in rows[0]]


def _excerpts(rows: list[dict[str, str]]) -> Iterator[Excerpt]:
    for number, row in enumerate(rows):
        if not (row.get("dialogue") or "").strip():
            continue
        name = row.get("ID") or row.get("id") or str(number)
        try:
            conversation = _conversation(row["dialogue"], name)
        except BadInput:
            conversation = Conversation(id=name, turns=(Turn(number=0, role=Role.UNKNOWN, text=row["dialogue"]),))
        yield Excerpt(name, row.get("section_header") or "", conversation, row.get("section_text") or "")


def read_transcripts(data: Path) -> list[Conversation]:
    """Read every conversation that stands below a folder as a text file."""
    paths = sorted(data.rglob("*.txt")) if data.is_dir() else []
    return [read_conversation(path.read_bytes()) for path in paths]


def read_dialogues(data: Path) -> list[Conversation]:
    """Read every conversation: rows of csv files that have the column dialogue, and transcripts as text."""
    tables = _tables(data) if data.is_dir() or ".csv" in data.suffixes else iter(())
    found = [
        _conversation(row["dialogue"], row.get("encounter_id") or row.get("id") or row.get("ID") or str(number))
        for _, rows in tables
        for number, row in enumerate(rows)
        if (row.get("dialogue") or "").strip()
    ]
    if data.is_dir():
        return found + read_transcripts(data)
    return found if ".csv" in data.suffixes else [read_conversation(data.read_bytes(), name=data.name)]


_TAG = re.compile(r"\s*\[(doctor|patient)\] ")


def _conversation(text: str, name: str) -> Conversation:
    """The dialogue of a cell; some tables hold all turns on one line."""
    if "\n" not in text.strip():
        text = _TAG.sub(r"\n[\1] ", text).strip()
    return msgspec.structs.replace(read_conversation(text.encode()), id=name)


def _rows(data: Path) -> Iterator[dict[str, str]]:
    for _, rows in _tables(data):
        yield from rows


def _tables(data: Path) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Every table that holds rows: its path below the folder, and the rows."""
    csv.field_size_limit(1 << 27)
    paths = sorted(p for p in data.rglob("*") if p.name.endswith((".csv", ".csv.gz"))) if data.is_dir() else [data]
    for path in paths:
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig", errors="replace"), newline="")))
        if rows:
            yield (str(path.relative_to(data)) if data.is_dir() else path.name), rows
