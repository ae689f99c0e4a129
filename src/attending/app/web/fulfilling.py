"""What is wanted of studies, reports and enhanced series: one of a kind at a time, with progress, ended on request.

What is wanted stands with each study. A server that ends, or is killed, begins again at its next start what it had not
ended; here is only what runs now.
"""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from attending.app.web.periodic import PATIENCE
from attending.errors import Unavailable
from attending.journeys.clinic import Clinic
from attending.journeys.imaging_fulfil import Stopped, Wish, fulfil_wish, put_wish_off, wishes

log = logging.getLogger("attending.imaging")


class _ServerEnds(Exception):
    """The server is told to end: the wish waits for the next start."""


PAUSES = (1.0, 5.0, 15.0, 60.0)
"""Seconds between trials while the record is busy or out of reach; it has waited itself before it says so."""


@dataclass(frozen=True)
class Done:
    """Images that are done, of how many."""

    done: int = 0
    of: int = 0


class Fulfilling:
    """The wishes of one kind that one server fulfils."""

    def __init__(self, clinic: Clinic, kind: type[Wish], *, pauses: tuple[float, ...] = PAUSES) -> None:
        self._kind, self._pauses = kind, pauses
        self._clinic, self._lock, self._ends = clinic, threading.Lock(), threading.Event()
        self._running: dict[tuple[str, str], Done] = {}
        self._stopping: set[tuple[str, str]] = set()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=kind.__name__)
        self._last: Future[None] | None = None

    def resume(self) -> None:
        """Begin again what the end of an earlier server broke off."""
        for key, name in wishes(self._clinic, self._kind):
            self.start(key, name)

    def start(self, key: str, name: str) -> None:
        """Fulfil a study's wish when its turn comes; once is enough."""
        wish = (key, name)
        with self._lock:
            if wish in self._running or self._ends.is_set():
                return
            self._running[wish] = Done()
            self._stopping.discard(wish)
            self._last = self._pool.submit(self._run, wish)

    def find(self, key: str, name: str) -> Done | None:
        """How far a study's wish is; none where nothing runs or waits here."""
        with self._lock:
            return self._running.get((key, name))

    def stop(self, key: str, name: str) -> None:
        """End it with the image that is just in work."""
        with self._lock:
            self._stopping.add((key, name))

    def close(self) -> None:
        """End what runs; it is begun again at the next start."""
        self._ends.set()
        self._pool.shutdown(wait=False, cancel_futures=True)
        if self._last is not None:
            wait([self._last], timeout=PATIENCE)

    def _run(self, wish: tuple[str, str]) -> None:
        def progress(done: int, of: int) -> None:
            with self._lock:
                self._running[wish] = Done(done, of)
                stopping = wish in self._stopping
            if stopping:
                raise Stopped("It was stopped.")
            if self._ends.is_set():
                raise _ServerEnds

        try:
            self._try(wish, progress)
        except _ServerEnds:
            put_wish_off(*wish, "waiting", clinic=self._clinic)
        except Unavailable as error:
            log.error("the record could not be used while a study was worked on")
            put_wish_off(*wish, "failed", error.message, clinic=self._clinic)
        except Exception as error:  # the words of an unforeseen error may hold a patient's data
            log.error("unexpected %s while a study was worked on", type(error).__name__)
            put_wish_off(*wish, "failed", "It failed for a reason of ours.", clinic=self._clinic)
        finally:
            with self._lock:
                self._running.pop(wish, None)
                self._stopping.discard(wish)

    def _try(self, wish: tuple[str, str], progress: Callable[[int, int], None]) -> None:
        """Fulfil it, again after each pause while the record cannot be used."""
        for pause in self._pauses:
            try:
                return fulfil_wish(*wish, clinic=self._clinic, progress=progress)
            except Unavailable:
                log.warning("the record cannot be used now; tried again in %.0f s", pause)
                if self._ends.wait(pause):
                    raise _ServerEnds from None
        return fulfil_wish(*wish, clinic=self._clinic, progress=progress)
