"""`attending evaluate`: measure a capability on a public data set, as its publication measures it."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from attending.app.cli.output import draw_table, json_option, show
from attending.errors import BadInput, NotConfigured, NotFound

if TYPE_CHECKING:
    from rich.console import Console


@click.command()
@click.argument("suite", required=False)
@click.option("--list", "list_suites", is_flag=True, help="List the suites instead.")
@click.option("--data", type=click.Path(exists=True, path_type=Path), help="The data set: a file or a folder.")
@click.option(
    "--predictions", type=click.Path(dir_okay=False, path_type=Path), help="Write each case's result here, as JSONL."
)
@json_option
def evaluate(suite: str | None, list_suites: bool, data: Path | None, predictions: Path | None) -> None:
    """Measure a capability on a public data set.

    Needs the extra: pip install 'attending[evaluate]'.
    """
    from attending.journeys.evaluation import SUITES

    if list_suites or suite is None:
        rows = [{"suite": name, "about": _first_line(run)} for name, run in sorted(SUITES.items())]
        show(rows, lambda console: draw_table(console, ("Suite", "About"), [tuple(r.values()) for r in rows], empty=""))
        return
    if suite not in SUITES:
        raise NotFound("There is no suite of that name.", hint=f"There are: {', '.join(sorted(SUITES))}.")
    if data is None:
        raise BadInput("A suite needs its data set.", hint="Name a file or a folder with --data.")
    try:
        measures = SUITES[suite](data, predictions=predictions, progress=_progress)
    except ImportError as error:
        raise NotConfigured("Measuring needs more packages.", hint="pip install 'attending[evaluate]'") from error
    show(measures, lambda console: _draw(console, suite, measures))


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{done} of {total}", nl=done == total, err=True)


def _first_line(thing: object) -> str:
    return (thing.__doc__ or "").strip().split("\n")[0]


def _draw(console: "Console", suite: str, measures: dict[str, object]) -> None:
    draw_table(console, (suite, ""), list(_flat(measures)), empty="Nothing was measured.")


def _flat(measures: dict[str, object], before: str = "") -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for name, value in measures.items():
        if isinstance(value, dict):
            rows += _flat(value, f"{before}{name} / ")
        else:
            rows.append((f"{before}{name}", f"{value:.2f}" if isinstance(value, float) else str(value)))
    return rows
