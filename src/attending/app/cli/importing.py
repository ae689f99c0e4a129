"""`attending import`: FHIR resources of another system into the record."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from attending.app.cli.output import draw_table, json_option, say, show
from attending.app.cli.standing import Standing
from attending.app.cli.who import OPERATOR

if TYPE_CHECKING:
    from rich.console import Console


@click.command(name="import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@json_option
@click.pass_obj
def import_files(standing: Standing, files: tuple[Path, ...]) -> None:
    """File FHIR resources that another system sends.

    Each of FILES is a Bundle, one resource, or NDJSON (FHIR R4), packed by gzip or bzip2 or not, or a folder of such
    files. A file is filed whole or not at all; filing the same content again makes no new version.
    """
    from attending.journeys.incoming import find_sent_files, receive_files

    reports = {}
    files = tuple(find_sent_files(files))
    say(f"file 1 of {len(files)}: {files[0]}")
    with standing.record() as record:
        filed = receive_files(files, record=record, grant=OPERATOR)
        for number, (path, report) in enumerate(zip(files, filed, strict=True), start=1):
            reports[str(path)] = report
            if number < len(files):
                say(f"file {number + 1} of {len(files)}: {files[number]}")

    def draw(console: "Console") -> None:
        columns = ("File", "New", "Changed", "Unchanged", "Deleted", "Patients", "Unresolved references")
        rows = [
            (path, r.created, r.updated, r.unchanged, r.deleted, len(r.patients), r.unresolved)
            for path, r in reports.items()
        ]
        draw_table(console, columns, rows, empty="")

    show(reports, draw)
