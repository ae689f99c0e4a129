"""`attending analytics view`: a ViewDefinition of SQL on FHIR as a table."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from attending.app.cli.output import draw_table, json_option, say, show
from attending.app.cli.standing import Standing
from attending.app.cli.who import OPERATOR
from attending.errors import BadInput

if TYPE_CHECKING:
    from rich.console import Console

    from attending.record.analytics.view import View
    from attending.record.analytics.warehouse import Warehouse

_OUT = click.Path(dir_okay=False, path_type=Path)


@click.group()
def analytics() -> None:
    """Tables from the record, by views of SQL on FHIR."""


@analytics.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--data",
    type=click.Path(exists=True, path_type=Path),
    help="NDJSON, Parquet or Bundles of an export, a file or a folder, instead of the record.",
)
@click.option("--csv", "csv_file", type=_OUT, help="Write the rows here as CSV.")
@click.option("--parquet", "parquet_file", type=_OUT, help="Write the rows here as Parquet.")
@click.option("--sql", "only_sql", is_flag=True, help="Print the SQL of DuckDB and run nothing.")
@json_option
@click.pass_obj
def view(
    standing: Standing, file: Path, data: Path | None, csv_file: Path | None, parquet_file: Path | None, only_sql: bool
) -> None:
    """Evaluate the ViewDefinition in FILE.

    Needs the extra: pip install 'attending[analytics]'. Without --data the record of this hospital is read, decrypted
    in memory only, and the look is in the audit trail.
    """
    from attending.journeys.analysis import read_view, warehouse_of_files, warehouse_of_record

    definition = read_view(file)
    if only_sql:
        from attending.record.analytics.query import Query

        click.echo(Query(definition).sql())
        return
    if data is not None:
        with warehouse_of_files(data) as warehouse:
            _deliver(warehouse, definition, csv_file, parquet_file)
        return
    with standing.record() as record, warehouse_of_record(record, definition, grant=OPERATOR) as warehouse:
        _deliver(warehouse, definition, csv_file, parquet_file)


def _deliver(warehouse: "Warehouse", view: "View", csv_file: Path | None, parquet_file: Path | None) -> None:
    if parquet_file is not None:
        say(f"{warehouse.write(view, parquet_file)} rows in {parquet_file}")
    if csv_file is not None:
        say(f"{_write_csv(csv_file, view.select.names(), warehouse.rows(view))} rows in {csv_file}")
    if parquet_file is not None or csv_file is not None:
        return
    rows = list(warehouse.rows(view))

    def draw(console: "Console") -> None:
        cells = [tuple("" if value is None else str(value) for value in row.values()) for row in rows]
        draw_table(console, view.select.names(), cells, empty="The view has no rows.")

    show(rows, draw)


def _write_csv(path: Path, names: Sequence[str], rows: Iterable[dict[str, Any]]) -> int:
    """Lists are joined by `|`; text that a spreadsheet would run as a formula gets an apostrophe before it."""
    number = 0
    try:
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(names)
            for row in rows:
                writer.writerow([_cell(value) for value in row.values()])
                number += 1
    except OSError as error:
        raise BadInput(f"{path} cannot be written.") from error
    return number


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        value = "|".join(str(part) for part in value)
    if isinstance(value, str) and value[:1] in tuple("=+-@\t\r"):
        return f"'{value}"
    return value
