"""Who acts on the command line.

Whoever can read the record's folder and its key on this machine is its operator: reading, importing and drafting run
as `Device/command-line`, and the audit trail says so. What a clinician answers for (sign, reject, answer, amend, …)
runs as that practitioner, who gives the password each time; no option lets an operator act in a clinician's name.
"""

import functools
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from attending.errors import SignInRequired
from attending.security import Action, Grant, PractitionerRole, Purpose

OPERATOR = Grant(
    who="Device/command-line",
    role=PractitionerRole.SYSTEM,
    purpose=Purpose.OPERATIONS,
    patients=None,
    types=None,
    actions=frozenset({Action.CREATE, Action.READ, Action.UPDATE}),
)
"""Files and reads; it may not execute the moves of a review."""

Command = Callable[..., None]


@dataclass(frozen=True)
class Identity:
    """Sign-in name and where the password comes from."""

    name: str | None
    password_file: Path | None
    from_stdin: bool

    def sign_in_name(self) -> str:
        """The name given, or a refusal."""
        if not self.name:
            raise SignInRequired("A practitioner answers for this.", hint="Say who you are: --as NAME or ATTENDING_AS.")
        return self.name

    def password(self) -> str:
        """Read the password from the file, from stdin or, at a terminal, by asking for it."""
        return self._given() or _ask(f"Password of {self.sign_in_name()}", confirm=False)

    def new_password(self) -> str:
        """Read the password of a new account; at a terminal it is asked for twice."""
        return self._given() or _ask("New password", confirm=True)

    def _given(self) -> str | None:
        if self.password_file is not None:
            return self.password_file.read_text(encoding="utf-8").rstrip("\r\n")
        if self.from_stdin:
            return sys.stdin.readline().rstrip("\r\n")
        return None


def _ask(question: str, *, confirm: bool) -> str:
    if not sys.stdin.isatty():
        raise SignInRequired(
            "This command needs a password, and there is no terminal to ask at.",
            hint="Give --password-file FILE or --password-stdin.",
        )
    answer: str = click.prompt(question, hide_input=True, confirmation_prompt=confirm, err=True)
    return answer


def identity_options(command: Command) -> Command:
    """Give a command `--as` and the password's options; it receives them as `identity`."""
    name = click.option(
        "--as", "acting_as", envvar="ATTENDING_AS", metavar="NAME", help="Your sign-in name; ATTENDING_AS otherwise."
    )
    return name(password_options(command))


def password_options(command: Command) -> Command:
    """Give a command the password's options only; it receives them as `identity`."""

    @click.option(
        "--password-file",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        envvar="ATTENDING_PASSWORD_FILE",
        help="Read the password from this file.",
    )
    @click.option("--password-stdin", is_flag=True, help="Read the password from the first line of stdin.")
    @functools.wraps(command)
    def gather(
        *, password_file: Path | None, password_stdin: bool, acting_as: str | None = None, **rest: object
    ) -> None:
        command(identity=Identity(acting_as, password_file, password_stdin), **rest)

    return gather
