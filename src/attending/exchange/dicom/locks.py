"""One writer at a time for each study, among the threads of this process and the processes of this machine."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

try:
    import fcntl
except ImportError:  # not on Windows: there one process serves an archive
    fcntl = None  # type: ignore[assignment]


class Locks:
    """256 locks, by the first two digits of a key: no file for every study, and strangers seldom meet."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mine: dict[str, threading.Lock] = {}
        self._guard = threading.Lock()

    @contextmanager
    def hold(self, key: str) -> Iterator[None]:
        """Wait for the lock of a key and hold it."""
        name = key[:2]
        with self._guard:
            lock = self._mine.setdefault(name, threading.Lock())
        with lock, self._file(name) if fcntl is not None else nullcontext():
            yield

    @contextmanager
    def _file(self, name: str) -> Iterator[None]:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self._folder / name, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)  # which gives the lock back
