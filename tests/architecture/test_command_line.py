"""What holds for every command of `attending`."""

import resource
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from attending.app.cli import COMMANDS, main

HEAVY = ("rich", "fastapi", "numpy", "jinja2", "cryptography", "sqlite3", "msgspec", "granian", "joserfc")


def every_command(group: click.Group = main, path: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from every_command(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


COMMAND_LIST = dict(every_command())


@pytest.mark.parametrize("name", COMMAND_LIST)
def test_every_command_speaks_json(name):
    assert "--json" in [option for parameter in COMMAND_LIST[name].params for option in parameter.opts]


@pytest.mark.parametrize("name", COMMAND_LIST)
def test_every_command_and_option_explains_itself(name):
    command = COMMAND_LIST[name]
    assert command.help
    assert all(option.help for option in command.params if isinstance(option, click.Option))


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_says_what_the_command_says_of_itself(name):
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.help is not None
    assert command.help.splitlines()[0] == COMMANDS[name][1]


def test_help_imports_nothing_heavy():
    script = f"import sys, attending.app.cli as c\nprint([m for m in {HEAVY!r} if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout.strip() == "[]"


def test_the_journeys_of_imaging_import_no_library_for_learning():
    script = (
        "import sys, attending.app.cli.imaging, attending.app.web.server\n"
        "print([m for m in ('lightgbm', 'sklearn', 'torch') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout.strip() == "[]"


@pytest.mark.parametrize("command", ["serve", "demo"])
def test_a_servers_matrix_products_take_one_thread_which_is_settled_before_numpy_comes(command):
    script = (
        f"import os, sys\nfrom attending.app.cli.{command} import one_thread_a_product\none_thread_a_product()\n"
        "print('numpy' in sys.modules, os.environ['OPENBLAS_NUM_THREADS'])"
    )
    told = [
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environ).stdout.strip()
        for environ in ({}, {"OPENBLAS_NUM_THREADS": "3"})
    ]
    assert told == ["False 1", "False 3"]


def test_help_starts_in_less_than_three_tenths_of_a_second():
    def processor_seconds() -> float:
        """Of one run, so that a busy machine does not count."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-m", "attending", "--help"], capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    assert min(processor_seconds() for _ in range(3)) < 0.3
