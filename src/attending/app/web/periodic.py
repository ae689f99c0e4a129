"""A thread that does one thing again and again while the server runs.

Read by `looking` and `sending`. A failure is logged by its kind alone and tried again at the next turn.
"""

import logging
import threading
from collections.abc import Callable

from attending.errors import AttendingError

PATIENCE = 5.0
"""Seconds that an end waits for the turn that is just being done."""


class Periodic:
    """Calls `work` every so many seconds until it is closed.

    Args:
        name: of the thread.
        every: seconds between two turns.
        work: one turn; it is told how to ask whether it should stop.
        log: where failures are told.
        failed: what is told when a turn fails, without any of its data.
    """

    def __init__(
        self, name: str, every: float, work: Callable[[Callable[[], bool]], None], *, log: logging.Logger, failed: str
    ) -> None:
        self._every, self._work_once, self._log, self._failed = every, work, log, failed
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)

    def start(self) -> None:
        """Begin; the first turn comes after the first pause."""
        self._thread.start()

    def close(self) -> None:
        """End after the turn that is just being done, or leave it."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(timeout=PATIENCE)

    def _work(self) -> None:
        while not self._ended.wait(self._every):
            try:
                self._work_once(self._ended.is_set)
            except AttendingError as error:
                self._log.error("%s: %s", self._failed, type(error).__name__)
            except Exception:  # the words of an unforeseen error may hold a patient's data
                self._log.error("%s", self._failed)
