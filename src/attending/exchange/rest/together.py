"""A thread that does together what waits at the same moment: one flush of the disk serves all.

Read by `service` and `filing`.
"""

import queue
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

_One = TypeVar("_One")


class Together(Generic[_One]):
    """The thread starts with the first that comes."""

    def __init__(self, name: str, do: Callable[[list[_One]], None], most: int) -> None:
        """Make it.

        Args:
            name: of the thread.
            do: is given all that wait, at least one; must not raise.
            most: how many at a time.
        """
        self._name, self._do, self._most = name, do, most
        self._waiting: queue.SimpleQueue[_One | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def put(self, one: _One) -> None:
        """Let one wait for its turn."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()
        self._waiting.put(one)

    def close(self) -> None:
        """End the thread when what waits is done."""
        self._waiting.put(None)
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        while True:
            together, ended = self._next()
            if together:
                self._do(together)
            if ended:
                return

    def _next(self) -> tuple[list[_One], bool]:
        """Everything that waits, at least one; and whether the end has come."""
        together = [self._waiting.get()]
        while together[-1] is not None and len(together) < self._most:
            try:
                together.append(self._waiting.get_nowait())
            except queue.Empty:
                break
        return [one for one in together if one is not None], together[-1] is None
