"""Tables of a folder, found by their columns: csv, tsv or txt (gzipped too), parquet, JSON lines.

Text is kept as it stands ("None" is a level, not a gap); `number` turns a column into floats with NaN for what is no
number. Parquet needs the extra `[evaluate]`.
"""

import csv
import gzip
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attending.errors import BadInput

MISSING = frozenset({"", "?", "NA", "N/A", "nan", "NaN", "NULL", "null"})
TEXT = (".csv", ".tsv", ".txt", ".data")
SNIFFED = 65_536

Columns = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Table:
    """A table by column; text columns hold `str` objects, those of parquet what the file says."""

    columns: Mapping[str, NDArray[Any]]
    path: Path

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()))) if self.columns else 0

    def text(self, name: str) -> NDArray[Any]:
        """A column as text, "" where the table has none or a gap."""
        if name not in self.columns:
            return np.full(len(self), "", object)
        return np.array([_said(value) for value in self.columns[name].tolist()], object)

    def number(self, name: str) -> NDArray[np.float64]:
        """A column as numbers, NaN where the table has none, a gap or a word."""
        if name not in self.columns:
            return np.full(len(self), np.nan)
        return numbers(self.columns[name])


def numbers(values: NDArray[Any]) -> NDArray[np.float64]:
    """Any column as floats; NaN for gaps and words."""
    if values.dtype.kind == "m":  # a duration counts in seconds
        return np.where(np.isnat(values), np.nan, values / np.timedelta64(1, "s"))
    if values.dtype.kind in "iufb":
        return values.astype(np.float64)
    try:
        return np.array([value if value not in MISSING else "nan" for value in values.tolist()], np.float64)
    except (ValueError, TypeError):
        return np.array([_float(value) for value in values.tolist()], np.float64)


def find_tables(
    data: Path, needed: frozenset[str], *, what: str, beside: frozenset[str] = frozenset(), least: int = 0
) -> list[Table]:
    """Every table of a file or a folder (and below it) that has the needed columns.

    Args:
        data: the file or folder.
        needed: columns without which it is another table.
        what: what the rows are, for the message.
        beside: columns any of which may be missing, but `least` of them are there.
        least: see `beside`.

    Raises:
        BadInput: there is none with a row; the message names `what` and the columns.
    """
    paths = [path for path in find_paths(data, needed) if len(beside & read_header(path)) >= least]
    found = [table for path in paths if len(table := read_table(path))]
    if not found:
        more = f", and {least} or more of {', '.join(sorted(beside))}" if least else ""
        raise BadInput(
            f"No table of {what} with a row was found.",
            hint=f"Expected csv, parquet or JSON lines with the columns {', '.join(sorted(needed))}{more}.",
        )
    return found


def find_paths(data: Path, needed: frozenset[str]) -> list[Path]:
    """Files of a folder (and below it), or the file itself, whose header has the needed columns."""
    return [path for path in _files(data) if needed <= read_header(path)]


def factorise(values: NDArray[Any]) -> tuple[list[Any], NDArray[np.int_]]:
    """The levels of a column in order of appearance, and the number of each row's level."""
    numbers_of: dict[Any, int] = {}
    codes = np.fromiter((numbers_of.setdefault(v, len(numbers_of)) for v in values.tolist()), np.int64, len(values))
    return list(numbers_of), codes


def stack(tables: Sequence[Table]) -> Table:
    """Tables under one another; a column that one lacks is "" there."""
    if len(tables) == 1:
        return tables[0]
    names = dict.fromkeys(name for table in tables for name in table.columns)
    joined: Columns = {}
    for name in names:
        parts = [np.asarray(t.columns[name]) if name in t.columns else np.full(len(t), "", object) for t in tables]
        same = len({part.dtype.kind for part in parts}) == 1
        joined[name] = np.concatenate(parts if same else [part.astype(object) for part in parts])
    return Table(joined, tables[0].path)


def read_header(path: Path) -> frozenset[str]:
    """The column names of a file; none for a file that is no table."""
    try:
        if path.suffix == ".parquet":
            return frozenset(_parquet_header(path))
        if _kind(path) in (".jsonl", ".ndjson"):
            with _open(path) as lines:
                first = json.loads(next(lines, "{}"))
            return frozenset(first) if isinstance(first, dict) else frozenset()
        with _open(path) as lines:
            line = lines.readline(SNIFFED)
        return frozenset(next(csv.reader([line], delimiter=_delimiter(line)), ()))
    except (OSError, UnicodeDecodeError, ValueError, csv.Error):
        return frozenset()


def _files(data: Path) -> Iterator[Path]:
    if data.is_file():
        yield data
        return
    for path in sorted(data.rglob("*")):
        if path.is_file() and (path.suffix == ".parquet" or _kind(path) in (*TEXT, ".jsonl", ".ndjson")):
            yield path


def _kind(path: Path) -> str:
    return Path(path.stem).suffix.lower() if path.suffix == ".gz" else path.suffix.lower()


def _open(path: Path) -> io.TextIOBase:
    if path.suffix == ".gz":
        return io.TextIOWrapper(gzip.open(path), encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _delimiter(line: str) -> str:
    return max(",\t;", key=line.count)


def read_table(path: Path) -> Table:
    """Read a whole table."""
    if path.suffix == ".parquet":
        return Table(_parquet(path), path)
    if _kind(path) in (".jsonl", ".ndjson"):
        with _open(path) as lines:
            rows = [json.loads(line) for line in lines if line.strip()]
        return Table({name: _objects([row.get(name) for row in rows]) for name in rows[0]} if rows else {}, path)
    with _open(path) as lines:
        first = lines.readline()
        delimiter = _delimiter(first)
        names = next(csv.reader([first], delimiter=delimiter))
        rows = [row for row in csv.reader(lines, delimiter=delimiter) if len(row) == len(names)]
    return Table(
        {name: _objects(list(column)) for name, column in zip(names, zip(*rows, strict=True), strict=False)}, path
    )


def _objects(values: list[Any]) -> NDArray[Any]:
    column = np.empty(len(values), object)
    column[:] = ["" if value is None else value for value in values]
    return column


def _parquet_header(path: Path) -> list[str]:
    import duckdb

    with duckdb.connect() as connection:
        rows = connection.execute("select * from read_parquet(?) limit 0", [str(path)])
        return [column[0] for column in rows.description or ()]


def _parquet(path: Path) -> Columns:
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("set threads = 1")
        fetched = connection.execute("select * from read_parquet(?)", [str(path)]).fetchnumpy()
    return {name: _unmasked(values) for name, values in fetched.items()}


def _unmasked(values: NDArray[Any]) -> NDArray[Any]:
    """Gaps as NaN in a column of numbers, as "" in any other."""
    if not np.ma.isMaskedArray(values):
        return values
    gaps = np.ma.getmaskarray(values)
    plain = np.ma.getdata(values)
    if plain.dtype.kind in "iufb":
        return np.where(gaps, np.nan, plain.astype(np.float64)) if gaps.any() else plain
    return np.where(gaps, "", plain.astype(object))


def _said(value: Any) -> str:
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value).strip()
    return "" if text in MISSING else text


def _float(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return float("nan")
