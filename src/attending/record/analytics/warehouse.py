"""A DuckDB connection that holds resources and answers views over them."""

from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import duckdb

from attending.errors import BadInput
from attending.record.analytics.engine import Fallback, register
from attending.record.analytics.query import Query
from attending.record.analytics.value import quote
from attending.record.analytics.view import View, ViewFault
from attending.record.fhirpath import FHIRPathFault

_LARGEST_RESOURCE = 1 << 30
_ROWS_AT_A_TIME = 2_000


class Warehouse:
    """Resources in one relation `resources(resource JSON)`, in memory or read from files as they are asked for."""

    def __init__(self) -> None:
        self._connection = duckdb.connect(config={"allow_community_extensions": "false"})
        self._fallback = Fallback()
        self._numbers = count()
        register(self._connection, self._fallback)

    def __enter__(self) -> "Warehouse":
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def hold(self, resources: Iterable[str]) -> None:
        """Keep these resources, each as JSON text, in memory."""
        self._connection.execute("CREATE TABLE resources (resource JSON)")
        batch: list[tuple[str]] = []
        for resource in resources:
            batch.append((resource,))
            if len(batch) == _ROWS_AT_A_TIME:
                self._insert(batch)
                batch = []
        self._insert(batch)

    def _insert(self, batch: list[tuple[str]]) -> None:
        if batch:
            texts = [text for (text,) in batch]
            self._connection.execute("INSERT INTO resources SELECT CAST(unnest(?) AS JSON)", [texts])

    def read(self, folder: Path) -> None:
        """Answer from the files of a folder or from one file: NDJSON, Parquet with a column `resource`, JSON Bundles.

        Raises:
            BadInput: there are no such files, or they hold something else.
        """
        files = [folder] if folder.is_file() else sorted(path for path in folder.rglob("*") if path.is_file())
        parts = []
        lines = [path for path in files if path.suffix in {".ndjson", ".jsonl"}]
        if lines:
            parts.append(f"SELECT json AS resource FROM read_ndjson_objects({_names(lines)}, {_LIMIT})")
        if tables := [path for path in files if path.suffix == ".parquet"]:
            parts.append(f"SELECT CAST(resource AS JSON) AS resource FROM read_parquet({_names(tables)})")
        if documents := [path for path in files if path.suffix == ".json"]:
            whole = f"SELECT json FROM read_json_objects({_names(documents)}, format = 'auto', {_LIMIT})"
            parts.append(f"SELECT json AS resource FROM ({whole}) WHERE (json ->> '$.resourceType') IS NOT NULL")
            entries = f"SELECT unnest(json_extract(json, '$.entry[*].resource')) AS resource FROM ({whole})"
            parts.append(f"{entries} WHERE (json ->> '$.resourceType') = 'Bundle'")
        if not parts:
            raise BadInput("There are no resources.", hint="The folder must hold .ndjson, .parquet or .json files.")
        try:
            self._connection.execute(f"CREATE VIEW resources AS {' UNION ALL '.join(parts)}")
        except duckdb.Error as error:
            raise BadInput("The files do not hold resources.", hint=_HINT) from error

    def rows(self, view: View) -> Iterator[dict[str, Any]]:
        """The rows of a view.

        Raises:
            ViewFault: an expression cannot be evaluated on these resources.
        """
        cursor = self._run(view, "")
        names = [column[0] for column in cursor.description or ()]
        while batch := cursor.fetchmany(_ROWS_AT_A_TIME):
            for row in batch:
                yield dict(zip(names, row, strict=True))

    def write(self, view: View, path: Path) -> int:
        """Write the rows of a view as Parquet; returns their number."""
        cursor = self._run(view, f"COPY ({{}}) TO {quote(str(path))} (FORMAT parquet)")
        row = cursor.fetchone()
        return int(row[0]) if row else 0

    def sql(self, view: View) -> str:
        """The statement of a view.

        Raises:
            ViewFault: the view names a constant that it does not define, or an expression that is no FHIRPath.
        """
        query = Query(view, self._numbers)
        try:
            sql = query.sql()
            self._fallback.add(query.fallback, view.constants)
        except FHIRPathFault as fault:
            raise ViewFault(str(fault)) from fault
        return sql

    def _run(self, view: View, around: str) -> duckdb.DuckDBPyConnection:
        sql = self.sql(view)
        try:
            return self._connection.execute(around.format(sql) if around else sql)
        except duckdb.Error as error:
            raise ViewFault(_reason(error)) from error


def _names(paths: list[Path]) -> str:
    return f"[{', '.join(quote(str(path)) for path in paths)}]"


_LIMIT = f"maximum_object_size = {_LARGEST_RESOURCE}"
_HINT = "NDJSON holds one resource a line; Parquet needs a column `resource` of JSON text."


def _reason(error: duckdb.Error) -> str:
    """What went wrong, without the values that DuckDB quotes: they may be a patient's."""
    text = str(error)
    for known in ("several items stand where one is expected", "is no collection, but its path found several items"):
        if known in text:
            return f"The view asks for one value where a resource has several: {text.partition('Error: ')[2][:120]}."
    for fault in ("FHIRPath: ", "ViewDefinition"):
        if fault in text:
            return text[text.index(fault) :].split("\n")[0][:300]
    return f"The view cannot be evaluated on these resources ({type(error).__name__})."
