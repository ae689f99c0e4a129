"""Where a command runs: the settings of this call and the record they name."""

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from attending.settings import Settings


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
