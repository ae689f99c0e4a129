"""What a command prints: a table or text for people, or JSON with `--json`; progress goes to stderr."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from attending.app.cli.errors import JSON_WANTED

if TYPE_CHECKING:
    from rich.console import Console

WIDTH_IN_A_PIPE = 160
"""Columns of a table that nobody looks at in a window: wide enough that `grep` finds a whole row on one line."""

_F = TypeVar("_F", bound=Callable[..., Any])


def json_option(command: _F) -> _F:
    """Give a command `--json`; it reads `wants_json()` through `show`."""
    return click.option(
        "--json",
        is_flag=True,
        is_eager=True,
        expose_value=False,
        callback=_remember_json,
        help="Print JSON on stdout; errors are JSON on stderr.",
    )(command)


def _remember_json(context: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        context.meta[JSON_WANTED] = True


def wants_json() -> bool:
    """Whether this call asked for JSON."""
    return bool(click.get_current_context().meta.get(JSON_WANTED))


def show(value: object, draw: Callable[["Console"], None]) -> None:
    """Print `value` as JSON if asked to, otherwise let `draw` write it for a person."""
    if wants_json():
        click.echo(as_json(value))
        return
    from rich.console import Console

    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = WIDTH_IN_A_PIPE
    draw(console)


def as_json(value: object) -> str:
    """Write dataclasses, structs, times and decimals as readable JSON."""
    import msgspec

    encoded = msgspec.json.Encoder(decimal_format="number", enc_hook=_plain).encode(value)
    return msgspec.json.format(encoded, indent=2).decode()


def _plain(value: object) -> object:
    if isinstance(value, Iterable):
        return list(value)
    return str(value)


def draw_table(console: "Console", columns: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str) -> None:
    """Draw a quiet table; the first column never wraps, since it holds what one copies into the next command."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for number, column in enumerate(columns):
        table.add_column(column, no_wrap=number == 0, overflow="fold")
    for row in rows:
        table.add_row(*[cell if isinstance(cell, Text) else Text(str(cell)) for cell in row])
    if table.row_count:
        console.print(table)
    else:
        console.print(empty)


def say(text: str) -> None:
    """A word about progress, on stderr."""
    click.echo(text, err=True)
