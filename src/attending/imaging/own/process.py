"""Runs a site's network in a process of its own, for a limited time.

Whatever goes wrong there comes back as `NetworkFailed` with a reason in words.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attending.imaging.own import worker
from attending.imaging.own.folder import OwnNetwork
from attending.imaging.own.worker import Arrays, read_message, write_message

START_SECONDS = 30.0


class NetworkFailed(Exception):
    """The network gave no answer; the message says why."""


class Worker:
    """A running network; use it as a context."""

    def __init__(self, network: OwnNetwork) -> None:
        self._network = network
        self._deadline = time.monotonic() + network.spec.seconds + START_SECONDS

    def __enter__(self) -> "Worker":
        self._folder = tempfile.TemporaryDirectory(prefix="network-")
        environment = {  # no setting and no key of the server's
            "PATH": os.defpath, "HOME": self._folder.name, "OMP_NUM_THREADS": "1",
        }  # fmt: skip
        self._process = subprocess.Popen(  # noqa: S603 (our own file, by our own interpreter)
            [sys.executable, "-P", worker.__file__],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            cwd=self._folder.name, env=environment,
        )  # fmt: skip
        model = np.frombuffer(self._network.model, np.uint8)
        try:
            self._ask(format=np.array(self._network.format), model=model)
        except NetworkFailed:
            self._stop()
            raise
        self._deadline = time.monotonic() + self._network.spec.seconds
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def run(self, x: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
        """The outputs by name, in their order, all finite.

        Raises:
            NetworkFailed: it refused, crashed, took too long, or answered with numbers that are none.
        """
        found = {name.partition(" ")[2]: value for name, value in self._ask(x=x).items()}
        if not found:
            raise NetworkFailed("it gave no output")
        if any(not np.isfinite(value).all() for value in found.values()):
            raise NetworkFailed("its output holds values that are no numbers")
        return found

    def _ask(self, **arrays: Any) -> Arrays:
        left = self._deadline - time.monotonic()
        watch = threading.Timer(max(left, 0.0), self._process.kill)
        watch.start()
        try:
            if self._process.stdin is None or self._process.stdout is None:
                raise NetworkFailed("it could not be started")
            write_message(self._process.stdin, **arrays)
            answer = read_message(self._process.stdout)
        except (OSError, ValueError):
            answer = None
        finally:
            watch.cancel()
        if answer is None:
            late = time.monotonic() >= self._deadline
            raise NetworkFailed(f"it took longer than {self._network.spec.seconds:g} seconds" if late else "it crashed")
        if "fault" in answer:
            raise NetworkFailed(str(answer["fault"]))
        return answer

    def _stop(self) -> None:
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue
        self._process.wait()
        if Path(self._folder.name).exists():
            self._folder.cleanup()
