"""Where a command runs: the settings of this call and the record they name."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from attending.errors import Conflict, NotFound
from attending.settings import Settings

if TYPE_CHECKING:
    from attending.journeys.clinic import Clinic
    from attending.record import Store


@dataclass
class Standing:
    """What the options before the command name say."""

    home: Path | None
    traceback: bool = False

    @cached_property
    def settings(self) -> Settings:
        """The settings from the environment, with `--home` on top."""
        environ = dict(os.environ)
        if self.home is not None:
            environ["ATTENDING_HOME"] = str(self.home)
        return Settings.from_environment(environ)

    def listen(self, *, host: str | None, port: int | None) -> None:
        """Let the options of a command go before the environment; raises `Conflict` where another program listens."""
        import socket

        settings = self.settings = replace(
            self.settings, host=host or self.settings.host, port=self.settings.port if port is None else port
        )
        try:
            family, _, _, _, address = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
            with socket.socket(family, socket.SOCK_STREAM) as trial:
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                trial.bind(address)
        except OSError as error:
            raise Conflict(
                f"Nothing can be served at {settings.host}, port {settings.port}.",
                hint="Perhaps another program listens there, or Attending itself: choose another --port (or PORT=…).",
            ) from error

    @contextmanager
    def record(self) -> Iterator["Store"]:
        """Open the record that is there; a mistyped folder does not silently become a new hospital."""
        from attending.app.wiring import open_record

        self.require_record()
        store = open_record(self.settings)
        try:
            yield store
        finally:
            store.close()

    @contextmanager
    def clinic(self) -> Iterator["Clinic"]:
        """The record that is there, with its reviews."""
        from attending.app.wiring import as_clinic

        with self.record() as record:
            yield as_clinic(record, self.settings)

    def require_record(self) -> None:
        """Raise `NotFound` unless there is a record where the settings say."""
        from attending.app.wiring import record_exists

        if not record_exists(self.settings):
            raise NotFound(
                f"There is no record in {self.settings.home}.",
                hint="Name its folder with --home or ATTENDING_HOME (the demo hospital: var/demo), "
                "or make one with `attending init` or `attending demo`.",
            )
