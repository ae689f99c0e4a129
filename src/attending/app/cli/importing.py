"""`attending import`: FHIR resources of another system into the record."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from attending.app.cli.output import draw_table, json_option, say, show
from attending.app.cli.standing import Standing
from attending.app.cli.who import OPERATOR

if TYPE_CHECKING:
    from rich.console import Console


@click.command(name="import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
@click.pass_obj
def import_files(standing: Standing, files: tuple[Path, ...]) -> None:
    """File FHIR resources that another system sends.

    Each of FILES is a Bundle, one resource, or NDJSON (FHIR R4). A file is filed whole or not at all; filing the same
    content again makes no new version.
    """
    from attending.journeys.incoming import receive_files

    reports = {}
    size, cores = sum(path.stat().st_size for path in files), len(os.sched_getaffinity(0))
    say(f"file 1 of {len(files)}: {files[0]}")
    with standing.record() as record:
        sent = (path.read_bytes() for path in files)
        filed = receive_files(sent, record=record, grant=OPERATOR, size=size, cores=cores)
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
