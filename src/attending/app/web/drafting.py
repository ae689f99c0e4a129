"""Reports that are being drafted: one at a time, in a thread of its own, with progress, and an end on request.

What is wanted stands with each study. A server that ends, or is killed, begins again at its next start what it had not
ended; here is only what runs now.
"""

import logging
import threading
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from attending.app.web.periodic import PATIENCE
from attending.journeys.clinic import Clinic
from attending.journeys.imaging_wish import Stopped, fulfil_wish, put_wish_off, wishes

log = logging.getLogger("attending.imaging")


class _ServerEnds(Exception):
    """The server is told to end: the wish waits for the next start."""


@dataclass(frozen=True)
class Looked:
    """Images that the models have looked at, of how many."""

    done: int = 0
    of: int = 0


class Drafting:
    """The drafting of one server."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic, self._lock, self._ends = clinic, threading.Lock(), threading.Event()
        self._running: dict[str, Looked] = {}
        self._stopping: set[str] = set()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="drafting")
        self._last: Future[None] | None = None

    def resume(self) -> None:
        """Begin again what the end of an earlier server broke off."""
        for key in wishes(self._clinic):
            self.start(key)

    def start(self, key: str) -> None:
        """Draft a study's report when its turn comes; once is enough."""
        with self._lock:
            if key in self._running or self._ends.is_set():
                return
            self._running[key] = Looked()
            self._stopping.discard(key)
            self._last = self._pool.submit(self._run, key)

    def find(self, key: str) -> Looked | None:
        """How far a study's report is; none where nothing runs or waits here."""
        with self._lock:
            return self._running.get(key)

    def stop(self, key: str) -> None:
        """End it with the image that is just being looked at."""
        with self._lock:
            self._stopping.add(key)

    def close(self) -> None:
        """End what runs; it is begun again at the next start."""
        self._ends.set()
        self._pool.shutdown(wait=False, cancel_futures=True)
        if self._last is not None:
            wait([self._last], timeout=PATIENCE)

    def _run(self, key: str) -> None:
        def progress(done: int, of: int) -> None:
            with self._lock:
                self._running[key] = Looked(done, of)
                stopping = key in self._stopping
            if stopping:
                raise Stopped("It was stopped.")
            if self._ends.is_set():
                raise _ServerEnds

        try:
            fulfil_wish(key, clinic=self._clinic, progress=progress)
        except _ServerEnds:
            put_wish_off(key, "waiting", clinic=self._clinic)
        except Exception as error:  # the words of an unforeseen error may hold a patient's data
            log.error("unexpected %s while a report was drafted", type(error).__name__)
            put_wish_off(key, "failed", "It failed for a reason of ours.", clinic=self._clinic)
        finally:
            with self._lock:
                self._running.pop(key, None)
                self._stopping.discard(key)
