"""Series that are being enhanced: one at a time, in a thread of its own, with the progress that the page asks for.

What is done stays in the archive: a run that the server's end cut off is asked for again and makes the same images.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from attending.errors import AttendingError, Conflict

log = logging.getLogger("attending.imaging")

Work = Callable[[Callable[[int, int], None]], object]
"""Does it, and tells images done and in all."""


@dataclass(frozen=True)
class Progress:
    """How far it is; `reason` says why it ended without a series."""

    done: int
    total: int
    state: str = "running"
    reason: str = ""


class Enhancing:
    """What runs and what has ended, by study and series."""

    def __init__(self) -> None:
        self._lock, self._turn = threading.Lock(), threading.Lock()
        self._known: dict[tuple[str, int], Progress] = {}

    def start(self, key: str, series: int, work: Work) -> None:
        """Begin; raises `Conflict` when this series is being enhanced already."""
        name = (key, series)
        with self._lock:
            known = self._known.get(name)
            if known is not None and known.state == "running":
                raise Conflict("This series is being enhanced already.")
            self._known[name] = Progress(0, 0)
        threading.Thread(target=self._run, args=(name, work), daemon=True, name="enhancing").start()

    def find(self, key: str, series: int) -> Progress | None:
        """How far a series is; none where nobody asked."""
        with self._lock:
            return self._known.get((key, series))

    def _run(self, name: tuple[str, int], work: Work) -> None:
        def told(done: int, total: int) -> None:
            self._put(name, Progress(done, total))

        with self._turn:
            try:
                work(told)
            except AttendingError as error:
                self._put(name, Progress(0, 0, "failed", error.message))
            except Exception:
                log.error("a series could not be enhanced")
                self._put(name, Progress(0, 0, "failed", "It failed for a reason of ours."))
            else:
                self._put(name, Progress(1, 1, "done"))

    def _put(self, name: tuple[str, int], progress: Progress) -> None:
        with self._lock:
            self._known[name] = progress
