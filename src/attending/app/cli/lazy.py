"""A group of commands that are imported when called, and that ends every error in an exit code."""

import importlib
from collections.abc import Mapping
from typing import Any, cast

import click

from attending.app.cli.errors import JSON_WANTED, report_error
from attending.errors import AttendingError, BadInput


class LazyGroup(click.Group):
    """`lazy` gives for each command `module:name` and its one-line help, which a test holds equal to the command's."""

    def __init__(self, *args: Any, lazy: Mapping[str, tuple[str, str]], **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of the table: the order in which a newcomer needs them."""
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command, or find none."""
        if cmd_name not in self.lazy:
            return None
        module, _, name = self.lazy[cmd_name][0].partition(":")
        return cast(click.Command, getattr(importlib.import_module(module), name))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing one of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in self.lazy.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what goes wrong becomes one sentence on stderr and an exit code."""
        try:
            return super().invoke(ctx)
        except AttendingError as error:
            report_error(ctx, error)
            ctx.exit(error.exit_code)
        except click.UsageError as error:
            if not ctx.meta.get(JSON_WANTED):
                raise
            report_error(ctx, BadInput(error.format_message()))
            ctx.exit(error.exit_code)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if ctx.obj is None or ctx.obj.traceback:
                raise
            report_error(ctx, _as_fault(error))
            ctx.exit(1)


def _as_fault(error: Exception) -> AttendingError:
    """Name the kind and the place of an unexpected error, not its message: that may hold a patient's data."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_globals.get('__name__', '?')}, line {trace.tb_lineno}" if trace else "unknown place"
    return AttendingError(
        f"Unexpected {type(error).__name__} in {place}.",
        hint="This is a fault of Attending; `attending --traceback …` shows all of it.",
    )
