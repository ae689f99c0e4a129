"""`attending validate`: the faults of FHIR files, before anybody files them."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from attending.app.cli.output import draw_table, json_option, show

if TYPE_CHECKING:
    from rich.console import Console


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--strictness",
    type=click.Choice(["store", "standard", "strict"]),
    default="standard",
    show_default=True,
    help="store: only what cannot be filed is an error; strict: so is what is unknown here.",
)
@json_option
@click.pass_context
def validate(context: click.Context, files: tuple[Path, ...], strictness: str) -> None:
    """List the faults of FHIR resources.

    Each of FILES is one resource or Bundle, a message of CDS Hooks, or NDJSON (FHIR R4). The exit code is 2 if there is
    an error in one of them. With --json each file becomes an OperationOutcome.
    """
    from attending.record.validation import Strictness, is_valid, operation_outcome, validate_text

    level = Strictness(strictness)
    found = {str(path): [issue for text in _texts(path) for issue in validate_text(text, level)] for path in files}
    outcomes = {path: operation_outcome(issues) for path, issues in found.items()}

    def draw(console: "Console") -> None:
        rows = [
            (path, issue.severity, issue.expression, issue.text) for path, issues in found.items() for issue in issues
        ]
        draw_table(console, ("File", "Severity", "Where", "What"), rows, empty="No fault was found.")

    show(outcomes, draw)
    if not all(is_valid(issues) for issues in found.values()):
        context.exit(2)


def _texts(path: Path) -> list[bytes]:
    text = path.read_bytes()
    if path.suffix in {".ndjson", ".jsonl"}:
        return [line for line in text.splitlines() if line.strip()]
    return [text]
